//! How a participant's connection is, as those who hold it see it.

use super::error::JoinError;
use model::{PeerId, StageStatus};

/// How a participant's connection is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How often it has changed.
    pub revision: u64,
    /// How it is now.
    pub state: State,
}

/// How a participant's connection is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// On its way into the room, or back.
    #[default]
    Connecting,
    /// In the room, by this peer, with this status.
    Connected(PeerId, StageStatus),
    /// Over: why, unless it left on purpose.
    Ended(Option<JoinError>),
}
