//! One of the meeting's participants, for whom this program acts: asks to come on stage, comes, and
//! leaves it.

use std::sync::Arc;

use tokio::sync::watch;

use super::link::Link;
use super::view::{Shared, Standing};
use super::{Acted, Handle, JoinError};
use crate::platform::Platform;
use crate::platform::actor::Actor;
use crate::stage::{MeetingId, Operation, SessionId, StageStatus, UserId};

/// A participant's connection into a meeting, held by this program. It leaves when it is told to and
/// when it is dropped; what rests on it, such as being on stage, ends with it.
#[derive(Debug)]
pub struct ParticipantConnection {
    /// The session that it is in.
    pub session_id: SessionId,
    user_id: UserId,
    handle: Handle,
}

impl ParticipantConnection {
    /// Joins a meeting that is live, as one of its participants.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, they are kept in the waiting room, or the platform refuses or
    /// cannot be reached.
    pub async fn join(
        platform: Arc<Platform>,
        meeting: MeetingId,
        actor: Actor,
    ) -> Result<Self, JoinError> {
        let shared = Arc::new(Shared::default());
        let user_id = actor.user_id.clone();
        let joined = Link::participant(platform, meeting, actor, shared.clone());
        let (link, connection) = joined.await?;
        Ok(Self {
            session_id: link.session_id.clone(),
            user_id,
            handle: Handle::on(link, connection, shared),
        })
    }

    /// Where the participant stands, by the most advanced of their connections.
    #[must_use]
    pub fn status(&self) -> StageStatus {
        let view = self.handle.shared.view();
        view.roster.status(&self.user_id).unwrap_or_default()
    }

    /// How many other connections the participant has, as far as the room tells.
    #[must_use]
    pub fn others(&self) -> usize {
        self.handle.shared.view().others(&self.user_id)
    }

    /// Where this connection stands, now and from now on.
    #[must_use]
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.handle.shared.standing()
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

    /// Does one of the participant's own operations, and says what became of it.
    pub async fn act(&self, operation: Operation) -> Acted {
        let acted = self
            .handle
            .act(operation, std::slice::from_ref(&self.user_id));
        acted.await.pop().unwrap_or(Acted::NotSent)
    }

    /// Leaves the meeting.
    pub async fn leave(&self) {
        self.handle.leave().await;
    }
}
