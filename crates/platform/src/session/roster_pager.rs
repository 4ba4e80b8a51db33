//! Reading the roster page by page, while participants come and go (docs/protocol.md, "Reading the
//! room"). Pure.

use std::collections::HashSet;

use model::{Peer, PeerId, StageEvent};

/// The pages of a reading that has begun.
#[derive(Debug)]
pub(crate) struct RosterPager {
    /// Our own peer, which the platform may count and not list.
    own: PeerId,
    peers: Vec<Peer>,
    known: HashSet<PeerId>,
    /// The events since the reading began: each page may have been written before or after them.
    since: Vec<StageEvent>,
    /// The number of peers, if the platform tells it.
    count: Option<usize>,
    /// The number of peers on the last page.
    limit: usize,
}

/// What to do after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Ask for the page after so many peers.
    Page {
        /// The number of peers so far.
        offset: usize,
        /// How many to ask for.
        limit: usize,
    },
    /// Those were all peers, or all that the platform tells.
    Done {
        /// Whether they were all.
        complete: bool,
    },
}

impl RosterPager {
    pub(crate) fn new(own: PeerId) -> Self {
        Self {
            own,
            peers: Vec::new(),
            known: HashSet::new(),
            since: Vec::new(),
            count: None,
            limit: 0,
        }
    }

    /// Takes the number of peers, and returns what to do after the last page.
    pub(crate) fn count(&mut self, count: usize) -> NextStep {
        self.count = Some(count);
        self.next()
    }

    /// Notes an event that came meanwhile.
    pub(crate) fn observe(&mut self, event: StageEvent) {
        self.since.push(event);
    }

    /// Takes a page. One without a new peer is the last, whatever the count.
    pub(crate) fn page(&mut self, peers: Vec<Peer>) -> NextStep {
        let before = self.peers.len();
        self.limit = peers.len();
        let known = &mut self.known;
        let new = peers
            .into_iter()
            .filter(|peer| known.insert(peer.peer_id.clone()));
        self.peers.extend(new);
        match self.next() {
            NextStep::Page { .. } if self.peers.len() == before => {
                NextStep::Done { complete: false }
            }
            next => next,
        }
    }

    fn next(&self) -> NextStep {
        if self.count.is_none_or(|count| count <= self.received()) {
            return NextStep::Done { complete: true };
        }
        NextStep::Page {
            offset: self.peers.len(),
            limit: self.limit,
        }
    }

    /// The peers, and then the events that came meanwhile. A peer that is missing from a reading
    /// that was not `complete` may be there all the same.
    pub(crate) fn finish(self, complete: bool) -> Vec<StageEvent> {
        let mut events = if complete {
            vec![StageEvent::Snapshot(self.peers)]
        } else {
            let peers = self.peers.into_iter();
            peers.map(StageEvent::PeerJoined).collect()
        };
        events.extend(self.since);
        events
    }

    /// The number of peers so far, our own included.
    fn received(&self) -> usize {
        self.peers.len() + usize::from(!self.known.contains(&self.own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{PeerKind, Roster, StageStatus};

    fn peers(numbers: std::ops::Range<usize>) -> Vec<Peer> {
        let peer = |n| Peer {
            peer_id: format!("p{n}").into(),
            user_id: format!("u{n}").into(),
            display_name: String::new(),
            custom_participant_id: None,
            preset_name: None,
            stage_status: StageStatus::OffStage,
            kind: PeerKind::Ordinary,
        };
        numbers.map(peer).collect()
    }

    #[test]
    fn pages_are_asked_for_until_the_count_is_reached() {
        let mut pager = RosterPager::new("own".into());
        pager.count(6);
        let page = |offset| NextStep::Page { offset, limit: 2 };
        assert_eq!(pager.page(peers(0..2)), page(2));
        assert_eq!(pager.page(peers(2..4)), page(4));
        // The sixth is ourselves.
        assert_eq!(pager.page(peers(4..5)), NextStep::Done { complete: true });
    }

    #[test]
    fn a_count_that_comes_late_counts() {
        let mut pager = RosterPager::new("own".into());
        assert_eq!(pager.page(peers(0..2)), NextStep::Done { complete: true });
        assert_eq!(pager.count(3), NextStep::Done { complete: true });
        let page = NextStep::Page {
            offset: 2,
            limit: 2,
        };
        assert_eq!(pager.count(4), page);
    }

    #[test]
    fn a_platform_that_repeats_itself_is_incomplete() {
        let mut pager = RosterPager::new("own".into());
        pager.count(9);
        assert!(matches!(pager.page(peers(0..2)), NextStep::Page { .. }));
        assert_eq!(pager.page(peers(0..2)), NextStep::Done { complete: false });
    }

    #[test]
    fn without_a_count_one_page_is_all() {
        let mut pager = RosterPager::new("own".into());
        assert_eq!(pager.page(peers(0..2)), NextStep::Done { complete: true });
    }

    #[test]
    fn what_happened_meanwhile_holds() {
        let mut pager = RosterPager::new("own".into());
        pager.count(4);
        pager.page(peers(0..2));
        pager.observe(StageEvent::PeerLeft("p0".into()));
        pager.observe(StageEvent::PeerJoined(peers(7..8).remove(0)));
        pager.page(peers(2..3));
        let mut roster = Roster::default();
        for event in pager.finish(true) {
            roster.apply(event);
        }
        let users: Vec<_> = roster
            .participants()
            .map(|p| p.user_id.to_string())
            .collect();
        assert_eq!(users, ["u1", "u2", "u7"]);
    }

    #[test]
    fn who_is_missing_from_an_incomplete_reading_has_not_left() {
        let mut roster = Roster::default();
        roster.apply(StageEvent::Snapshot(peers(0..3)));
        let mut pager = RosterPager::new("own".into());
        pager.count(9);
        pager.page(peers(2..5));
        for event in pager.finish(false) {
            roster.apply(event);
        }
        assert_eq!(roster.participants().count(), 5);
    }
}
