//! Who is in the room and where each stands, kept up to date by applying events.
//!
//! Every operation on one peer or participant costs the same however many are in the room.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use super::{Change, Participant, Peer, PeerId, PeerKind, StageEvent, StageStatus, UserId};

/// Everybody in the room. Peers that are not [`PeerKind::Ordinary`] are known and never listed.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    peers: HashMap<PeerId, Peer>,
    /// The ordinary peers of each participant. Sorted, so that a prefix of an id is found at once.
    members: BTreeMap<UserId, BTreeSet<PeerId>>,
    by_custom_id: HashMap<String, BTreeSet<UserId>>,
    asking: HashSet<UserId>,
    /// The place of those who asked in the queue, lower first, as far as it is known.
    rank: HashMap<UserId, u64>,
    next_rank: u64,
    queue_known: bool,
}

/// What the order of the requests means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
        self.members
            .keys()
            .filter_map(|user| self.participant(user))
    }

    /// One participant.
    #[must_use]
    pub fn participant(&self, user_id: &UserId) -> Option<Participant> {
        let peer_ids = self.members.get(user_id)?;
        // Their peers say the same of them.
        let peer = self.peers.get(peer_ids.last()?)?;
        Some(Participant {
            user_id: user_id.clone(),
            peer_ids: peer_ids.iter().cloned().collect(),
            custom_participant_id: peer.custom_participant_id.clone(),
            display_name: peer.display_name.clone(),
            preset_name: peer.preset_name.clone(),
            stage_status: self.status(user_id)?,
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
        let mut users: Vec<&UserId> = self.asking.iter().collect();
        users.sort_by_key(|user| (self.rank.get(*user).copied().unwrap_or(u64::MAX), *user));
        let ranked = users.iter().all(|user| self.rank.contains_key(*user));
        let order = match (ranked, self.queue_known) {
            (true, true) => RequestOrder::Queue,
            (true, false) => RequestOrder::Observed,
            (false, _) => RequestOrder::Unknown,
        };
        let requests = users.into_iter().filter_map(|user| self.participant(user));
        (requests.collect(), order)
    }

    /// Whether there is no participant.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether this peer is known, listed or not.
    #[must_use]
    pub fn knows_peer(&self, peer_id: &PeerId) -> bool {
        self.peers.contains_key(peer_id)
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
        let from = self.members.range::<str, _>(from);
        from.map(|(user, _)| user)
            .take_while(move |user| user.as_str().starts_with(prefix))
    }

    /// The participants who chose this name, in any case. Reads the whole roster.
    pub fn with_name<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a UserId> {
        let name = name.to_lowercase();
        let members = self.members.iter();
        members.filter_map(move |(user, peer_ids)| {
            let named = |id| {
                self.peers
                    .get(id)
                    .is_some_and(|peer| peer.display_name.to_lowercase() == name)
            };
            peer_ids.iter().any(named).then_some(user)
        })
    }

    fn replace(&mut self, peers: Vec<Peer>) -> Vec<Change> {
        let before: Vec<_> = self
            .members
            .keys()
            .filter_map(|user| Some((user.clone(), self.status(user)?)))
            .collect();
        *self = Self::default();
        for peer in peers {
            self.remove(&peer.peer_id);
            self.insert(peer);
        }
        self.asking = self
            .members
            .keys()
            .filter(|user| self.status(user) == Some(StageStatus::Requested))
            .cloned()
            .collect();

        let mut joined: BTreeMap<_, _> = self
            .members
            .keys()
            .filter_map(|user| Some((user.clone(), self.status(user)?)))
            .collect();
        let mut changes = Vec::new();
        for (user, status) in before {
            let now = joined.remove(&user);
            changes.extend(difference(user, Some(status), now));
        }
        let joined = joined.into_iter();
        changes.extend(joined.map(|(user, status)| Change::Joined(user, status)));
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
                Some(peer_ids) => (user_id, peer_ids.iter().cloned().collect()),
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
        if peer.kind == PeerKind::Ordinary {
            let user = peer.user_id.clone();
            if let Some(custom_id) = &peer.custom_participant_id {
                let users = self.by_custom_id.entry(custom_id.clone()).or_default();
                users.insert(user.clone());
            }
            let peer_ids = self.members.entry(user).or_default();
            peer_ids.insert(peer.peer_id.clone());
        }
        self.peers.insert(peer.peer_id.clone(), peer);
    }

    fn remove(&mut self, peer_id: &PeerId) {
        let Some(peer) = self.peers.remove(peer_id) else {
            return;
        };
        let Some(peer_ids) = self.members.get_mut(&peer.user_id) else {
            return;
        };
        peer_ids.remove(peer_id);
        let known_by = |id: &PeerId| {
            let other = self.peers.get(id);
            other.is_some_and(|other| other.custom_participant_id == peer.custom_participant_id)
        };
        let still_known = peer_ids.iter().any(known_by);
        if peer_ids.is_empty() {
            self.members.remove(&peer.user_id);
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
        (Some(before), Some(now)) if before != now => Some(Change::Status(user, now)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
