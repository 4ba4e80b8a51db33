//! The room as it is known: the roster, our own connections in it, and the operations whose effect
//! is awaited. Pure.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::Notify;

use crate::session::confirmation::Confirmation;
use model::{Change, Peer, PeerId, Roster, StageStatus, UserId};

/// The room as it is known.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(crate) roster: Roster,
    /// Whether the platform told of all peers.
    pub(crate) complete: bool,
    /// A participant's own connection, while there is one.
    pub(super) own: Option<PeerId>,
    /// All peers that we have joined as: the room may not have noticed yet that some are gone.
    pub(super) ours: HashSet<PeerId>,
    pub(super) watched: HashMap<u64, WatchedOperation>,
    pub(super) next_watch: u64,
}

/// An operation whose effect is awaited.
#[derive(Debug)]
pub(super) struct WatchedOperation {
    pub(super) confirmation: Confirmation,
    /// Whether only the status of a participant's own connection counts, not that of their others.
    pub(super) by_own: bool,
    pub(super) settled: Arc<Notify>,
}

impl Room {
    /// A participant's own connection, if the room has it.
    pub(crate) fn own(&self) -> Option<&Peer> {
        self.roster.peer(self.own.as_ref()?)
    }

    /// The status of a participant's own connection.
    pub(crate) fn own_status(&self) -> Option<StageStatus> {
        Some(self.own()?.stage_status)
    }

    /// Whether a peer is or was our own.
    pub(crate) fn is_ours(&self, peer_id: &PeerId) -> bool {
        self.ours.contains(peer_id)
    }

    /// How many connections a participant has besides our own, hidden or not.
    pub(crate) fn others(&self, user: &UserId) -> usize {
        let peers = self.roster.peers_of(user);
        peers.filter(|peer| !self.is_ours(&peer.peer_id)).count()
    }

    /// Shows the watched operations what changed, or, without changes, the whole roster.
    pub(super) fn show(&mut self, changes: Option<&[Change]>) {
        let own = self.own().cloned();
        let is_gone = self.own.is_some() && own.is_none();
        for watched in self.watched.values_mut() {
            let confirmation = &mut watched.confirmation;
            match (&own, changes) {
                (Some(own), _) if watched.by_own => {
                    confirmation.see(&own.user_id, own.stage_status);
                }
                (None, _) if watched.by_own && !is_gone => {}
                (_, Some(changes)) => changes.iter().for_each(|c| confirmation.observe(c)),
                (_, None) => confirmation.read_back(&self.roster, self.complete),
            }
            if confirmation.is_settled() {
                watched.settled.notify_one();
            }
        }
    }
}
