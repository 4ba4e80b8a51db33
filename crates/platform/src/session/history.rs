//! The latest events of a meeting. Each reader follows at its own pace; one that falls too far
//! behind is told so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use model::{Change, SessionId};

/// How many events are kept for each meeting.
const CAPACITY: usize = 1024;

/// The latest events of a meeting. A position is the number of events until then.
#[derive(Debug)]
pub struct History {
    /// Identifies this history: positions of one mean nothing in another.
    pub id: Uuid,
    events: Mutex<VecDeque<Arc<HistoryEvent>>>,
    position: watch::Sender<u64>,
}

/// An event, with its position and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEvent {
    /// The position after it.
    pub position: u64,
    /// The session in which it happened.
    pub session_id: SessionId,
    /// When it was received.
    pub at: Timestamp,
    /// The event itself.
    pub event: SessionEvent,
}

/// What happened in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEvent {
    /// Something changed for a participant.
    Change(Change),
    /// The connection was away, so that events are missing: read the roster again.
    Gap,
}

impl Default for History {
    fn default() -> Self {
        Self {
            id: Uuid::new_v4(),
            events: Mutex::default(),
            position: watch::Sender::default(),
        }
    }
}

impl History {
    /// The position of the latest event.
    #[must_use]
    pub fn position(&self) -> u64 {
        *self.position.borrow()
    }

    /// The events after a position; `None` when some of them are no longer kept, or it was never
    /// reached.
    #[must_use]
    pub fn since(&self, position: u64) -> Option<Vec<Arc<HistoryEvent>>> {
        let events = self.events();
        let missed = self.position().checked_sub(position)?;
        let missed = usize::try_from(missed).ok()?;
        let first = events.len().checked_sub(missed)?;
        Some(events.iter().skip(first).cloned().collect())
    }

    /// Waits for an event after a position.
    pub async fn beyond(&self, position: u64) {
        let mut now = self.position.subscribe();
        // Its sender is here, so that there is no error.
        let _ = now.wait_for(|now| *now > position).await;
    }

    /// Adds an event.
    pub(super) fn push(&self, session_id: &SessionId, event: SessionEvent) {
        let mut events = self.events();
        if events.len() == CAPACITY {
            events.pop_front();
        }
        let position = self.position() + 1;
        events.push_back(Arc::new(HistoryEvent {
            position,
            session_id: session_id.clone(),
            at: Timestamp::now(),
            event,
        }));
        self.position.send_replace(position);
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Arc<HistoryEvent>>> {
        // It is whole after each change; a panic elsewhere does not change that.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_each_event_once_or_learns_that_some_are_missing() {
        let history = History::default();
        let session = "s-1".into();
        let push = || history.push(&session, SessionEvent::Gap);
        assert_eq!(history.since(0), Some(Vec::new()));
        assert_eq!(history.since(1), None);
        for _ in 0..CAPACITY {
            push();
        }
        let positions = |since| {
            let events = history.since(since)?.into_iter();
            Some(events.map(|event| event.position).collect::<Vec<_>>())
        };
        let kept = CAPACITY as u64;
        assert_eq!(positions(0), Some((1..=kept).collect()));
        assert_eq!(positions(kept - 2), Some(vec![kept - 1, kept]));
        push();
        assert_eq!(positions(0), None);
        assert_eq!(positions(1), Some((2..=kept + 1).collect()));
        assert_eq!(positions(kept + 2), None);
    }
}
