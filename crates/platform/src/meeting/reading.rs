//! Reading everybody in the room, page by page, while people come and go (docs/protocol.md,
//! "Reading the room").

use std::collections::HashSet;

use model::{Peer, PeerId, StageEvent};

/// A reading that has begun.
#[derive(Debug)]
pub(super) struct Reading {
    /// Our own peer, which the platform may count and not list.
    own: PeerId,
    peers: Vec<Peer>,
    known: HashSet<PeerId>,
    /// What happened since the reading began: each page may have been written before or after it.
    since: Vec<StageEvent>,
    /// How many peers there are, if the platform tells.
    count: Option<usize>,
    /// How many peers the last page had.
    limit: usize,
}

/// What to do after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask for the page after so many peers.
    Page {
        /// How many peers came.
        offset: usize,
        /// How many to ask for.
        limit: usize,
    },
    /// That was everybody, or all that the platform tells.
    Done {
        /// Whether it was everybody.
        complete: bool,
    },
}

impl Reading {
    pub(super) fn new(own: PeerId) -> Self {
        Self {
            own,
            peers: Vec::new(),
            known: HashSet::new(),
            since: Vec::new(),
            count: None,
            limit: 0,
        }
    }

    /// Takes note of how many peers there are, and says what to do after the last page.
    pub(super) fn count(&mut self, count: usize) -> Next {
        self.count = Some(count);
        self.next()
    }

    /// Takes note of what happened meanwhile.
    pub(super) fn observe(&mut self, event: StageEvent) {
        self.since.push(event);
    }

    /// Takes a page. One that brings nobody new is the last, whatever the count says.
    pub(super) fn page(&mut self, peers: Vec<Peer>) -> Next {
        let before = self.peers.len();
        self.limit = peers.len();
        let known = &mut self.known;
        let new = peers
            .into_iter()
            .filter(|peer| known.insert(peer.peer_id.clone()));
        self.peers.extend(new);
        match self.next() {
            Next::Page { .. } if self.peers.len() == before => Next::Done { complete: false },
            next => next,
        }
    }

    fn next(&self) -> Next {
        if self.count.is_none_or(|count| count <= self.received()) {
            return Next::Done { complete: true };
        }
        Next::Page {
            offset: self.peers.len(),
            limit: self.limit,
        }
    }

    /// Everybody, and then what happened meanwhile. Who is missing from a reading that was not
    /// `complete` may be there all the same.
    pub(super) fn finish(self, complete: bool) -> Vec<StageEvent> {
        let mut events = if complete {
            vec![StageEvent::Snapshot(self.peers)]
        } else {
            let peers = self.peers.into_iter();
            peers.map(StageEvent::PeerJoined).collect()
        };
        events.extend(self.since);
        events
    }

    /// How many peers came, ourselves included.
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
        let mut reading = Reading::new("own".into());
        reading.count(6);
        let page = |offset| Next::Page { offset, limit: 2 };
        assert_eq!(reading.page(peers(0..2)), page(2));
        assert_eq!(reading.page(peers(2..4)), page(4));
        // The sixth is ourselves.
        assert_eq!(reading.page(peers(4..5)), Next::Done { complete: true });
    }

    #[test]
    fn a_count_that_comes_late_counts() {
        let mut reading = Reading::new("own".into());
        assert_eq!(reading.page(peers(0..2)), Next::Done { complete: true });
        assert_eq!(reading.count(3), Next::Done { complete: true });
        let page = Next::Page {
            offset: 2,
            limit: 2,
        };
        assert_eq!(reading.count(4), page);
    }

    #[test]
    fn a_platform_that_repeats_itself_is_incomplete() {
        let mut reading = Reading::new("own".into());
        reading.count(9);
        assert!(matches!(reading.page(peers(0..2)), Next::Page { .. }));
        assert_eq!(reading.page(peers(0..2)), Next::Done { complete: false });
    }

    #[test]
    fn without_a_count_one_page_is_everybody() {
        let mut reading = Reading::new("own".into());
        assert_eq!(reading.page(peers(0..2)), Next::Done { complete: true });
    }

    #[test]
    fn what_happened_meanwhile_holds() {
        let mut reading = Reading::new("own".into());
        reading.count(4);
        reading.page(peers(0..2));
        reading.observe(StageEvent::PeerLeft("p0".into()));
        reading.observe(StageEvent::PeerJoined(peers(7..8).remove(0)));
        reading.page(peers(2..3));
        let mut roster = Roster::default();
        for event in reading.finish(true) {
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
        let mut reading = Reading::new("own".into());
        reading.count(9);
        reading.page(peers(2..5));
        for event in reading.finish(false) {
            roster.apply(event);
        }
        assert_eq!(roster.participants().count(), 5);
    }
}
