//! The rules of the room, frame by frame.

mod deed;
mod entrance;
mod removal;
mod sdk;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::demo::{self, Rehearsal};
use crate::preset::{Role, View};
use crate::state;
use model::{self, Roster, StageEvent};
use protocol::signalling::convert;
use protocol::signalling::message::StageUsers;

const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";

/// The demo meeting with sockets of a host, a panelist and a viewer.
struct Scene {
    id: MeetingId,
    meeting: Meeting,
    presets: Vec<Preset>,
    peers: Peers,
    stores: Stores,
}

impl Scene {
    fn new() -> Self {
        let now = Timestamp::UNIX_EPOCH;
        let mut scene = Self {
            id: "demo".into(),
            meeting: demo::meeting(now, Rehearsal::default()),
            presets: preset::all(View::Webinar),
            peers: Peers::new(),
            stores: Stores::new(),
        };
        for (name, role) in [
            ("host", Role::Host),
            ("panelist", Role::Panelist),
            ("viewer", Role::Viewer),
        ] {
            scene.add(name, &View::Webinar.preset(role));
            let peer = SocketPeer::new(name.into(), false);
            scene.peers.insert(format!("{name}-peer").into(), peer);
            scene.send(name, &Frame::bare(Event::JoinRoom));
        }
        scene
    }

    /// Adds somebody who may join.
    fn add(&mut self, name: &str, preset_name: &str) {
        let participant = state::Participant {
            name: name.to_owned(),
            custom_participant_id: name.to_owned(),
            preset_name: preset_name.to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            stage_status: StageStatus::OffStage,
            absent_since: None,
            was_let_in: false,
            attendee: None,
        };
        self.meeting.participants.insert(name.into(), participant);
    }

    fn room(&mut self) -> Room<'_> {
        Room {
            id: &self.id,
            meeting: &mut self.meeting,
            presets: &self.presets,
            peers: &mut self.peers,
            stores: &mut self.stores,
            ice: None,
            effects: Effects::default(),
        }
    }

    /// Sends a frame as somebody; what each socket gets comes back.
    fn send(&mut self, from: &str, frame: &Frame) -> BTreeMap<String, Vec<Frame>> {
        let request = frame.clone().with_id("request");
        let peer_id = format!("{from}-peer").into();
        self.tell(|room| room.handle(&peer_id, &request, Timestamp::UNIX_EPOCH))
    }

    /// Opens a socket of somebody, and joins.
    fn enter(&mut self, user: &str) -> BTreeMap<String, Vec<Frame>> {
        let peer = SocketPeer::new(user.into(), false);
        self.peers.insert(format!("{user}-peer").into(), peer);
        self.send(user, &Frame::bare(Event::JoinRoom))
    }

    /// The socket of somebody is gone.
    fn exit(&mut self, user: &str, how: Exit, now: Timestamp) -> BTreeMap<String, Vec<Frame>> {
        let peer_id = format!("{user}-peer").into();
        self.tell(|room| room.leave(&peer_id, how, now))
    }

    /// Lets something happen; what each socket gets comes back.
    fn tell(&mut self, event: impl FnOnce(&mut Room<'_>)) -> BTreeMap<String, Vec<Frame>> {
        let mut room = self.room();
        event(&mut room);
        let deliveries = std::mem::take(&mut room.effects.deliveries);
        let mut received: BTreeMap<String, Vec<Frame>> = BTreeMap::new();
        for delivery in deliveries {
            for peer in room.recipients(&delivery.to) {
                let frames = received.entry(peer.to_string()).or_default();
                frames.push(delivery.frame.clone());
            }
        }
        received
    }

    /// Everybody in the room, as a roster.
    fn roster(&mut self) -> Vec<model::Participant> {
        let peers = self.room().everybody().into_iter().map(model::Peer::from);
        let mut roster = Roster::default();
        roster.apply(StageEvent::Snapshot(peers.collect()));
        roster.participants().collect()
    }

    fn status(&self, user: &str) -> StageStatus {
        self.meeting.participants[user].stage_status
    }
}

fn about(event: Event, users: &[&str]) -> Frame {
    let user_ids = users.iter().map(ToString::to_string).collect();
    Frame::with(event, &StageUsers { user_ids })
}

fn events(frames: &[Frame]) -> Vec<(Event, bool)> {
    frames
        .iter()
        .map(|frame| (frame.event(), frame.id.is_some()))
        .collect()
}

#[test]
fn a_grant_tells_everybody_and_the_queue_only_those_who_may_answer() {
    let mut scene = Scene::new();
    let told = scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    assert_eq!(
        events(&told["host-peer"]),
        [
            (Event::PeerStageStatusUpdate, false),
            (Event::GetStageRequests, false)
        ]
    );
    assert_eq!(
        events(&told["viewer-peer"]),
        [(Event::PeerStageStatusUpdate, false)]
    );
}

#[test]
fn a_viewer_asks_is_granted_comes_and_is_taken_off() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    assert_eq!(scene.status("viewer"), StageStatus::Requested);
    assert_eq!(scene.meeting.queue.last(), Some(&"viewer".into()));

    let told = scene.send("host", &about(Event::GrantStageAccess, &["viewer"]));
    assert_eq!(told["viewer-peer"][0].event(), Event::GrantStageAccess);
    let told = scene.send("viewer", &Frame::bare(Event::JoinStage));
    // The SDK waits for 38 with its request's id.
    assert_eq!(told["viewer-peer"][0].event(), Event::PeerStageStatusUpdate);
    assert_eq!(told["viewer-peer"][0].id.as_deref(), Some("request"));
    assert_eq!(scene.status("viewer"), StageStatus::OnStage);

    let told = scene.send("host", &about(Event::LeaveStage, &["viewer"]));
    assert!(events(&told["host-peer"]).contains(&(Event::LeaveStage, true)));
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    // A kicked SDK leaves once more by itself, and waits to be told so.
    let told = scene.send("viewer", &about(Event::LeaveStage, &["viewer"]));
    assert_eq!(told["viewer-peer"][0].event(), Event::PeerStageStatusUpdate);
    assert_eq!(told["viewer-peer"][0].id.as_deref(), Some("request"));
}

#[test]
fn who_may_not_is_refused_and_nothing_changes() {
    let mut scene = Scene::new();
    let before = scene.meeting.clone();
    for event in [
        Event::GrantStageAccess,
        Event::DenyStageAccess,
        Event::LeaveStage,
    ] {
        let told = scene.send("viewer", &about(event, &[AMARA]));
        assert_eq!(
            events(&told["viewer-peer"]),
            [(Event::Error, true)],
            "{event}"
        );
        assert_eq!(told.len(), 1);
    }
    let told = scene.send("panelist", &Frame::bare(Event::GetStageRequests));
    assert_eq!(ErrorBody::read(&told["panelist-peer"][0]).code, Some(403));
    let told = scene.send("viewer", &Frame::bare(Event::JoinStage));
    assert_eq!(events(&told["viewer-peer"]), [(Event::Error, true)]);
    assert_eq!(scene.meeting, before);
}

#[test]
fn before_joining_there_is_no_room() {
    let mut scene = Scene::new();
    let peer = SocketPeer::new("viewer".into(), false);
    scene.peers.insert("late-peer".into(), peer);
    let told = scene.send("late", &Frame::bare(Event::GetRoomPeersInfo));
    assert_eq!(events(&told["late-peer"]), [(Event::Error, true)]);
}

#[test]
fn a_presenter_is_on_stage_at_once_and_a_host_of_ours_never() {
    let scene = Scene::new();
    assert_eq!(scene.status("panelist"), StageStatus::OnStage);
    assert_eq!(scene.status("host"), StageStatus::OffStage);
}

#[test]
fn older_clients_get_an_acknowledgement() {
    let mut scene = Scene::new();
    let host = scene.peers.get_mut("host-peer").unwrap();
    host.wants_acks = true;
    let told = scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    assert!(events(&told["host-peer"]).contains(&(Event::GrantStageAccess, true)));
}

#[test]
fn leaving_withdraws_a_request_and_tells_the_others() {
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    let mut room = scene.room();
    room.leave(&"viewer-peer".into(), Exit::Closed, Timestamp::UNIX_EPOCH);
    let left = room.effects.deliveries.iter().map(|d| d.frame.event());
    assert_eq!(left.collect::<Vec<_>>()[0], Event::LeaveRoom);
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    assert!(!scene.meeting.queue.contains(&"viewer".into()));
}

fn peers(roster: &[model::Participant], user: &str) -> Vec<String> {
    let person = roster.iter().find(|p| p.user_id.as_str() == user);
    let peer_ids = person.into_iter().flat_map(|p| &p.peer_ids);
    peer_ids.map(ToString::to_string).collect()
}

#[test]
fn a_socket_takes_the_place_of_a_simulated_attendee_and_gives_it_back() {
    let mut scene = Scene::new();
    assert_eq!(peers(&scene.roster(), AMARA), ["sim-5f2a9c64-1"]);
    let told = scene.enter(AMARA);
    // First they come, then they go: nobody takes them for gone.
    let comes_and_goes = [(Event::JoinRoom, false), (Event::LeaveRoom, false)];
    assert_eq!(events(&told["host-peer"]), comes_and_goes);
    assert_eq!(peers(&scene.roster(), AMARA), [format!("{AMARA}-peer")]);
    assert_eq!(scene.status(AMARA), StageStatus::Requested);
    // While somebody is behind it, nobody answers for them.
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    scene.tell(|room| {
        room.settle(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    });
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);

    let told = scene.exit(AMARA, Exit::Closed, Timestamp::UNIX_EPOCH);
    assert_eq!(events(&told["host-peer"]), comes_and_goes);
    assert_eq!(peers(&scene.roster(), AMARA), ["sim-5f2a9c64-1"]);
    assert_eq!(scene.status(AMARA), StageStatus::Accepted);
    scene.tell(|room| {
        room.settle(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    });
    assert_eq!(scene.status(AMARA), StageStatus::OnStage);
}

#[test]
fn whoever_presents_and_is_simulated_is_not_put_on_stage_by_a_socket() {
    const PANELIST_1: &str = "b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02";
    let mut scene = Scene::new();
    scene.send("host", &about(Event::LeaveStage, &[PANELIST_1]));
    scene.enter(PANELIST_1);
    assert_eq!(scene.status(PANELIST_1), StageStatus::OffStage);
}

#[test]
fn a_place_waits_for_somebody_whose_connection_broke_and_not_for_ever() {
    let second = |n| Timestamp::from_second(n).unwrap();
    let mut scene = Scene::new();
    scene.send("viewer", &Frame::bare(Event::RequestStageAccess));
    let told = scene.exit("viewer", Exit::Broken, second(0));
    assert_eq!(events(&told["host-peer"]), [(Event::LeaveRoom, false)]);
    assert_eq!(scene.status("viewer"), StageStatus::Requested);
    assert!(scene.room().settle(second(29), second(29)));
    // Back in time, they stand where they stood.
    let told = scene.enter("viewer");
    let joined: message::PeerInfoResponse = told["viewer-peer"][0].body().unwrap();
    let stands = joined.peer.unwrap().stage_type;
    assert_eq!(convert::status(stands), StageStatus::Requested);
    scene.exit("viewer", Exit::Broken, second(40));
    let told = scene.tell(|room| assert!(!room.settle(second(70), second(70))));
    assert_eq!(scene.status("viewer"), StageStatus::OffStage);
    // Nobody is there to be told of; those who may answer know that one asks no longer.
    assert_eq!(
        events(&told["host-peer"]),
        [(Event::GetStageRequests, false)]
    );
}

#[test]
fn a_session_waits_for_the_last_one_whose_connection_broke() {
    let second = |n| Timestamp::from_second(n).unwrap();
    let mut scene = Scene::new();
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    scene.exit("host", Exit::Closed, second(0));
    scene.exit("viewer", Exit::Closed, second(0));
    // The panelist is on stage.
    scene.exit("panelist", Exit::Broken, second(0));
    assert!(scene.meeting.session.is_some());
    scene.room().settle(second(29), second(29));
    assert!(scene.meeting.session.is_some());
    scene.room().settle(second(30), second(30));
    assert_eq!(scene.meeting.session, None);
}

#[test]
fn a_session_ends_with_the_last_who_leaves() {
    let mut scene = Scene::new();
    scene
        .meeting
        .participants
        .retain(|_, p| p.attendee.is_none());
    for peer in ["host-peer", "panelist-peer", "viewer-peer"] {
        assert!(scene.meeting.session.is_some());
        let now = Timestamp::UNIX_EPOCH;
        scene.room().leave(&peer.into(), Exit::Closed, now);
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
        let told = scene.send("host", &frame);
        let page: message::RoomPeersInfoResponse = told["host-peer"][0].body().unwrap();
        page.peers
    };
    let all = peers(Frame::bare(Event::GetRoomPeersInfo));
    let some = peers(Frame::with(Event::GetRoomPeersInfo, &page));
    // Twelve attendees, one of them with two connections, and three sockets.
    assert_eq!(all.len(), 16);
    assert_eq!(some, all[2..6]);
}

fn frame() -> impl Strategy<Value = (&'static str, Frame)> {
    let sender = prop::sample::select(vec!["host", "panelist", "viewer"]);
    let event = prop::sample::select(vec![
        Event::JoinRoom,
        Event::RequestStageAccess,
        Event::CancelStageRequest,
        Event::JoinStage,
        Event::GrantStageAccess,
        Event::DenyStageAccess,
        Event::LeaveStage,
        Event::GetRoomPeersInfo,
        Event::Other(9999),
    ]);
    let users = prop::sample::subsequence(vec![AMARA, "panelist", "viewer", "nobody"], 0..4);
    (sender, event, users).prop_map(|(sender, event, users)| (sender, about(event, &users)))
}

/// What may happen in the room.
#[derive(Debug, Clone)]
enum Happens {
    Frame(&'static str, Frame),
    Enter(&'static str),
    Exit(&'static str, Exit),
    Settle,
}

fn happens() -> impl Strategy<Value = Happens> {
    let who = || prop::sample::select(vec![AMARA, "panelist", "viewer"]);
    let how = prop::sample::select(vec![Exit::Closed, Exit::Broken]);
    prop_oneof![
        4 => frame().prop_map(|(from, frame)| Happens::Frame(from, frame)),
        2 => who().prop_map(Happens::Enter),
        2 => (who(), how).prop_map(|(who, how)| Happens::Exit(who, how)),
        1 => Just(Happens::Settle),
    ]
}

proptest! {
    /// Whoever has listened since they read the room knows who is there, by which connections, and
    /// where each stands.
    #[test]
    fn who_listens_knows_who_is_there(what in prop::collection::vec(happens(), 0..60)) {
        let mut scene = Scene::new();
        let mut known = Roster::default();
        let there = scene.room().everybody().into_iter().map(model::Peer::from);
        known.apply(StageEvent::Snapshot(there.collect()));
        for (second, happens) in what.into_iter().enumerate() {
            let now = Timestamp::from_second(20 * i64::try_from(second).unwrap()).unwrap();
            let told = match happens {
                Happens::Frame(from, frame) => scene.send(from, &frame),
                // Nobody joins twice by one connection.
                Happens::Enter(user) if scene.peers.contains_key(&*format!("{user}-peer")) => {
                    continue;
                }
                Happens::Enter(user) => scene.enter(user),
                Happens::Exit(user, how) => scene.exit(user, how, now),
                Happens::Settle => scene.tell(|room| { room.settle(now, now); }),
            };
            for frame in told.get("host-peer").into_iter().flatten() {
                let info = || frame.body::<message::PeerInfoResponse>().unwrap().peer.unwrap();
                match frame.event() {
                    Event::JoinRoom => { known.apply(StageEvent::PeerJoined(info().into())); }
                    Event::LeaveRoom => {
                        known.apply(StageEvent::PeerLeft(info().peer_id.into()));
                    }
                    Event::PeerStageStatusUpdate => {
                        let update: message::PeerStatusUpdate = frame.body().unwrap();
                        known.apply(StageEvent::StatusChanged {
                            peer_id: update.peer_id.into(),
                            user_id: update.user_id.into(),
                            status: convert::status(update.stage_type),
                        });
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(known.participants().collect::<Vec<_>>(), scene.roster());
        }
    }

    /// Whoever is asked to be told knows what the room knows.
    #[test]
    fn what_is_told_is_what_is_remembered(
        frames in prop::collection::vec(frame(), 0..40),
    ) {
        let mut scene = Scene::new();
        let mut told_status: BTreeMap<String, StageStatus> = BTreeMap::new();
        for (user, participant) in &scene.meeting.participants {
            told_status.insert(user.to_string(), participant.stage_status);
        }
        for (sender, frame) in frames {
            let told = scene.send(sender, &frame);
            for frame in told.get("host-peer").into_iter().flatten() {
                if frame.event() == Event::PeerStageStatusUpdate {
                    let update: message::PeerStatusUpdate = frame.body().unwrap();
                    told_status.insert(update.user_id, convert::status(update.stage_type));
                }
            }
            let asking = scene.meeting.participants.iter()
                .filter(|(_, p)| p.stage_status == StageStatus::Requested);
            prop_assert_eq!(asking.count(), scene.meeting.queue.len());
            for (user, participant) in &scene.meeting.participants {
                prop_assert_eq!(told_status[user.as_str()], participant.stage_status);
            }
        }
    }
}
