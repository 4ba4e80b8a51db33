//! What must hold after any sequence of events.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::id::UserId;
use crate::participant::{Participant, Peer, PeerKind};
use crate::status::StageStatus;

fn peer(peer: &str, user: &str, status: StageStatus) -> Peer {
    Peer {
        peer_id: peer.into(),
        user_id: user.into(),
        display_name: format!("name of {user}"),
        custom_participant_id: Some(format!("custom-{user}")),
        preset_name: None,
        stage_status: status,
        kind: PeerKind::Ordinary,
    }
}

fn participant(user: &str, peers: &[&str], status: StageStatus) -> Participant {
    Participant {
        user_id: user.into(),
        peer_ids: peers.iter().map(|id| (*id).into()).collect(),
        custom_participant_id: Some(format!("custom-{user}")),
        display_name: format!("name of {user}"),
        preset_name: None,
        stage_status: status,
    }
}

fn changed(user: &str, peers: &[&str], previous: StageStatus, now: StageStatus) -> Change {
    let participant = participant(user, peers, now);
    Change::Status {
        participant,
        previous,
    }
}

fn joined(roster: &mut Roster, id: &str, user: &str, status: StageStatus) -> Vec<Change> {
    roster.apply(StageEvent::PeerJoined(peer(id, user, status)))
}

#[test]
fn a_participant_is_as_advanced_as_their_most_advanced_peer() {
    let mut roster = Roster::default();
    joined(&mut roster, "phone", "amara", StageStatus::OffStage);
    let changes = joined(&mut roster, "laptop", "amara", StageStatus::OnStage);
    let both = ["laptop", "phone"];
    assert_eq!(
        changes,
        [changed(
            "amara",
            &both,
            StageStatus::OffStage,
            StageStatus::OnStage
        )]
    );

    let changes = roster.apply(StageEvent::PeerLeft("laptop".into()));
    assert_eq!(
        changes,
        [changed(
            "amara",
            &["phone"],
            StageStatus::OnStage,
            StageStatus::OffStage
        )]
    );
    let changes = roster.apply(StageEvent::PeerLeft("phone".into()));
    let left = participant("amara", &["phone"], StageStatus::OffStage);
    assert_eq!(changes, [Change::Left(left)]);
    assert_eq!(roster.participants().count(), 0);
}

#[test]
fn those_kept_apart_are_known_but_not_listed() {
    let mut roster = Roster::default();
    for kind in [PeerKind::Hidden, PeerKind::Waitlisted, PeerKind::Recorder] {
        let apart = Peer {
            kind,
            ..peer(&format!("{kind:?}"), "somebody", StageStatus::OnStage)
        };
        assert_eq!(roster.apply(StageEvent::PeerJoined(apart)), []);
    }
    assert_eq!(roster.peers.len(), 3);
    assert_eq!(roster.participants().count(), 0);
    assert_eq!(roster.owner_of("Hidden"), None);
}

#[test]
fn a_status_without_a_known_peer_is_for_the_whole_participant() {
    let mut roster = Roster::default();
    joined(&mut roster, "phone", "amara", StageStatus::OnStage);
    joined(&mut roster, "laptop", "amara", StageStatus::OnStage);
    let status = |peer: &str, user: &str| StageEvent::StatusChanged {
        peer_id: peer.into(),
        user_id: user.into(),
        status: StageStatus::OffStage,
    };
    assert_eq!(roster.apply(status("phone", "amara")), []);
    assert_eq!(
        roster.apply(status("", "amara")),
        [changed(
            "amara",
            &["laptop", "phone"],
            StageStatus::OnStage,
            StageStatus::OffStage
        )]
    );
    assert_eq!(roster.apply(status("", "nobody")), []);
}

fn order(roster: &Roster) -> (Vec<String>, RequestOrder) {
    let (requests, order) = roster.requests();
    let users = requests.into_iter().map(|p| p.user_id.to_string());
    (users.collect(), order)
}

#[test]
fn requests_come_in_the_platforms_order_where_it_gives_one() {
    let mut roster = Roster::default();
    let ask = |user: &str| peer(user, user, StageStatus::Requested);
    roster.apply(StageEvent::Snapshot(vec![ask("b"), ask("a")]));
    assert_eq!(
        order(&roster),
        (vec!["a".into(), "b".into()], RequestOrder::Unknown)
    );
    // The list also names somebody who has gone, and lacks nobody.
    let queue = ["b", "gone", "a"].map(UserId::from).to_vec();
    roster.apply(StageEvent::Queue(queue));
    assert_eq!(
        order(&roster),
        (vec!["b".into(), "a".into()], RequestOrder::Queue)
    );
    roster.apply(StageEvent::PeerJoined(ask("c")));
    assert_eq!(order(&roster).0, ["b", "a", "c"]);
}

#[test]
fn requests_that_we_saw_come_are_in_the_order_observed() {
    let mut roster = Roster::default();
    joined(&mut roster, "b", "b", StageStatus::Requested);
    joined(&mut roster, "a", "a", StageStatus::Requested);
    assert_eq!(
        order(&roster),
        (vec!["b".into(), "a".into()], RequestOrder::Observed)
    );
}

fn status() -> impl Strategy<Value = StageStatus> {
    prop::sample::select(StageStatus::ALL.to_vec())
}

/// Few peers and users, so that they meet often; peers change owners and kinds.
fn any_peer() -> impl Strategy<Value = Peer> {
    let kinds = vec![
        PeerKind::Ordinary,
        PeerKind::Ordinary,
        PeerKind::Hidden,
        PeerKind::Recorder,
    ];
    let custom_id = prop::option::of(0..3_u8);
    (
        0..8_u8,
        0..5_u8,
        status(),
        prop::sample::select(kinds),
        custom_id,
    )
        .prop_map(|(id, user, stage_status, kind, custom_id)| Peer {
            kind,
            custom_participant_id: custom_id.map(|id| format!("custom-{id}")),
            ..peer(&format!("p{id}"), &format!("u{user}"), stage_status)
        })
}

fn event() -> impl Strategy<Value = StageEvent> {
    let changed =
        (0..8_u8, 0..5_u8, status()).prop_map(|(peer, user, status)| StageEvent::StatusChanged {
            peer_id: format!("p{peer}").into(),
            user_id: format!("u{user}").into(),
            status,
        });
    let queue = prop::collection::vec(0..5_u8, 0..5)
        .prop_map(|users| users.into_iter().map(|u| format!("u{u}").into()).collect());
    prop_oneof![
        6 => any_peer().prop_map(StageEvent::PeerJoined),
        3 => (0..8_u8).prop_map(|id| StageEvent::PeerLeft(format!("p{id}").into())),
        4 => changed,
        1 => queue.prop_map(StageEvent::Queue),
        1 => prop::collection::vec(any_peer(), 0..8).prop_map(StageEvent::Snapshot),
    ]
}

fn custom_ids(roster: &Roster) -> Vec<Vec<UserId>> {
    let ids = (0..3).map(|id| format!("custom-{id}"));
    ids.map(|id| roster.with_custom_id(&id).cloned().collect())
        .collect()
}

proptest! {
    #[test]
    fn a_snapshot_equals_the_events_that_led_to_it(
        events in prop::collection::vec(event(), 0..60),
    ) {
        let mut live = Roster::default();
        for event in events {
            live.apply(event);
        }
        let mut reread = Roster::default();
        reread.apply(StageEvent::Snapshot(live.peers.values().cloned().collect()));

        prop_assert_eq!(&live.peers, &reread.peers);
        prop_assert_eq!(&live.members, &reread.members);
        prop_assert_eq!(&live.sorted, &reread.sorted);
        prop_assert_eq!(&live.requests.asking, &reread.requests.asking);
        prop_assert_eq!(custom_ids(&live), custom_ids(&reread));
        prop_assert!(
            live.participants().collect::<Vec<_>>() == reread.participants().collect::<Vec<_>>()
        );
    }

    #[test]
    fn nobody_is_listed_twice_and_no_peer_is_in_two_places(
        events in prop::collection::vec(event(), 0..60),
    ) {
        let mut roster = Roster::default();
        for event in events {
            roster.apply(event);

            let listed: Vec<_> = roster.participants().collect();
            let users: BTreeSet<_> = listed.iter().map(|p| &p.user_id).collect();
            prop_assert_eq!(users.len(), listed.len());
            let peers: Vec<_> = listed.iter().flat_map(|p| &p.peer_ids).collect();
            let distinct: BTreeSet<_> = peers.iter().collect();
            prop_assert_eq!(distinct.len(), peers.len());

            let asking = listed.iter().filter(|p| p.stage_status == StageStatus::Requested);
            let (requests, _) = roster.requests();
            let requests: BTreeSet<_> = requests.into_iter().map(|p| p.user_id).collect();
            prop_assert_eq!(asking.map(|p| p.user_id.clone()).collect::<BTreeSet<_>>(), requests);
            prop_assert!(roster.requests.rank.len() <= roster.members.len() + 5, "ranks leak");
        }
    }

    #[test]
    fn changes_tell_the_whole_story(events in prop::collection::vec(event(), 0..60)) {
        let mut roster = Roster::default();
        let mut told = BTreeMap::new();
        for event in events {
            for change in roster.apply(event) {
                match change {
                    Change::Joined(now) => {
                        prop_assert_eq!(told.insert(now.user_id, now.stage_status), None);
                    }
                    Change::Status { participant: now, previous } => {
                        prop_assert!(previous != now.stage_status);
                        let before = told.insert(now.user_id, now.stage_status);
                        prop_assert_eq!(before, Some(previous));
                    }
                    Change::Left(last) => {
                        prop_assert_eq!(told.remove(&last.user_id), Some(last.stage_status));
                    }
                }
            }
            let now = roster.participants().map(|p| (p.user_id, p.stage_status));
            prop_assert_eq!(&told, &now.collect::<BTreeMap<_, _>>());
        }
    }
    #[test]
    fn an_event_changes_what_lies_between_before_and_after(
        events in prop::collection::vec(event(), 0..60),
    ) {
        let by_user = |changes: Vec<Change>| -> BTreeMap<UserId, Change> {
            let by_user = changes.into_iter();
            by_user.map(|change| (change.participant().user_id.clone(), change)).collect()
        };
        let mut roster = Roster::default();
        for event in events {
            let before: Vec<_> = roster.participants().collect();
            let told = roster.apply(event);
            let between = changes(before, roster.participants(), true);
            prop_assert_eq!(by_user(told), by_user(between));
        }
    }
}
