//! Who is in the room and where each stands, kept up to date by applying events.
//!
//! Every operation on one peer or participant costs the same however many are in the room.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Change, Participant, Peer, PeerId, PeerKind, StageEvent, StageStatus, UserId};

/// The rank of those of whom it is not known: behind everybody else.
const UNRANKED: u64 = u64::MAX;

/// Everybody in the room. Peers that are not [`PeerKind::Ordinary`] are known and never listed.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    peers: HashMap<PeerId, Peer>,
    /// The ordinary peers of each participant, in order of id. Nearly everybody has one.
    members: HashMap<UserId, Vec<PeerId>>,
    /// The participants in order of id, so that the beginning of one is found at once.
    sorted: BTreeSet<UserId>,
    by_custom_id: HashMap<String, BTreeSet<UserId>>,
    asking: HashSet<UserId>,
    /// The place of those who asked in the queue, lower first, as far as it is known.
    rank: HashMap<UserId, u64>,
    next_rank: u64,
    queue_known: bool,
}

/// What the order of the requests means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestOrder {
    /// The platform's own queue, first come first.
    Queue,
    /// The order in which we saw them ask.
    Observed,
    /// They had asked before we came, and the platform gave no order.
    Unknown,
}

impl Roster {
    /// Applies what happened and says what it changed for participants, in no particular order.
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
                self.change(users, |roster| {
                    roster.remove(&peer.peer_id);
                    roster.insert(peer);
                })
            }
            StageEvent::PeerLeft(peer_id) => {
                let user = self.peers.get(&peer_id).map(|peer| peer.user_id.clone());
                self.change(user.into_iter().collect(), |roster| {
                    roster.remove(&peer_id);
                })
            }
            StageEvent::StatusChanged {
                peer_id,
                user_id,
                status,
            } => self.set_status(&peer_id, user_id, status),
            StageEvent::Queue(users) => {
                self.set_queue(users);
                Vec::new()
            }
        }
    }

    /// Everybody, in order of user id.
    pub fn participants(&self) -> impl Iterator<Item = Participant> {
        self.sorted.iter().filter_map(|user| self.participant(user))
    }

    /// One participant.
    #[must_use]
    pub fn participant(&self, user_id: &UserId) -> Option<Participant> {
        let peer_ids = self.members.get(user_id)?;
        let mut peers = peer_ids.iter().filter_map(|id| self.peers.get(id));
        // Their peers say the same of them, but for the status.
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

    /// Where a participant stands: the most advanced status of their peers.
    #[must_use]
    pub fn status(&self, user_id: &UserId) -> Option<StageStatus> {
        let peer_ids = self.members.get(user_id)?;
        let statuses = peer_ids.iter().filter_map(|id| self.peers.get(id));
        statuses.map(|peer| peer.stage_status).max()
    }

    /// Those who ask to come on stage, and what their order means.
    #[must_use]
    pub fn requests(&self) -> (Vec<Participant>, RequestOrder) {
        let asking = self.asking.iter();
        let ranked = asking.map(|user| (self.rank.get(user).copied().unwrap_or(UNRANKED), user));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_unstable();
        let all_ranked = ranked.last().is_none_or(|(rank, _)| *rank != UNRANKED);
        let order = match (all_ranked, self.queue_known) {
            (true, true) => RequestOrder::Queue,
            (true, false) => RequestOrder::Observed,
            (false, _) => RequestOrder::Unknown,
        };
        let requests = ranked.iter().filter_map(|(_, user)| self.participant(user));
        (requests.collect(), order)
    }

    /// Whether no listed peer is there but those meant.
    #[must_use]
    pub fn is_empty_but_for(&self, meant: impl Fn(&PeerId) -> bool) -> bool {
        self.members.values().flatten().all(meant)
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

    /// Whether an id is of somebody who is in the room and kept apart. Reads the whole roster.
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

    /// The participants that the customer knows by this id.
    pub fn with_custom_id(&self, custom_id: &str) -> impl Iterator<Item = &UserId> {
        self.by_custom_id.get(custom_id).into_iter().flatten()
    }

    /// The participants whose user id begins so, in order.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a UserId> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let from = self.sorted.range::<str, _>(from);
        from.take_while(move |user| user.as_str().starts_with(prefix))
    }

    /// The participants who chose this name, in any case. Reads the whole roster.
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
        for user in self.members.keys() {
            let now = self.status(user);
            if now == Some(StageStatus::Requested) {
                asking.insert(user.clone());
            }
            changes.extend(difference(user.clone(), before.status(user), now));
        }
        self.asking = asking;
        let gone = before.members.into_keys();
        let gone = gone.filter(|user| !self.members.contains_key(user));
        changes.extend(gone.map(Change::Left));
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
        self.change(vec![user], |roster| {
            for peer_id in &peer_ids {
                if let Some(peer) = roster.peers.get_mut(peer_id) {
                    peer.stage_status = status;
                }
            }
        })
    }

    fn set_queue(&mut self, queue: Vec<UserId>) {
        let ranked = std::mem::take(&mut self.rank).into_iter();
        let mut unlisted: Vec<_> = ranked
            .filter(|(user, _)| self.asking.contains(user))
            .collect();
        unlisted.sort_by_key(|(_, rank)| *rank);
        self.queue_known = true;
        self.next_rank = 0;
        let unlisted = unlisted.into_iter().map(|(user, _)| user);
        for user in queue.into_iter().chain(unlisted) {
            self.rank_last(user);
        }
    }

    fn rank_last(&mut self, user: UserId) {
        self.rank.entry(user).or_insert_with(|| {
            let rank = self.next_rank;
            self.next_rank += 1;
            rank
        });
    }

    /// Runs `edit`, which touches no participants but these, and says what it changed for them.
    fn change(&mut self, users: Vec<UserId>, edit: impl FnOnce(&mut Self)) -> Vec<Change> {
        let before: Vec<_> = users.iter().map(|user| self.status(user)).collect();
        edit(self);
        let mut changes = Vec::new();
        for (user, before) in users.into_iter().zip(before) {
            let now = self.status(&user);
            if now != Some(StageStatus::Requested) {
                self.asking.remove(&user);
                self.rank.remove(&user);
            } else if self.asking.insert(user.clone()) {
                self.rank_last(user.clone());
            }
            changes.extend(difference(user, before, now));
        }
        changes
    }

    fn insert(&mut self, peer: Peer) {
        let user = peer.user_id.clone();
        if self.insert_unsorted(peer) {
            self.sorted.insert(user);
        }
    }

    /// Adds a peer to everything but `sorted`, and says whether that lacks its participant now.
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

fn difference(
    user: UserId,
    before: Option<StageStatus>,
    now: Option<StageStatus>,
) -> Option<Change> {
    match (before, now) {
        (None, Some(status)) => Some(Change::Joined(user, status)),
        (Some(_), None) => Some(Change::Left(user)),
        (Some(before), Some(now)) if before != now => Some(Change::Status(user, before, now)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
