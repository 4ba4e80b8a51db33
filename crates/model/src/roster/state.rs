//! The roster, and what an event does to it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::change::Change;
use super::event::StageEvent;
use super::request_queue::RequestQueue;
use crate::id::{PeerId, UserId};
use crate::participant::{Peer, PeerKind};
use crate::status::StageStatus;

/// All peers in the room. Those that are not [`PeerKind::Ordinary`] are known and never listed.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    pub(super) peers: HashMap<PeerId, Peer>,
    /// The ordinary peers of each participant, in order of id. Nearly all have one.
    pub(super) members: HashMap<UserId, Vec<PeerId>>,
    /// The participants in order of id, so that a prefix is found at once.
    pub(super) sorted: BTreeSet<UserId>,
    pub(super) by_custom_id: HashMap<String, BTreeSet<UserId>>,
    pub(super) requests: RequestQueue,
}

impl Roster {
    /// Applies an event, and returns what it changed for participants.
    pub fn apply(&mut self, event: StageEvent) -> Vec<Change> {
        match event {
            StageEvent::Snapshot(peers) => self.replace(peers),
            StageEvent::PeerJoined(peer) => {
                let mut users = vec![peer.user_id.clone()];
                if let Some(known) = self.peers.get(&peer.peer_id)
                    && known.user_id != peer.user_id
                {
                    users.push(known.user_id.clone());
                }
                self.change(&users, |roster| {
                    roster.remove(&peer.peer_id);
                    roster.insert(peer);
                })
            }
            StageEvent::PeerLeft(peer_id) => {
                let user = self.peers.get(&peer_id).map(|peer| peer.user_id.clone());
                self.change(user.as_slice(), |roster| {
                    roster.remove(&peer_id);
                })
            }
            StageEvent::StatusChanged {
                peer_id,
                user_id,
                status,
            } => self.set_status(&peer_id, user_id, status),
            StageEvent::Queue(users) => {
                self.requests.order_by(users);
                Vec::new()
            }
        }
    }

    fn replace(&mut self, peers: Vec<Peer>) -> Vec<Change> {
        let before = std::mem::take(self);
        self.peers.reserve(peers.len());
        self.members.reserve(peers.len());
        for peer in peers {
            self.remove(&peer.peer_id);
            self.insert_unsorted(peer);
        }
        // All at once is faster than one by one.
        self.sorted = self.members.keys().cloned().collect();
        let mut changes = Vec::new();
        let mut asking = HashSet::new();
        for user in &self.sorted {
            let status = self.status(user);
            if status == Some(StageStatus::Requested) {
                asking.insert(user.clone());
            }
            // Most have not changed: only for the others are participants put together.
            if status != before.status(user) {
                let (before, after) = (before.participant(user), self.participant(user));
                changes.extend(Change::between(before, after));
            }
        }
        self.requests = RequestQueue::unordered(asking);
        let left = before.sorted.iter();
        let left = left.filter(|user| !self.members.contains_key(*user));
        let left = left.filter_map(|user| before.participant(user));
        changes.extend(left.map(Change::Left));
        changes
    }

    fn set_status(
        &mut self,
        peer_id: &PeerId,
        user_id: UserId,
        status: StageStatus,
    ) -> Vec<Change> {
        let (user, peer_ids) = match self.peers.get(peer_id) {
            Some(peer) => (peer.user_id.clone(), vec![peer_id.clone()]),
            None => match self.members.get(&user_id) {
                Some(peer_ids) => (user_id, peer_ids.clone()),
                None => return Vec::new(),
            },
        };
        self.change(&[user], |roster| {
            for peer_id in &peer_ids {
                if let Some(peer) = roster.peers.get_mut(peer_id) {
                    peer.stage_status = status;
                }
            }
        })
    }

    /// Runs `edit`, which touches no participants but these, and returns what it changed for them.
    fn change(&mut self, users: &[UserId], edit: impl FnOnce(&mut Self)) -> Vec<Change> {
        let before: Vec<_> = users.iter().map(|user| self.participant(user)).collect();
        edit(self);
        let mut changes = Vec::new();
        for (user, before) in users.iter().zip(before) {
            let after = self.participant(user);
            let status = after.as_ref().map(|participant| participant.stage_status);
            self.requests
                .set(user, status == Some(StageStatus::Requested));
            changes.extend(Change::between(before, after));
        }
        changes
    }

    fn insert(&mut self, peer: Peer) {
        let user = peer.user_id.clone();
        if self.insert_unsorted(peer) {
            self.sorted.insert(user);
        }
    }

    /// Adds a peer to all indexes but `sorted`, and returns whether its participant is missing
    /// there.
    fn insert_unsorted(&mut self, peer: Peer) -> bool {
        let mut is_new = false;
        if peer.kind == PeerKind::Ordinary {
            let user = &peer.user_id;
            if let Some(custom_id) = &peer.custom_participant_id {
                let users = self.by_custom_id.entry(custom_id.clone()).or_default();
                users.insert(user.clone());
            }
            let peer_ids = self.members.entry(user.clone()).or_default();
            is_new = peer_ids.is_empty();
            if let Err(place) = peer_ids.binary_search(&peer.peer_id) {
                peer_ids.insert(place, peer.peer_id.clone());
            }
        }
        self.peers.insert(peer.peer_id.clone(), peer);
        is_new
    }

    fn remove(&mut self, peer_id: &PeerId) {
        let Some(peer) = self.peers.remove(peer_id) else {
            return;
        };
        let Some(peer_ids) = self.members.get_mut(&peer.user_id) else {
            return;
        };
        peer_ids.retain(|id| id != peer_id);
        let known_by = |id: &PeerId| {
            let other = self.peers.get(id);
            other.is_some_and(|other| other.custom_participant_id == peer.custom_participant_id)
        };
        let still_known = peer_ids.iter().any(known_by);
        if peer_ids.is_empty() {
            self.members.remove(&peer.user_id);
            self.sorted.remove(&peer.user_id);
        }
        if let Some(custom_id) = &peer.custom_participant_id
            && !still_known
            && let Some(users) = self.by_custom_id.get_mut(custom_id)
        {
            users.remove(&peer.user_id);
            if users.is_empty() {
                self.by_custom_id.remove(custom_id);
            }
        }
    }
}
