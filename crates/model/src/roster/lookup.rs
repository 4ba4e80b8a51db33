//! How a roster is read: all participants, one of them, and by the ids and names that a user types.

use std::ops::Bound;

use super::request_queue::RequestOrder;
use super::state::Roster;
use crate::id::{PeerId, UserId};
use crate::participant::{Participant, Peer, PeerKind};
use crate::status::StageStatus;

impl Roster {
    /// All participants, in order of user id.
    pub fn participants(&self) -> impl Iterator<Item = Participant> {
        self.sorted.iter().filter_map(|user| self.participant(user))
    }

    /// One participant.
    #[must_use]
    pub fn participant(&self, user_id: &UserId) -> Option<Participant> {
        let peer_ids = self.members.get(user_id)?;
        let mut peers = peer_ids.iter().filter_map(|id| self.peers.get(id));
        // All peers of a participant tell the same, but for the status.
        let peer = peers.next()?;
        let statuses = peers.map(|peer| peer.stage_status);
        Some(Participant {
            user_id: user_id.clone(),
            peer_ids: peer_ids.clone(),
            custom_participant_id: peer.custom_participant_id.clone(),
            display_name: peer.display_name.clone(),
            preset_name: peer.preset_name.clone(),
            stage_status: statuses.fold(peer.stage_status, StageStatus::max),
        })
    }

    /// A participant's status: the most advanced one of their peers.
    #[must_use]
    pub fn status(&self, user_id: &UserId) -> Option<StageStatus> {
        let peer_ids = self.members.get(user_id)?;
        let statuses = peer_ids.iter().filter_map(|id| self.peers.get(id));
        statuses.map(|peer| peer.stage_status).max()
    }

    /// The participants that ask to come on stage, and what their order means.
    #[must_use]
    pub fn requests(&self) -> (Vec<Participant>, RequestOrder) {
        let (users, order) = self.requests.ordered();
        let requests = users.into_iter().filter_map(|user| self.participant(user));
        (requests.collect(), order)
    }

    /// Whether all listed peers are among those that `is_excepted` names.
    #[must_use]
    pub fn is_empty_but_for(&self, is_excepted: impl Fn(&PeerId) -> bool) -> bool {
        self.members.values().flatten().all(is_excepted)
    }

    /// A peer, listed or not.
    #[must_use]
    pub fn peer(&self, peer_id: &PeerId) -> Option<&Peer> {
        self.peers.get(peer_id)
    }

    /// The peers of a user, listed or not. Reads the whole roster.
    pub fn peers_of<'a>(&'a self, user_id: &'a UserId) -> impl Iterator<Item = &'a Peer> {
        let peers = self.peers.values();
        peers.filter(move |peer| peer.user_id == *user_id)
    }

    /// Whether this peer is known, listed or not.
    #[must_use]
    pub fn knows_peer(&self, peer_id: &PeerId) -> bool {
        self.peers.contains_key(peer_id)
    }

    /// The participant with this id.
    #[must_use]
    pub fn user(&self, user_id: &str) -> Option<&UserId> {
        self.members.get_key_value(user_id).map(|(user, _)| user)
    }

    /// The participant to whom a listed peer belongs.
    #[must_use]
    pub fn owner_of(&self, peer_id: &str) -> Option<&UserId> {
        let peer = self.peers.get(peer_id)?;
        (peer.kind == PeerKind::Ordinary).then_some(&peer.user_id)
    }

    /// Whether an id belongs to a peer that is in the room and not listed. Reads the whole roster.
    #[must_use]
    pub fn keeps_apart(&self, id: &str) -> bool {
        let mut apart = self.peers.values().filter(|p| p.kind != PeerKind::Ordinary);
        apart.any(|peer| {
            let custom_id = peer.custom_participant_id.as_deref();
            [
                Some(peer.user_id.as_str()),
                Some(peer.peer_id.as_str()),
                custom_id,
            ]
            .contains(&Some(id))
        })
    }

    /// The participants to whom the customer gave this id.
    pub fn with_custom_id(&self, custom_id: &str) -> impl Iterator<Item = &UserId> {
        self.by_custom_id.get(custom_id).into_iter().flatten()
    }

    /// The participants whose user id has this prefix, in order.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a UserId> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let from = self.sorted.range::<str, _>(from);
        from.take_while(move |user| user.as_str().starts_with(prefix))
    }

    /// The participants with this name, in any case. Reads the whole roster.
    pub fn with_name<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a UserId> {
        let name = name.to_lowercase();
        let is_named = move |id: &PeerId| {
            let peer = self.peers.get(id);
            peer.is_some_and(|peer| peer.display_name.to_lowercase() == name)
        };
        self.sorted.iter().filter(move |user| {
            let peer_ids = self.members.get(*user).into_iter().flatten();
            peer_ids.into_iter().any(&is_named)
        })
    }
}
