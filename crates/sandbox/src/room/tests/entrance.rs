//! The waiting room, and a meeting without a stage.

use super::*;
use protocol::signalling::message::waiting::{GetWaitingRoomRequests, WaitingUsers};

/// A preset whose holders wait.
const GUEST: &str = "guest";

impl Scene {
    /// A scene in which `guest` may join, who has to wait as a preset says.
    fn with_guest(waiting_room_type: &str) -> Self {
        let mut scene = Self::new();
        let mut guest = scene.presets[2].clone();
        guest.name = GUEST.to_owned();
        guest.permissions.waiting_room_type = Some(waiting_room_type.to_owned());
        scene.presets.push(guest);
        scene.add("guest", GUEST);
        scene
    }
}

fn waiting(users: &[&str]) -> WaitingUsers {
    let user_ids = users.iter().map(ToString::to_string).collect();
    WaitingUsers { user_ids }
}

/// Who waits, as somebody was told last.
fn who_waits(frames: &[Frame]) -> Vec<String> {
    let told = frames
        .iter()
        .rfind(|f| f.event() == Event::GetWaitingRoomRequests);
    let told: GetWaitingRoomRequests = told.unwrap().body().unwrap();
    told.requests
        .into_iter()
        .map(|request| request.user_id)
        .collect()
}

fn is_kept(frames: &[Frame]) -> bool {
    let reply: message::PeerInfoResponse = frames[0].body().unwrap();
    reply.peer.unwrap().waitlisted
}

#[test]
fn whoever_waits_is_in_no_room_until_somebody_lets_them_in() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    let before = scene.roster();
    let told = scene.enter("guest");
    assert!(is_kept(&told["guest-peer"]));
    assert_eq!(who_waits(&told["host-peer"]), ["guest"]);
    assert!(!told.contains_key("viewer-peer"));
    assert_eq!(scene.roster(), before);
    let asked = scene.send("guest", &Frame::bare(Event::RequestStageAccess));
    assert_eq!(events(&asked["guest-peer"]), [(Event::Error, true)]);

    let accept = Frame::with(
        Event::AcceptWaitingRoomRequests,
        &waiting(&["guest", "nobody"]),
    );
    let told = scene.send("viewer", &accept);
    assert_eq!(ErrorBody::read(&told["viewer-peer"][0]).code, Some(403));
    let told = scene.send("host", &accept);
    assert_eq!(
        events(&told["guest-peer"]),
        [(Event::WaitingRoomRequestAccepted, false)]
    );
    assert_eq!(who_waits(&told["host-peer"]), [""; 0]);
    let told = scene.send("guest", &Frame::bare(Event::JoinRoom));
    assert!(!is_kept(&told["guest-peer"]));
    assert!(scene.room().has(&"guest".into()));

    // Whoever was let in once need not wait again in this session.
    scene.exit("guest", Exit::Closed, Timestamp::UNIX_EPOCH);
    assert!(!is_kept(&scene.enter("guest")["guest-peer"]));
}

#[test]
fn whoever_is_turned_away_may_ask_again() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    scene.enter("guest");
    let deny = Frame::with(Event::DenyWaitingRoomRequests, &waiting(&["guest"]));
    let told = scene.send("host", &deny);
    assert_eq!(
        events(&told["guest-peer"]),
        [(Event::WaitingRoomRequestDenied, false)]
    );
    assert_eq!(who_waits(&told["host-peer"]), [""; 0]);
    let told = scene.send("guest", &Frame::bare(Event::JoinRoom));
    assert!(is_kept(&told["guest-peer"]));
    // Whoever goes does not wait any more.
    let told = scene.exit("guest", Exit::Closed, Timestamp::UNIX_EPOCH);
    assert_eq!(who_waits(&told["host-peer"]), [""; 0]);
}

#[test]
fn some_wait_only_until_there_is_somebody_to_let_them_in() {
    let mut scene = Scene::with_guest("ON_PRIVILEGED_USER_ENTRY");
    scene.exit("host", Exit::Closed, Timestamp::UNIX_EPOCH);
    // The presenter is simulated: no socket of hers lets anybody in.
    assert!(is_kept(&scene.enter("guest")["guest-peer"]));
    let told = scene.enter("host");
    assert_eq!(
        events(&told["guest-peer"]),
        [(Event::WaitingRoomRequestAccepted, false)]
    );
    assert!(!is_kept(
        &scene.send("guest", &Frame::bare(Event::JoinRoom))["guest-peer"]
    ));
}

#[test]
fn nobody_who_waits_begins_a_session() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    for user in ["host", "panelist", "viewer"] {
        scene.exit(user, Exit::Closed, Timestamp::UNIX_EPOCH);
    }
    assert!(is_kept(&scene.enter("guest")["guest-peer"]));
    assert_eq!(scene.meeting.session, None);
}

#[test]
fn in_a_group_call_everybody_is_seen_and_there_is_no_stage() {
    let mut scene = Scene::new();
    scene.presets = preset::all(View::Group);
    scene.add("caller", "group_call_viewer");
    let told = scene.enter("caller");
    let reply: message::PeerInfoResponse = told["caller-peer"][0].body().unwrap();
    let status = convert::status(reply.peer.unwrap().stage_type);
    assert_eq!(status, StageStatus::OnStage);
    let told = scene.send("caller", &about(Event::LeaveStage, &["caller"]));
    assert_eq!(ErrorBody::read(&told["caller-peer"][0]).code, Some(403));
    assert_eq!(scene.status("caller"), StageStatus::OnStage);
}

#[test]
fn the_second_join_of_a_livestream_is_told_to_nobody_else() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    scene.send("host", &about(Event::GrantStageAccess, &["viewer"]));
    scene.send("viewer", &Frame::bare(Event::JoinStage));
    let told = scene.send("viewer", &Frame::bare(Event::JoinRoom));
    assert_eq!(told.keys().collect::<Vec<_>>(), ["viewer-peer"]);
    let reply: message::PeerInfoResponse = told["viewer-peer"][0].body().unwrap();
    let status = convert::status(reply.peer.unwrap().stage_type);
    assert_eq!(status, StageStatus::OnStage);
}

#[test]
fn whoever_comes_back_stands_where_they_stood() {
    let mut scene = Scene::new();
    // A simulated attendee who was let in does not come on stage because their line broke for a moment.
    scene.enter(AMARA);
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    scene.exit(AMARA, Exit::Broken, Timestamp::UNIX_EPOCH);
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    // Nor is somebody put on stage again who was taken off it.
    scene.send("host", &about(Event::LeaveStage, &["panelist"]));
    scene.exit("panelist", Exit::Broken, Timestamp::UNIX_EPOCH);
    let mut peer = SocketPeer::new("panelist".into(), false);
    peer.returns = true;
    scene.peers.insert("panelist-peer".into(), peer);
    scene.send("panelist", &Frame::bare(Event::JoinRoom));
    assert_eq!(scene.status("panelist"), StageStatus::OffStage);
}

#[test]
fn whoever_leaves_the_room_may_join_again_by_the_same_socket() {
    let mut scene = Scene::new();
    let told = scene.send("viewer", &Frame::bare(Event::LeaveRoom));
    assert_eq!(events(&told["host-peer"]), [(Event::LeaveRoom, false)]);
    assert!(!scene.room().has(&"viewer".into()));
    let told = scene.send("viewer", &Frame::bare(Event::JoinRoom));
    assert_eq!(events(&told["viewer-peer"]), [(Event::JoinRoom, true)]);
}

#[test]
fn whoever_is_hidden_is_not_seen_in_a_group_call_either() {
    let mut scene = Scene::new();
    scene.presets = preset::all(View::Group);
    for preset in ["group_call_observer", "recorder"] {
        scene.add(preset, preset);
        scene.enter(preset);
        assert_eq!(scene.status(preset), StageStatus::OffStage);
    }
}
