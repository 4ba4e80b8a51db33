//! The hidden host: knows who is where, and grants, denies and kicks.

use std::sync::Arc;

use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::history::History;
use super::link::Link;
use super::view::Shared;
use super::{Acted, Handle, JoinError};
use crate::Platform;
use crate::timing::RETURN_TIMEOUT;
use model::{MeetingId, Operation, Roster, SessionId, UserId, ViewType};

/// How many participants one frame is about.
const BATCH: usize = 100;

/// A host in a meeting. It leaves when it is told to, when it is dropped, when nobody has used it
/// for a while, and when nobody is left to host.
#[derive(Debug)]
pub struct Host {
    /// Tells this one from others, and from those before it.
    pub id: Uuid,
    /// The meeting that it is in.
    pub meeting_id: MeetingId,
    /// The session that it is in.
    pub session_id: SessionId,
    /// How the meeting looks, as far as it is known.
    pub view_type: Option<ViewType>,
    /// What happens, and what has happened in the meeting before.
    pub history: Arc<History>,
    handle: Handle,
}

impl Host {
    /// Joins a meeting that is live, unseen, and reads who is there. What happens from then on goes into
    /// the history.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, no preset fits, or the platform refuses or cannot be reached.
    pub async fn join(
        platform: Arc<Platform>,
        meeting: MeetingId,
        history: Arc<History>,
    ) -> Result<Self, JoinError> {
        let shared = Arc::new(Shared::telling(history.clone()));
        let joined = Link::host(platform, meeting.clone(), shared.clone());
        let (link, connection) = joined.await?;
        Ok(Self {
            id: Uuid::new_v4(),
            meeting_id: meeting,
            history,
            session_id: link.session_id.clone(),
            view_type: link.view_type(),
            handle: Handle::on(link, connection, shared),
        })
    }

    /// Reads the roster as it is now. `complete` is false when the platform did not tell of
    /// everybody.
    pub fn read<T>(&self, read: impl FnOnce(&Roster, bool) -> T) -> T {
        self.handle.shared.touch();
        let view = self.handle.shared.view();
        read(&view.roster, view.complete)
    }

    /// How often what `read` reads has changed. Whoever asks first and reads then has what was there at that
    /// revision, or something newer.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.handle.shared.revision()
    }

    /// Why it is no longer in the meeting; `None` while it is, or when it left on purpose.
    #[must_use]
    pub fn ended(&self) -> Option<&JoinError> {
        self.handle.ended()
    }

    /// Whether it is in the meeting, or on its way back.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.handle.is_there()
    }

    /// Whether it is in the room now, and knows who is there.
    #[must_use]
    pub fn is_in(&self) -> bool {
        self.handle.shared.is_in_now()
    }

    /// When it was last used.
    #[must_use]
    pub fn last_used(&self) -> Instant {
        *self.handle.shared.last_used()
    }

    /// Says that somebody uses it.
    pub fn touch(&self) {
        self.handle.shared.touch();
    }

    /// Waits until it is in the room and knows who is there, or is gone; no longer than an operation waits for
    /// a lost connection.
    pub async fn settled(&self) {
        let is_in = timeout(RETURN_TIMEOUT, self.handle.shared.is_in());
        tokio::select! {
            _ = is_in => {}
            () = self.gone() => {}
        }
    }

    /// Waits until it is no longer in the meeting, nor on its way back.
    pub async fn gone(&self) {
        self.handle.gone().await;
    }

    /// Leaves the meeting.
    pub async fn leave(&self) {
        self.handle.leave().await;
    }

    /// Does an operation for participants, and says what became of it for each, in their order. When
    /// nothing of a batch took effect, the next ones are not sent. While the connection is lost it waits a
    /// while for the next one; what was sent is not sent again.
    ///
    /// Only grant, deny and kick are operations on others.
    pub async fn act(&self, operation: Operation, users: &[UserId]) -> Vec<Acted> {
        let mut acted = Vec::with_capacity(users.len());
        for batch in users.chunks(BATCH) {
            let now = self.act_once_there(operation, batch).await;
            let in_vain = now.iter().all(|acted| *acted == Acted::Unconfirmed);
            acted.extend(now);
            if in_vain {
                break;
            }
        }
        acted.resize(users.len(), Acted::NotSent);
        acted
    }

    async fn act_once_there(&self, operation: Operation, users: &[UserId]) -> Vec<Acted> {
        let deadline = Instant::now() + RETURN_TIMEOUT;
        loop {
            self.handle.shared.touch();
            let is_in = tokio::select! {
                is_in = timeout_at(deadline, self.handle.shared.is_in()) => is_in.is_ok(),
                () = self.handle.gone() => false,
            };
            let acted = self.handle.act(operation, users).await;
            let unsent = acted.iter().all(|acted| *acted == Acted::NotSent);
            if !(unsent && is_in && self.is_there() && Instant::now() < deadline) {
                return acted;
            }
        }
    }
}
