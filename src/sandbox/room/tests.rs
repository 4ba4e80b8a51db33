//! The rules of the room, frame by frame.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::sandbox::demo::{self, Audience};
use crate::sandbox::preset::{HOST, PANELIST, VIEWER};
use crate::sandbox::state;
use crate::wire::signalling::convert;
use crate::wire::signalling::message::StageUsers;

const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";

/// The demo meeting with sockets of a host, a panelist and a viewer.
struct Scene {
    id: MeetingId,
    meeting: Meeting,
    presets: Vec<Preset>,
    peers: Peers,
}

impl Scene {
    fn new() -> Self {
        let now = Timestamp::UNIX_EPOCH;
        let mut scene = Self {
            id: "demo".into(),
            meeting: demo::meeting(now, Audience::default()),
            presets: preset::all(),
            peers: Peers::new(),
        };
        for (name, preset_name) in [("host", HOST), ("panelist", PANELIST), ("viewer", VIEWER)] {
            let participant = state::Participant {
                name: name.to_owned(),
                custom_participant_id: name.to_owned(),
                preset_name: preset_name.to_owned(),
                created_at: now,
                stage_status: StageStatus::OffStage,
                absent_since: None,
                attendee: None,
            };
            scene.meeting.participants.insert(name.into(), participant);
            let peer = SocketPeer {
                user_id: name.into(),
                joined: false,
                wants_acks: false,
            };
            scene.peers.insert(format!("{name}-peer").into(), peer);
            scene.send(name, &Frame::bare(Event::JoinRoom));
        }
        scene
    }

    fn room(&mut self) -> Room<'_> {
        Room {
            id: &self.id,
            meeting: &mut self.meeting,
            presets: &self.presets,
            peers: &mut self.peers,
            effects: Effects::default(),
        }
    }

    /// Sends a frame as somebody; what each socket gets comes back.
    fn send(&mut self, from: &str, frame: &Frame) -> BTreeMap<String, Vec<Frame>> {
        let mut room = self.room();
        let request = frame.clone().with_id("request");
        room.handle(
            &format!("{from}-peer").into(),
            &request,
            Timestamp::UNIX_EPOCH,
        );
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
    let peer = SocketPeer {
        user_id: "viewer".into(),
        joined: false,
        wants_acks: false,
    };
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

proptest! {
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
