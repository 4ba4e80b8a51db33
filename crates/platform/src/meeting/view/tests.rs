//! What follows from what the platform says, and from what is asked of the host, step by step.

use super::*;
use StageStatus::{OffStage, Requested};
use model::PeerKind;

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
fn a_reading_tells_what_it_changes_and_nothing_twice() {
    let history = Arc::new(History::default());
    let shared = Shared::telling(history.clone());
    shared.join("s-1".into());
    shared.apply(StageEvent::PeerJoined(peer("amara", OffStage)));
    shared.apply(StageEvent::PeerJoined(peer("bo", OffStage)));
    shared.connected();
    let mut reading = Reading::new("own".into());
    // While it is read, Amara asks, and Eve comes; Bo has left, which nobody told.
    reading.page(vec![peer("amara", OffStage)]);
    for event in [
        StageEvent::PeerJoined(peer("eve", OffStage)),
        StageEvent::StatusChanged {
            peer_id: "p-amara".into(),
            user_id: "u-amara".into(),
            status: Requested,
        },
    ] {
        reading.observe(event.clone());
        shared.apply(event);
    }
    shared.replace(reading, true);
    let told = history.since(0).unwrap().into_iter();
    let told: Vec<_> = told
        .map(|happening| match &happening.what {
            What::Joined(who) => format!("{} joined", who.display_name),
            What::Left(who) => format!("{} left", who.display_name),
            What::Status(who, was) => {
                format!("{} {was} {}", who.display_name, who.stage_status)
            }
            What::Gap => "gap".to_owned(),
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
