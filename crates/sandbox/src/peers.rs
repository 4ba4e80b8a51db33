//! The sockets that are in a meeting's room, or at its door.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use model::{PeerId, UserId};
use protocol::signalling::media::MediaServer;

/// A participant's socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketPeer {
    /// Whose it is.
    pub user_id: UserId,
    /// How far it has come.
    pub place: Place,
    /// Whether its participant had another one before, which was lost.
    pub returns: bool,
    /// The media server that it has joined, if it has.
    pub media: Option<MediaServer>,
    /// Whether it waits for acknowledgements of 15 and 16, as SDKs before 2.x do.
    pub wants_acks: bool,
}

/// How far a socket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It has not asked to join: it hears nothing of the room.
    Outside,
    /// It waits to be let in.
    Waiting,
    /// It is in the room.
    Inside,
    /// It was removed from the room, and is closed as soon as it has been told so.
    Removed,
}

/// The sockets of a meeting, by peer; those of somebody are found at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peers {
    by_peer: BTreeMap<PeerId, SocketPeer>,
    /// The same; whoever has none is not in it.
    by_user: BTreeMap<UserId, BTreeSet<PeerId>>,
}

impl SocketPeer {
    /// A socket that was just opened.
    #[must_use]
    pub const fn new(user_id: UserId, wants_acks: bool) -> Self {
        Self {
            user_id,
            place: Place::Outside,
            returns: false,
            media: None,
            wants_acks,
        }
    }

    /// Whether it is in the room.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.place == Place::Inside
    }
}

impl Peers {
    /// No sockets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a socket.
    pub fn insert(&mut self, peer_id: PeerId, peer: SocketPeer) {
        self.remove(&peer_id);
        let of_user = self.by_user.entry(peer.user_id.clone()).or_default();
        of_user.insert(peer_id.clone());
        self.by_peer.insert(peer_id, peer);
    }

    /// Removes a socket.
    pub fn remove(&mut self, peer_id: &PeerId) {
        let Some(peer) = self.by_peer.remove(peer_id) else {
            return;
        };
        if let Some(of_user) = self.by_user.get_mut(&peer.user_id) {
            of_user.remove(peer_id);
            if of_user.is_empty() {
                self.by_user.remove(&peer.user_id);
            }
        }
    }

    /// A socket, to be changed; whose it is does not.
    pub fn get_mut<Q>(&mut self, peer_id: &Q) -> Option<&mut SocketPeer>
    where
        PeerId: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.by_peer.get_mut(peer_id)
    }

    /// The sockets of somebody.
    pub fn of(&self, user: &UserId) -> impl Iterator<Item = (&PeerId, &SocketPeer)> {
        self.these(self.by_user.get(user))
    }

    /// All sockets, in the order of those who have them.
    pub fn by_user(&self) -> impl Iterator<Item = (&PeerId, &SocketPeer)> {
        self.these(self.by_user.values())
    }

    fn these<'a>(
        &'a self,
        ids: impl IntoIterator<Item = &'a BTreeSet<PeerId>>,
    ) -> impl Iterator<Item = (&'a PeerId, &'a SocketPeer)> {
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| self.by_peer.get_key_value(id))
    }
}

impl Deref for Peers {
    type Target = BTreeMap<PeerId, SocketPeer>;

    fn deref(&self) -> &Self::Target {
        &self.by_peer
    }
}
