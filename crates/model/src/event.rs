//! What happens in a room, and what it changes for the people in it.

use super::{Peer, PeerId, StageStatus, UserId};

/// Something that the platform told about the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageEvent {
    /// Everybody who is in the room, read as a whole; replaces what was known.
    Snapshot(Vec<Peer>),
    /// A peer came, or was announced again with other properties.
    PeerJoined(Peer),
    /// A peer left.
    PeerLeft(PeerId),
    /// A peer's status changed. An empty or unknown `peer_id` means all peers of the user.
    StatusChanged {
        /// The peer whose status changed.
        peer_id: PeerId,
        /// Whose peer it is.
        user_id: UserId,
        /// Its new status.
        status: StageStatus,
    },
    /// The platform's own list of who asks, first come first.
    Queue(Vec<UserId>),
}

/// What an event changed for a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The participant is now in the session, with this status.
    Joined(UserId, StageStatus),
    /// The participant's status was the first, and is now the second.
    Status(UserId, StageStatus, StageStatus),
    /// The participant's last peer left.
    Left(UserId),
}
