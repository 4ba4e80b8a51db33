//! The stage operations, frame by frame.

use super::scene::{AMARA, Scene, about, events};
use crate::room::SocketPeer;
use model::StageStatus;
use protocol::signalling::{ErrorBody, Event, Frame};

#[test]
fn a_grant_is_announced_to_all_and_the_requests_only_to_managers() {
    let mut scene = Scene::new();
    let frames = scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    assert_eq!(
        events(&frames["host-peer"]),
        [
            (Event::PeerStageStatusUpdate, false),
            (Event::GetStageRequests, false)
        ]
    );
    assert_eq!(
        events(&frames["viewer-peer"]),
        [(Event::PeerStageStatusUpdate, false)]
    );
}

#[test]
fn a_viewer_requests_is_granted_joins_and_is_taken_off() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    assert_eq!(scene.status("viewer"), StageStatus::Requested);
    assert_eq!(scene.meeting.queue.last(), Some(&"viewer".into()));

    let frames = scene.send("host", &about(Event::GrantStageAccess, &["viewer"]));
    assert_eq!(frames["viewer-peer"][0].event(), Event::GrantStageAccess);
    let frames = scene.send("viewer", &Frame::bare(Event::JoinStage));
    // The SDK waits for 38 with its request's id.
    assert_eq!(
        frames["viewer-peer"][0].event(),
        Event::PeerStageStatusUpdate
    );
    assert_eq!(frames["viewer-peer"][0].id.as_deref(), Some("request"));
    assert_eq!(scene.status("viewer"), StageStatus::OnStage);

    let frames = scene.send("host", &about(Event::LeaveStage, &["viewer"]));
    assert!(events(&frames["host-peer"]).contains(&(Event::LeaveStage, true)));
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    // A kicked SDK leaves once more by itself, and waits to be frames so.
    let frames = scene.send("viewer", &about(Event::LeaveStage, &["viewer"]));
    assert_eq!(
        frames["viewer-peer"][0].event(),
        Event::PeerStageStatusUpdate
    );
    assert_eq!(frames["viewer-peer"][0].id.as_deref(), Some("request"));
}

#[test]
fn an_operation_without_permission_is_refused_and_changes_nothing() {
    let mut scene = Scene::new();
    let before = scene.meeting.clone();
    for event in [
        Event::GrantStageAccess,
        Event::DenyStageAccess,
        Event::LeaveStage,
    ] {
        let frames = scene.send("viewer", &about(event, &[AMARA]));
        assert_eq!(
            events(&frames["viewer-peer"]),
            [(Event::Error, true)],
            "{event}"
        );
        assert_eq!(frames.len(), 1);
    }
    let frames = scene.send("panelist", &Frame::bare(Event::GetStageRequests));
    assert_eq!(ErrorBody::read(&frames["panelist-peer"][0]).code, Some(403));
    let frames = scene.send("viewer", &Frame::bare(Event::JoinStage));
    assert_eq!(events(&frames["viewer-peer"]), [(Event::Error, true)]);
    assert_eq!(scene.meeting, before);
}

#[test]
fn a_peer_that_has_not_joined_is_refused() {
    let mut scene = Scene::new();
    let peer = SocketPeer::new("viewer".into(), false);
    scene.peers.insert("late-peer".into(), peer);
    let frames = scene.send("late", &Frame::bare(Event::GetRoomPeersInfo));
    assert_eq!(events(&frames["late-peer"]), [(Event::Error, true)]);
}

#[test]
fn a_panelist_joins_on_stage_and_the_host_preset_off_it() {
    let scene = Scene::new();
    assert_eq!(scene.status("panelist"), StageStatus::OnStage);
    assert_eq!(scene.status("host"), StageStatus::OffStage);
}

#[test]
fn older_clients_get_an_acknowledgement() {
    let mut scene = Scene::new();
    let host = scene.peers.get_mut("host-peer").unwrap();
    host.wants_acks = true;
    let frames = scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    assert!(events(&frames["host-peer"]).contains(&(Event::GrantStageAccess, true)));
}
