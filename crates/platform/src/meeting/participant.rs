//! One of the meeting's participants, for whom this program acts: asks to come on stage, comes, and
//! leaves it.

use std::sync::Arc;

use tokio::sync::watch;

use super::link::Link;
use super::standing::{Standing, State};
use super::view::Shared;
use super::{Acted, Handle, JoinError};
use crate::Platform;
use crate::actor::Actor;
use model::{MeetingId, Operation, PeerId, StageStatus, UserId};

/// A participant's connection into a meeting, held by this program. It leaves when it is told to and
/// when it is dropped; what rests on it, such as being on stage, ends with it.
#[derive(Debug)]
pub struct ParticipantConnection {
    user_id: UserId,
    handle: Handle,
}

impl ParticipantConnection {
    /// Joins a meeting that is live, as one of its participants. `alone`: only if they have no connection
    /// of their own there, now and after each reconnect.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, they are there already or kept in the waiting room, or the platform
    /// refuses or cannot be reached.
    pub async fn join(
        platform: Arc<Platform>,
        meeting: MeetingId,
        actor: Actor,
        alone: bool,
    ) -> Result<Self, JoinError> {
        let shared = Arc::new(Shared::default());
        let user_id = actor.user_id.clone();
        let joined = Link::participant(platform, meeting, actor, alone, shared.clone());
        let (link, connection) = joined.await?;
        Ok(Self {
            user_id,
            handle: Handle::on(link, connection, shared),
        })
    }

    /// Where this connection stands; nothing while it is lost.
    #[must_use]
    pub fn status(&self) -> Option<StageStatus> {
        self.handle.shared.view().own_status()
    }

    /// Where the participant stands for an operation: leaving the stage is for all of their connections,
    /// of which the most advanced counts. Nothing while this one is lost.
    #[must_use]
    pub fn status_for(&self, operation: Operation) -> Option<StageStatus> {
        let view = self.handle.shared.view();
        let own = view.own_status()?;
        match operation {
            Operation::Leave => view.roster.status(&self.user_id),
            _ => Some(own),
        }
    }

    /// By which peer it is in the room; nothing while it is lost.
    #[must_use]
    pub fn peer_id(&self) -> Option<PeerId> {
        self.handle
            .shared
            .view()
            .own()
            .map(|own| own.peer_id.clone())
    }

    /// Waits until it is in the room, or over.
    pub async fn settled(&self) {
        let mut standing = self.standing();
        // Its sender lives as long as the handle, so that there is no error.
        let _ = standing
            .wait_for(|standing| standing.state != State::Connecting)
            .await;
    }

    /// How many other connections the participant has, as far as the room tells.
    #[must_use]
    pub fn others(&self) -> usize {
        self.handle.shared.view().others(&self.user_id)
    }

    /// How it is, now and from now on.
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
