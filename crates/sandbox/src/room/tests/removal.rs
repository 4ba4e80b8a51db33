//! Out of the meeting.

use super::*;
use protocol::signalling::message::RemoveParticipantsRequest;

const DEV: &str = "27c4e1a8-6b73-4096-9d8e-4e6f80a12c05";

fn kick(peers: &[&str]) -> Frame {
    let peer_ids = peers.iter().map(ToString::to_string).collect();
    Frame::with(Event::Kick, &RemoveParticipantsRequest { peer_ids })
}

/// The sockets that are closed by something that somebody says.
fn closed_by(scene: &mut Scene, from: &str, frame: &Frame) -> Vec<PeerId> {
    let mut closed = Vec::new();
    scene.tell(|room| {
        room.handle(&format!("{from}-peer").into(), frame, Timestamp::UNIX_EPOCH);
        closed = std::mem::take(&mut room.effects.closed);
    });
    closed
}

#[test]
fn a_kick_removes_connections_and_the_same_kick_again_does_nothing() {
    let mut scene = Scene::new();
    let told = scene.send("host", &kick(&["viewer-peer"]));
    assert_eq!(events(&told["viewer-peer"]), [(Event::Kick, false)]);
    assert_eq!(told.len(), 1);
    assert!(closed_by(&mut scene, "host", &kick(&["viewer-peer"])).is_empty());
    scene.exit("viewer", Exit::Closed, Timestamp::UNIX_EPOCH);
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
fn a_kick_needs_the_right_to_it() {
    let mut scene = Scene::new();
    for frame in [kick(&["host-peer"]), Frame::bare(Event::KickAll)] {
        let told = scene.send("viewer", &frame);
        assert_eq!(ErrorBody::read(&told["viewer-peer"][0]).code, Some(403));
        assert!(closed_by(&mut scene, "viewer", &frame).is_empty());
    }
}

#[test]
fn whoever_ends_the_meeting_ends_it_for_everybody() {
    let mut scene = Scene::new();
    let everybody = ["host-peer", "panelist-peer", "viewer-peer"];
    let told = scene.send("host", &Frame::bare(Event::KickAll));
    for peer in everybody {
        assert!(
            events(&told[peer]).contains(&(Event::KickAll, false)),
            "{peer}"
        );
    }
    let mut again = Scene::new();
    let closed = closed_by(&mut again, "host", &Frame::bare(Event::KickAll));
    assert_eq!(closed, everybody.map(PeerId::from));
    for user in ["host", "panelist", "viewer"] {
        scene.exit(user, Exit::Closed, Timestamp::UNIX_EPOCH);
    }
    assert_eq!(scene.meeting.session, None);
    assert_eq!(scene.meeting.queue, []);
    assert!(scene.roster().is_empty());
}

#[test]
fn whoever_is_removed_says_nothing_more_and_nobody_takes_their_place() {
    let mut scene = Scene::new();
    scene.enter(AMARA);
    let amara = format!("{AMARA}-peer");
    let told = scene.send("host", &kick(&[&amara]));
    assert_eq!(events(&told[&amara])[0], (Event::Kick, false));
    assert_eq!(scene.status(AMARA), StageStatus::OffStage);
    assert!(
        scene
            .send(AMARA, &Frame::bare(Event::RequestStageAccess))
            .is_empty()
    );
    // However its socket ends.
    scene.exit(AMARA, Exit::Broken, Timestamp::UNIX_EPOCH);
    assert_eq!(peers(&scene.roster(), AMARA), [""; 0]);
}
