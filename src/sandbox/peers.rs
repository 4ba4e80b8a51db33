//! The sockets that are in a meeting's room.

use std::collections::BTreeMap;

use crate::stage::{PeerId, UserId};

/// A participant's socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketPeer {
    /// Whose it is.
    pub user_id: UserId,
    /// Whether it has joined the room; before, it hears nothing of it.
    pub joined: bool,
    /// Whether it waits for acknowledgements of 15 and 16, as SDKs before 2.x do.
    pub wants_acks: bool,
}

/// The sockets of a meeting, by peer.
pub type Peers = BTreeMap<PeerId, SocketPeer>;
