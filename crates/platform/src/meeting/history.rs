//! What happened in a meeting, the latest of it: each reader follows at their own pace, and whoever
//! falls too far behind is told so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use model::{Participant, SessionId, StageStatus};

/// How much of what happened is kept, in happenings a meeting.
const KEPT: usize = 1024;

/// What happened in a meeting. A position is the number of happenings until then.
#[derive(Debug)]
pub struct History {
    /// Tells this one from others: positions of one mean nothing in another.
    pub id: Uuid,
    kept: Mutex<VecDeque<Arc<Happening>>>,
    position: watch::Sender<u64>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The position after it.
    pub position: u64,
    /// The session in which it happened.
    pub session_id: SessionId,
    /// When we learnt of it.
    pub at: Timestamp,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A participant came into the session.
    Joined(Participant),
    /// A participant stands elsewhere now than before.
    Status(Participant, StageStatus),
    /// A participant's last connection left.
    Left(Participant),
    /// We were not there to see: everybody must be read again.
    Gap,
}

impl Default for History {
    fn default() -> Self {
        Self {
            id: Uuid::new_v4(),
            kept: Mutex::default(),
            position: watch::Sender::default(),
        }
    }
}

impl History {
    /// How much has happened so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        *self.position.borrow()
    }

    /// What happened after a position; `None` when that is not known any more, or never was.
    #[must_use]
    pub fn since(&self, position: u64) -> Option<Vec<Arc<Happening>>> {
        let kept = self.kept();
        let missed = self.position().checked_sub(position)?;
        let missed = usize::try_from(missed).ok()?;
        let first = kept.len().checked_sub(missed)?;
        Some(kept.iter().skip(first).cloned().collect())
    }

    /// Waits until more has happened than until a position.
    pub async fn beyond(&self, position: u64) {
        let mut now = self.position.subscribe();
        // Its sender is here, so that there is no error.
        let _ = now.wait_for(|now| *now > position).await;
    }

    /// Takes note of something.
    pub(super) fn note(&self, session_id: &SessionId, what: What) {
        let mut kept = self.kept();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        let position = self.position() + 1;
        kept.push_back(Arc::new(Happening {
            position,
            session_id: session_id.clone(),
            at: Timestamp::now(),
            what,
        }));
        self.position.send_replace(position);
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Happening>>> {
        // It is whole after each change; a panic elsewhere does not change that.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_everything_once_or_learns_that_something_is_missing() {
        let history = History::default();
        let session = "s-1".into();
        let note = || history.note(&session, What::Gap);
        assert_eq!(history.since(0), Some(Vec::new()));
        assert_eq!(history.since(1), None);
        for _ in 0..KEPT {
            note();
        }
        let positions = |since| {
            let happenings = history.since(since)?.into_iter();
            Some(happenings.map(|h| h.position).collect::<Vec<_>>())
        };
        let kept = KEPT as u64;
        assert_eq!(positions(0), Some((1..=kept).collect()));
        assert_eq!(positions(kept - 2), Some(vec![kept - 1, kept]));
        note();
        assert_eq!(positions(0), None);
        assert_eq!(positions(1), Some((2..=kept + 1).collect()));
        assert_eq!(positions(kept + 2), None);
    }
}
