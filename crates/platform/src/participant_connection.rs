//! A participant's connection, for which this program acts: requests the stage, joins it, leaves
//! it.

use std::sync::Arc;

use tokio::sync::watch;

use crate::acting_participant::ActingParticipant;
use crate::join_error::JoinError;
use crate::platform::Platform;
use crate::session::{
    ConnectionPhase, ConnectionSnapshot, OperationEffect, SessionHandle, SessionState, SessionTask,
};
use model::{MeetingId, Operation, PeerId, StageStatus, UserId};

/// A participant's connection into a meeting, held by this program. It leaves when told to and when
/// dropped; the participant's request or place on the stage ends with it.
#[derive(Debug)]
pub struct ParticipantConnection {
    user_id: UserId,
    handle: SessionHandle,
}

impl ParticipantConnection {
    /// Joins a live meeting as one of its participants. `alone`: only if the participant has no
    /// connection of their own there, now and after each reconnect.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, the participant is there already or kept in the waiting room,
    /// or the platform refuses or cannot be reached.
    pub async fn join(
        platform: Arc<Platform>,
        meeting: MeetingId,
        participant: ActingParticipant,
        alone: bool,
    ) -> Result<Self, JoinError> {
        let state = Arc::new(SessionState::default());
        let user_id = participant.user_id.clone();
        let joined =
            SessionTask::join_as_participant(platform, meeting, participant, alone, state.clone());
        let (task, connection) = joined.await?;
        Ok(Self {
            user_id,
            handle: SessionHandle::run(task, connection, state),
        })
    }

    /// The status of this connection; `None` while it is lost.
    #[must_use]
    pub fn status(&self) -> Option<StageStatus> {
        self.handle.state.room().own_status()
    }

    /// The status that counts for an operation: leaving the stage is for all connections of the
    /// participant, of which the most advanced counts. `None` while this one is lost.
    #[must_use]
    pub fn status_for(&self, operation: Operation) -> Option<StageStatus> {
        let room = self.handle.state.room();
        let own = room.own_status()?;
        match operation {
            Operation::Leave => room.roster.status(&self.user_id),
            _ => Some(own),
        }
    }

    /// Its peer in the room; `None` while it is lost.
    #[must_use]
    pub fn peer_id(&self) -> Option<PeerId> {
        self.handle
            .state
            .room()
            .own()
            .map(|own| own.peer_id.clone())
    }

    /// Waits until it is in the room, or has ended.
    pub async fn settled(&self) {
        let mut state = self.state();
        // Its sender lives as long as the handle, so that there is no error.
        let _ = state
            .wait_for(|state| state.phase != ConnectionPhase::Connecting)
            .await;
    }

    /// How many other connections the participant has, by the room's roster.
    #[must_use]
    pub fn others(&self) -> usize {
        self.handle.state.room().others(&self.user_id)
    }

    /// The state of the connection, now and from now on.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<ConnectionSnapshot> {
        self.handle.state.connection()
    }

    /// Whether it is in the meeting, or on its way back.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.handle.is_there()
    }

    /// Why it is no longer in the meeting; `None` while it is, or when it left on purpose.
    #[must_use]
    pub fn ended(&self) -> Option<&JoinError> {
        self.handle.ended()
    }

    /// Sends one of the participant's own operations, and returns its effect.
    pub async fn act(&self, operation: Operation) -> OperationEffect {
        let effects = self
            .handle
            .act(operation, std::slice::from_ref(&self.user_id));
        effects.await.pop().unwrap_or(OperationEffect::NotSent)
    }

    /// Leaves the meeting.
    pub async fn leave(&self) {
        self.handle.leave().await;
    }
}
