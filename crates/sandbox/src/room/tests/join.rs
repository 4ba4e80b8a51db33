//! Joining, leaving and coming back, also in a meeting without a stage.

use jiff::Timestamp;

use super::scene::{AMARA, Scene, about, events};
use crate::presets::{self, View};
use crate::room::{Disconnect, SocketPeer};
use model::StageStatus;
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

#[test]
fn a_group_call_shows_all_participants_and_has_no_stage() {
    let mut scene = Scene::new();
    scene.presets = presets::all(View::Group);
    scene.add("caller", "group_call_viewer");
    let frames = scene.enter("caller");
    let reply: message::PeerInfoResponse = frames["caller-peer"][0].body().unwrap();
    let status = convert::status(reply.peer.unwrap().stage_type);
    assert_eq!(status, StageStatus::OnStage);
    let frames = scene.send("caller", &about(Event::LeaveStage, &["caller"]));
    assert_eq!(ErrorBody::read(&frames["caller-peer"][0]).code, Some(403));
    assert_eq!(scene.status("caller"), StageStatus::OnStage);
}

#[test]
fn the_second_join_of_a_livestream_is_not_announced() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    scene.send("host", &about(Event::GrantStageAccess, &["viewer"]));
    scene.send("viewer", &Frame::bare(Event::JoinStage));
    let frames = scene.send("viewer", &Frame::bare(Event::JoinRoom));
    assert_eq!(frames.keys().collect::<Vec<_>>(), ["viewer-peer"]);
    let reply: message::PeerInfoResponse = frames["viewer-peer"][0].body().unwrap();
    let status = convert::status(reply.peer.unwrap().stage_type);
    assert_eq!(status, StageStatus::OnStage);
}

#[test]
fn a_returning_participant_keeps_its_status() {
    let mut scene = Scene::new();
    // A simulated attendee with a grant does not come on stage because a connection broke for a moment.
    scene.enter(AMARA);
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    scene.disconnect(AMARA, Disconnect::Broken, Timestamp::UNIX_EPOCH);
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    // A participant who was taken off the stage is not put on it again.
    scene.send("host", &about(Event::LeaveStage, &["panelist"]));
    scene.disconnect("panelist", Disconnect::Broken, Timestamp::UNIX_EPOCH);
    let mut peer = SocketPeer::new("panelist".into(), false);
    peer.returns = true;
    scene.peers.insert("panelist-peer".into(), peer);
    scene.send("panelist", &Frame::bare(Event::JoinRoom));
    assert_eq!(scene.status("panelist"), StageStatus::OffStage);
}

#[test]
fn a_participant_may_leave_and_join_again_by_the_same_socket() {
    let mut scene = Scene::new();
    let frames = scene.send("viewer", &Frame::bare(Event::LeaveRoom));
    assert_eq!(events(&frames["host-peer"]), [(Event::LeaveRoom, false)]);
    assert!(!scene.room().has(&"viewer".into()));
    let frames = scene.send("viewer", &Frame::bare(Event::JoinRoom));
    assert_eq!(events(&frames["viewer-peer"]), [(Event::JoinRoom, true)]);
}

#[test]
fn a_group_call_does_not_show_hidden_participants() {
    let mut scene = Scene::new();
    scene.presets = presets::all(View::Group);
    for preset in ["group_call_observer", "recorder"] {
        scene.add(preset, preset);
        scene.enter(preset);
        assert_eq!(scene.status(preset), StageStatus::OffStage);
    }
}
