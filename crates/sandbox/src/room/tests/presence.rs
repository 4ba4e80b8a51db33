//! Leaving, lost connections, simulated attendees replaced by sockets, and the end of a session.

use jiff::Timestamp;

use super::scene::{AMARA, Scene, about, events, peers};
use crate::room::Disconnect;
use model::StageStatus;
use protocol::signalling::{Event, Frame, convert, message};

#[test]
fn leaving_withdraws_a_request_and_tells_the_others() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    let mut room = scene.room();
    room.leave(
        &"viewer-peer".into(),
        Disconnect::Closed,
        Timestamp::UNIX_EPOCH,
    );
    let left = room.effects.deliveries.iter().map(|d| d.frame.event());
    assert_eq!(left.collect::<Vec<_>>()[0], Event::LeaveRoom);
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    assert!(!scene.meeting.queue.contains(&"viewer".into()));
}

#[test]
fn a_socket_replaces_a_simulated_attendee_until_it_ends() {
    let mut scene = Scene::new();
    assert_eq!(peers(&scene.roster(), AMARA), ["sim-5f2a9c64-1"]);
    let frames = scene.enter(AMARA);
    // The join is announced before the leave, so that the participant never appears to be gone.
    let join_and_leave = [(Event::JoinRoom, false), (Event::LeaveRoom, false)];
    assert_eq!(events(&frames["host-peer"]), join_and_leave);
    assert_eq!(peers(&scene.roster(), AMARA), [format!("{AMARA}-peer")]);
    assert_eq!(scene.status(AMARA), StageStatus::Requested);
    // A participant with a socket decides without simulation.
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    scene.run(|room| {
        room.settle(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    });
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);

    let frames = scene.disconnect(AMARA, Disconnect::Closed, Timestamp::UNIX_EPOCH);
    assert_eq!(events(&frames["host-peer"]), join_and_leave);
    assert_eq!(peers(&scene.roster(), AMARA), ["sim-5f2a9c64-1"]);
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    scene.run(|room| {
        room.settle(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    });
    assert_eq!(scene.status(AMARA), StageStatus::OnStage);
}

#[test]
fn a_socket_does_not_put_a_simulated_panelist_on_stage_again() {
    const PANELIST_1: &str = "b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02";
    let mut scene = Scene::new();
    scene.send("host", &about(Event::LeaveStage, &[PANELIST_1]));
    scene.enter(PANELIST_1);
    assert_eq!(scene.status(PANELIST_1), StageStatus::OffStage);
}

#[test]
fn a_status_is_kept_for_a_while_after_a_connection_broke() {
    let second = |n| Timestamp::from_second(n).unwrap();
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    let frames = scene.disconnect("viewer", Disconnect::Broken, second(0));
    assert_eq!(events(&frames["host-peer"]), [(Event::LeaveRoom, false)]);
    assert_eq!(scene.status("viewer"), StageStatus::Requested);
    assert!(scene.room().settle(second(29), second(29)));
    // Back in time, the participant keeps its status.
    let frames = scene.enter("viewer");
    let joined: message::PeerInfoResponse = frames["viewer-peer"][0].body().unwrap();
    let stands = joined.peer.unwrap().stage_type;
    assert_eq!(convert::status(stands), StageStatus::Requested);
    scene.disconnect("viewer", Disconnect::Broken, second(40));
    let frames = scene.run(|room| assert!(!room.settle(second(70), second(70))));
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    // The participant has no connection to announce; only the stage requests changed.
    assert_eq!(
        events(&frames["host-peer"]),
        [(Event::GetStageRequests, false)]
    );
}

#[test]
fn a_session_is_kept_for_a_while_after_the_last_connection_broke() {
    let second = |n| Timestamp::from_second(n).unwrap();
    let mut scene = Scene::new();
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    scene.disconnect("host", Disconnect::Closed, second(0));
    scene.disconnect("viewer", Disconnect::Closed, second(0));
    // The panelist is on stage.
    scene.disconnect("panelist", Disconnect::Broken, second(0));
    assert!(scene.meeting.session.is_some());
    scene.room().settle(second(29), second(29));
    assert!(scene.meeting.session.is_some());
    scene.room().settle(second(30), second(30));
    assert_eq!(scene.meeting.session, None);
}

#[test]
fn a_session_ends_with_the_last_participant() {
    let mut scene = Scene::new();
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    for peer in ["host-peer", "panelist-peer", "viewer-peer"] {
        assert!(scene.meeting.session.is_some());
        let now = Timestamp::UNIX_EPOCH;
        scene.room().leave(&peer.into(), Disconnect::Closed, now);
    }
    assert_eq!(scene.meeting.session, None);
}

#[test]
fn the_roster_comes_in_pages() {
    let mut scene = Scene::new();
    let page = message::RoomPeersInfoRequest {
        limit: 4,
        offset: 2,
        ..message::RoomPeersInfoRequest::default()
    };
    let mut peers = |frame| {
        let frames = scene.send("host", &frame);
        let page: message::RoomPeersInfoResponse = frames["host-peer"][0].body().unwrap();
        page.peers
    };
    let all = peers(Frame::bare(Event::GetRoomPeersInfo));
    let some = peers(Frame::with(Event::GetRoomPeersInfo, &page));
    // Twelve attendees, one of them with two connections, and three sockets.
    assert_eq!(all.len(), 16);
    assert_eq!(some, all[2..6]);
}
