//! What a host records of events and readings.

use std::sync::Arc;

use super::session_state::SessionState;
use crate::session::history::{History, SessionEvent};
use crate::session::roster_pager::RosterPager;
use StageStatus::{OffStage, Requested};
use model::{Change, Peer, PeerKind, StageEvent, StageStatus};

fn peer(name: &str, stage_status: StageStatus) -> Peer {
    Peer {
        peer_id: format!("p-{name}").into(),
        user_id: format!("u-{name}").into(),
        display_name: name.to_owned(),
        custom_participant_id: None,
        preset_name: None,
        stage_status,
        kind: PeerKind::Ordinary,
    }
}

#[test]
fn a_reading_records_what_it_changes_and_nothing_twice() {
    let history = Arc::new(History::default());
    let state = SessionState::recording(history.clone());
    state.set_session("s-1".into());
    state.apply(StageEvent::PeerJoined(peer("amara", OffStage)));
    state.apply(StageEvent::PeerJoined(peer("bo", OffStage)));
    state.connected();
    let mut pager = RosterPager::new("own".into());
    // While it is read, Amara asks, and Eve comes; Bo has left, which nobody told.
    pager.page(vec![peer("amara", OffStage)]);
    for event in [
        StageEvent::PeerJoined(peer("eve", OffStage)),
        StageEvent::StatusChanged {
            peer_id: "p-amara".into(),
            user_id: "u-amara".into(),
            status: Requested,
        },
    ] {
        pager.observe(event.clone());
        state.apply(event);
    }
    state.replace(pager, true);
    let told = history.since(0).unwrap().into_iter();
    let told: Vec<_> = told
        .map(|recorded| match &recorded.event {
            SessionEvent::Change(Change::Joined(who)) => format!("{} joined", who.display_name),
            SessionEvent::Change(Change::Left(who)) => format!("{} left", who.display_name),
            SessionEvent::Change(Change::Status {
                participant: who,
                previous,
            }) => format!("{} {previous} {}", who.display_name, who.stage_status),
            SessionEvent::Gap => "gap".to_owned(),
        })
        .collect();
    assert_eq!(
        told,
        [
            "gap",
            "eve joined",
            "amara OFF_STAGE REQUESTED_TO_JOIN_STAGE",
            "bo left"
        ]
    );
}
