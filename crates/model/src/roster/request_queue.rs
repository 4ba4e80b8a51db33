//! The order of the requests: the platform's where it tells, else the order in which they came.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::UserId;

/// The rank of a request whose place is not known: behind all others.
const UNRANKED: u64 = u64::MAX;

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

/// The participants that ask to come on stage, and their order as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestQueue {
    pub(super) asking: HashSet<UserId>,
    /// The place of each in the queue, lower first.
    pub(super) rank: HashMap<UserId, u64>,
    next_rank: u64,
    /// Whether the platform told its own order.
    is_told: bool,
}

impl RequestQueue {
    /// Requests in an order that is not known.
    pub(super) fn unordered(asking: HashSet<UserId>) -> Self {
        Self {
            asking,
            ..Self::default()
        }
    }

    /// Adds a request, as the last one, or removes it.
    pub(super) fn set(&mut self, user: &UserId, is_asking: bool) {
        if !is_asking {
            self.asking.remove(user);
            self.rank.remove(user);
        } else if self.asking.insert(user.clone()) {
            self.rank_last(user.clone());
        }
    }

    /// Takes the platform's order. Requests that it does not list keep theirs, behind it.
    pub(super) fn order_by(&mut self, queue: Vec<UserId>) {
        let ranked = std::mem::take(&mut self.rank).into_iter();
        let mut unlisted: Vec<_> = ranked
            .filter(|(user, _)| self.asking.contains(user))
            .collect();
        unlisted.sort_by_key(|(_, rank)| *rank);
        self.is_told = true;
        self.next_rank = 0;
        let unlisted = unlisted.into_iter().map(|(user, _)| user);
        for user in queue.into_iter().chain(unlisted) {
            self.rank_last(user);
        }
    }

    /// The requests in order, and what the order means.
    pub(super) fn ordered(&self) -> (Vec<&UserId>, RequestOrder) {
        let asking = self.asking.iter();
        let ranked = asking.map(|user| (self.rank.get(user).copied().unwrap_or(UNRANKED), user));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_unstable();
        let all_ranked = ranked.last().is_none_or(|(rank, _)| *rank != UNRANKED);
        let order = match (all_ranked, self.is_told) {
            (true, true) => RequestOrder::Queue,
            (true, false) => RequestOrder::Observed,
            (false, _) => RequestOrder::Unknown,
        };
        (ranked.into_iter().map(|(_, user)| user).collect(), order)
    }

    fn rank_last(&mut self, user: UserId) {
        self.rank.entry(user).or_insert_with(|| {
            let rank = self.next_rank;
            self.next_rank += 1;
            rank
        });
    }
}
