//! The waiting room.

use jiff::Timestamp;

use super::scene::{Scene, events};
use crate::room::Disconnect;
use protocol::signalling::message::waiting_room::{GetWaitingRoomRequests, WaitingUsers};
use protocol::signalling::{ErrorBody, Event, Frame, message};

/// A preset whose participants wait.
const GUEST: &str = "guest";

impl Scene {
    /// A scene with a participant `guest`, who waits by the given `waiting_room_type`.
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

fn waiting_users(users: &[&str]) -> WaitingUsers {
    let user_ids = users.iter().map(ToString::to_string).collect();
    WaitingUsers { user_ids }
}

/// The participants who wait, by the last frame about them.
fn waiting(frames: &[Frame]) -> Vec<String> {
    let requests = frames
        .iter()
        .rfind(|f| f.event() == Event::GetWaitingRoomRequests);
    let requests: GetWaitingRoomRequests = requests.unwrap().body().unwrap();
    requests
        .requests
        .into_iter()
        .map(|request| request.user_id)
        .collect()
}

fn is_waiting(frames: &[Frame]) -> bool {
    let reply: message::PeerInfoResponse = frames[0].body().unwrap();
    reply.peer.unwrap().waitlisted
}

#[test]
fn a_waiting_participant_is_not_in_the_room_until_accepted() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    let before = scene.roster();
    let frames = scene.enter("guest");
    assert!(is_waiting(&frames["guest-peer"]));
    assert_eq!(waiting(&frames["host-peer"]), ["guest"]);
    assert!(!frames.contains_key("viewer-peer"));
    assert_eq!(scene.roster(), before);
    let asked = scene.send("guest", &Frame::bare(Event::RequestStageAccess));
    assert_eq!(events(&asked["guest-peer"]), [(Event::Error, true)]);

    let accept = Frame::with(
        Event::AcceptWaitingRoomRequests,
        &waiting_users(&["guest", "nobody"]),
    );
    let frames = scene.send("viewer", &accept);
    assert_eq!(ErrorBody::read(&frames["viewer-peer"][0]).code, Some(403));
    let frames = scene.send("host", &accept);
    assert_eq!(
        events(&frames["guest-peer"]),
        [(Event::WaitingRoomRequestAccepted, false)]
    );
    assert_eq!(waiting(&frames["host-peer"]), [""; 0]);
    let frames = scene.send("guest", &Frame::bare(Event::JoinRoom));
    assert!(!is_waiting(&frames["guest-peer"]));
    assert!(scene.room().has(&"guest".into()));

    // A participant who was let in once does not wait again in this session.
    scene.disconnect("guest", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    assert!(!is_waiting(&scene.enter("guest")["guest-peer"]));
}

#[test]
fn a_denied_participant_may_ask_again() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    scene.enter("guest");
    let deny = Frame::with(Event::DenyWaitingRoomRequests, &waiting_users(&["guest"]));
    let frames = scene.send("host", &deny);
    assert_eq!(
        events(&frames["guest-peer"]),
        [(Event::WaitingRoomRequestDenied, false)]
    );
    assert_eq!(waiting(&frames["host-peer"]), [""; 0]);
    let frames = scene.send("guest", &Frame::bare(Event::JoinRoom));
    assert!(is_waiting(&frames["guest-peer"]));
    // A participant who leaves does not wait any more.
    let frames = scene.disconnect("guest", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    assert_eq!(waiting(&frames["host-peer"]), [""; 0]);
}

#[test]
fn some_presets_wait_only_until_a_moderator_joins() {
    let mut scene = Scene::with_guest("ON_PRIVILEGED_USER_ENTRY");
    scene.disconnect("host", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    // The presenter is simulated: she lets no participant in.
    assert!(is_waiting(&scene.enter("guest")["guest-peer"]));
    let frames = scene.enter("host");
    assert_eq!(
        events(&frames["guest-peer"]),
        [(Event::WaitingRoomRequestAccepted, false)]
    );
    assert!(!is_waiting(
        &scene.send("guest", &Frame::bare(Event::JoinRoom))["guest-peer"]
    ));
}

#[test]
fn a_waiting_participant_starts_no_session() {
    let mut scene = Scene::with_guest("SKIP_ON_ACCEPT");
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    for user in ["host", "panelist", "viewer"] {
        scene.disconnect(user, Disconnect::Closed, Timestamp::UNIX_EPOCH);
    }
    assert!(is_waiting(&scene.enter("guest")["guest-peer"]));
    assert_eq!(scene.meeting.session, None);
}
