//! The state of a participant's connection, for its holder.

use crate::join_error::JoinError;
use model::{PeerId, StageStatus};

/// The state of a participant's connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionSnapshot {
    /// How often it has changed.
    pub revision: u64,
    /// What it is now.
    pub phase: ConnectionPhase,
}

/// What a participant's connection is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ConnectionPhase {
    /// Joining or reconnecting.
    #[default]
    Connecting,
    /// In the room, as this peer, with this status.
    Connected(PeerId, StageStatus),
    /// Ended: why, unless it left on purpose.
    Ended(Option<JoinError>),
}
