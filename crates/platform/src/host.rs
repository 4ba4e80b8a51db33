//! The hidden host: reads the roster; grants, denies and kicks.

use std::sync::Arc;

use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use crate::join_error::JoinError;
use crate::platform::Platform;
use crate::session::{History, OperationEffect, SessionHandle, SessionState, SessionTask};
use crate::timing::RETURN_TIMEOUT;
use model::{MeetingId, Operation, Roster, SessionId, UserId, ViewType};

/// How many participants one frame names.
const BATCH: usize = 100;

/// A host in a meeting. It leaves when told to, when dropped, when unused for
/// `HOST_IDLE_TIMEOUT`, and when it has been alone for `EMPTY_ROOM_TIMEOUT`.
#[derive(Debug)]
pub struct Host {
    /// Identifies this host among others and earlier ones.
    pub id: Uuid,
    /// The meeting that it is in.
    pub meeting_id: MeetingId,
    /// The session that it is in.
    pub session_id: SessionId,
    /// The meeting's view type, as far as it is known.
    pub view_type: Option<ViewType>,
    /// The events of the meeting, also those before this host.
    pub history: Arc<History>,
    handle: SessionHandle,
}

impl Host {
    /// Joins a live meeting, hidden, and reads the roster. Events from then on go into the history.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, no preset fits, or the platform refuses or cannot be reached.
    pub async fn join(
        platform: Arc<Platform>,
        meeting: MeetingId,
        history: Arc<History>,
    ) -> Result<Self, JoinError> {
        let state = Arc::new(SessionState::recording(history.clone()));
        let joined = SessionTask::join_as_host(platform, meeting.clone(), state.clone());
        let (task, connection) = joined.await?;
        Ok(Self {
            id: Uuid::new_v4(),
            meeting_id: meeting,
            history,
            session_id: task.session_id.clone(),
            view_type: task.view_type(),
            handle: SessionHandle::run(task, connection, state),
        })
    }

    /// Reads the roster as it is now. The flag is false when the platform did not tell of all
    /// peers.
    pub fn read<T>(&self, read: impl FnOnce(&Roster, bool) -> T) -> T {
        self.handle.state.touch();
        let room = self.handle.state.room();
        read(&room.roster, room.complete)
    }

    /// How often the roster has changed. Read `revision()` before `read()`: the roster is then at
    /// least that new.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.handle.state.revision()
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
        self.handle.state.is_in_now()
    }

    /// When it was last used.
    #[must_use]
    pub fn last_used(&self) -> Instant {
        *self.handle.state.last_used()
    }

    /// Notes a use, so that it stays.
    pub fn touch(&self) {
        self.handle.state.touch();
    }

    /// Waits until it is in the room and has read the roster, or has ended, at most as long as an
    /// operation waits for a lost connection.
    pub async fn settled(&self) {
        let is_in = timeout(RETURN_TIMEOUT, self.handle.state.is_in());
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

    /// Sends an operation for participants, and returns its effect for each, in their order. When
    /// nothing of a batch took effect, the next batches are not sent. While the connection is lost
    /// it waits for the next one, at most `RETURN_TIMEOUT`; what was sent is not sent again.
    ///
    /// Only grant, deny and kick are operations on others.
    pub async fn act(&self, operation: Operation, users: &[UserId]) -> Vec<OperationEffect> {
        let mut effects = Vec::with_capacity(users.len());
        for batch in users.chunks(BATCH) {
            let now = self.act_once_connected(operation, batch).await;
            let in_vain = now
                .iter()
                .all(|effect| *effect == OperationEffect::Unconfirmed);
            effects.extend(now);
            if in_vain {
                break;
            }
        }
        effects.resize(users.len(), OperationEffect::NotSent);
        effects
    }

    async fn act_once_connected(
        &self,
        operation: Operation,
        users: &[UserId],
    ) -> Vec<OperationEffect> {
        let deadline = Instant::now() + RETURN_TIMEOUT;
        loop {
            self.handle.state.touch();
            let is_in = tokio::select! {
                is_in = timeout_at(deadline, self.handle.state.is_in()) => is_in.is_ok(),
                () = self.handle.gone() => false,
            };
            let effects = self.handle.act(operation, users).await;
            let unsent = effects
                .iter()
                .all(|effect| *effect == OperationEffect::NotSent);
            if !(unsent && is_in && self.is_there() && Instant::now() < deadline) {
                return effects;
            }
        }
    }
}
