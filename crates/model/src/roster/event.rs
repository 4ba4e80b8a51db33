//! What the platform tells of the room.

use crate::id::{PeerId, UserId};
use crate::participant::Peer;
use crate::status::StageStatus;

/// One thing that the platform told of the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageEvent {
    /// All peers in the room, read as a whole; replaces what was known.
    Snapshot(Vec<Peer>),
    /// A peer came, or was announced again with other properties.
    PeerJoined(Peer),
    /// A peer left.
    PeerLeft(PeerId),
    /// A peer's status changed. An empty or unknown `peer_id` means all peers of the user.
    StatusChanged {
        /// The peer whose status changed.
        peer_id: PeerId,
        /// The user whose peer it is.
        user_id: UserId,
        /// Its new status.
        status: StageStatus,
    },
    /// The platform's own list of requests, first come first.
    Queue(Vec<UserId>),
}
