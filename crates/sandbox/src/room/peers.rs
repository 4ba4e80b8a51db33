//! The sockets of a meeting, and how far each has come in joining.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use model::{PeerId, UserId};
use protocol::signalling::media::MediaServer;

/// A participant's socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SocketPeer {
    /// The participant.
    pub(crate) user_id: UserId,
    /// How far it has come in joining.
    pub(crate) join_state: JoinState,
    /// Whether it replaces an earlier socket of the participant that was lost.
    pub(crate) returns: bool,
    /// The media server that it has joined, if it has.
    pub(crate) media: Option<MediaServer>,
    /// Whether it waits for acknowledgements of 15 and 16, as SDKs before 2.x do.
    pub(crate) wants_acks: bool,
}

/// How far a socket has come in joining.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JoinState {
    /// It has not joined, and gets no frames of the room.
    NotJoined,
    /// It is in the waiting room.
    Waiting,
    /// It is in the room.
    Joined,
    /// It was removed from the room, and is closed once it has been told so.
    Removed,
}

/// The sockets of a meeting, indexed by peer and by participant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Peers {
    by_peer: BTreeMap<PeerId, SocketPeer>,
    /// The same by participant, without participants that have no socket.
    by_user: BTreeMap<UserId, BTreeSet<PeerId>>,
}

impl SocketPeer {
    /// A socket that was just opened.
    pub(crate) const fn new(user_id: UserId, wants_acks: bool) -> Self {
        Self {
            user_id,
            join_state: JoinState::NotJoined,
            returns: false,
            media: None,
            wants_acks,
        }
    }

    /// Whether it is in the room.
    pub(crate) fn is_joined(&self) -> bool {
        self.join_state == JoinState::Joined
    }
}

impl Peers {
    /// Adds a socket.
    pub(crate) fn insert(&mut self, peer_id: PeerId, peer: SocketPeer) {
        self.remove(&peer_id);
        let of_user = self.by_user.entry(peer.user_id.clone()).or_default();
        of_user.insert(peer_id.clone());
        self.by_peer.insert(peer_id, peer);
    }

    /// Removes a socket.
    pub(crate) fn remove(&mut self, peer_id: &PeerId) {
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

    /// A socket to change; its participant must not change.
    pub(crate) fn get_mut<Q>(&mut self, peer_id: &Q) -> Option<&mut SocketPeer>
    where
        PeerId: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.by_peer.get_mut(peer_id)
    }

    /// The sockets of a participant.
    pub(crate) fn of(&self, user: &UserId) -> impl Iterator<Item = (&PeerId, &SocketPeer)> {
        self.these(self.by_user.get(user))
    }

    /// All sockets, in the order of their participants.
    pub(crate) fn by_user(&self) -> impl Iterator<Item = (&PeerId, &SocketPeer)> {
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
