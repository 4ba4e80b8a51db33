//! Kicks, and the end of the meeting for all.

use jiff::Timestamp;

use super::scene::{AMARA, Scene, events, peers};
use crate::room::Disconnect;
use model::{PeerId, StageStatus};
use protocol::signalling::message::RemoveParticipantsRequest;
use protocol::signalling::{ErrorBody, Event, Frame};

const DEV: &str = "27c4e1a8-6b73-4096-9d8e-4e6f80a12c05";

fn kick(peers: &[&str]) -> Frame {
    let peer_ids = peers.iter().map(ToString::to_string).collect();
    Frame::with(Event::Kick, &RemoveParticipantsRequest { peer_ids })
}

/// The sockets that a frame closes.
fn closed_by(scene: &mut Scene, from: &str, frame: &Frame) -> Vec<PeerId> {
    let mut closed = Vec::new();
    scene.run(|room| {
        room.handle(&format!("{from}-peer").into(), frame, Timestamp::UNIX_EPOCH);
        closed = std::mem::take(&mut room.effects.closed);
    });
    closed
}

#[test]
fn a_kick_removes_connections_and_the_same_kick_again_does_nothing() {
    let mut scene = Scene::new();
    let frames = scene.send("host", &kick(&["viewer-peer"]));
    assert_eq!(events(&frames["viewer-peer"]), [(Event::Kick, false)]);
    assert_eq!(frames.len(), 1);
    assert!(closed_by(&mut scene, "host", &kick(&["viewer-peer"])).is_empty());
    scene.disconnect("viewer", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    assert!(scene.send("host", &kick(&["viewer-peer"])).is_empty());

    // One of two connections that are simulated, then the other.
    assert_eq!(
        peers(&scene.roster(), DEV),
        ["sim-27c4e1a8-1", "sim-27c4e1a8-2"]
    );
    scene.send("host", &kick(&["sim-27c4e1a8-1"]));
    assert_eq!(peers(&scene.roster(), DEV), ["sim-27c4e1a8-2"]);
    assert_eq!(scene.status(DEV), StageStatus::Requested);
    scene.send("host", &kick(&["sim-27c4e1a8-1", "sim-27c4e1a8-2"]));
    assert_eq!(peers(&scene.roster(), DEV), [""; 0]);
    assert_eq!(scene.status(DEV), StageStatus::OffStage);
}

#[test]
fn a_kick_needs_the_permission() {
    let mut scene = Scene::new();
    for frame in [kick(&["host-peer"]), Frame::bare(Event::KickAll)] {
        let frames = scene.send("viewer", &frame);
        assert_eq!(ErrorBody::read(&frames["viewer-peer"][0]).code, Some(403));
        assert!(closed_by(&mut scene, "viewer", &frame).is_empty());
    }
}

#[test]
fn kick_all_ends_the_meeting_for_all_participants() {
    let mut scene = Scene::new();
    let all = ["host-peer", "panelist-peer", "viewer-peer"];
    let frames = scene.send("host", &Frame::bare(Event::KickAll));
    for peer in all {
        assert!(
            events(&frames[peer]).contains(&(Event::KickAll, false)),
            "{peer}"
        );
    }
    let mut again = Scene::new();
    let closed = closed_by(&mut again, "host", &Frame::bare(Event::KickAll));
    assert_eq!(closed, all.map(PeerId::from));
    for user in ["host", "panelist", "viewer"] {
        scene.disconnect(user, Disconnect::Closed, Timestamp::UNIX_EPOCH);
    }
    assert_eq!(scene.meeting.session, None);
    assert_eq!(scene.meeting.queue, []);
    assert!(scene.roster().is_empty());
}

#[test]
fn a_kicked_socket_is_ignored_and_no_attendee_replaces_it() {
    let mut scene = Scene::new();
    scene.enter(AMARA);
    let amara = format!("{AMARA}-peer");
    let frames = scene.send("host", &kick(&[&amara]));
    assert_eq!(events(&frames[&amara])[0], (Event::Kick, false));
    assert_eq!(scene.status(AMARA), StageStatus::OffStage);
    assert!(
        scene
            .send(AMARA, &Frame::bare(Event::RequestStageAccess))
            .is_empty()
    );
    // However its socket ends.
    scene.disconnect(AMARA, Disconnect::Broken, Timestamp::UNIX_EPOCH);
    assert_eq!(peers(&scene.roster(), AMARA), [""; 0]);
}
