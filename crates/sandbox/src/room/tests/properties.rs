//! What is true after any sequence of events: a client that listens knows the room.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::scene::{AMARA, Scene, about};
use crate::room::Disconnect;
use model::{Roster, StageEvent, StageStatus};
use protocol::signalling::{Event, Frame, convert, message};

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

/// An event in the room.
#[derive(Debug, Clone)]
enum RoomEvent {
    Frame(&'static str, Frame),
    Enter(&'static str),
    Disconnect(&'static str, Disconnect),
    Settle,
}

fn room_event() -> impl Strategy<Value = RoomEvent> {
    let user = || prop::sample::select(vec![AMARA, "panelist", "viewer"]);
    let how = prop::sample::select(vec![Disconnect::Closed, Disconnect::Broken]);
    prop_oneof![
        4 => frame().prop_map(|(from, frame)| RoomEvent::Frame(from, frame)),
        2 => user().prop_map(RoomEvent::Enter),
        2 => (user(), how).prop_map(|(user, how)| RoomEvent::Disconnect(user, how)),
        1 => Just(RoomEvent::Settle),
    ]
}

proptest! {
    /// A client that read the roster and has listened since knows the participants, their connections and statuses.
    #[test]
    fn a_listening_client_knows_the_roster(events in prop::collection::vec(room_event(), 0..60)) {
        let mut scene = Scene::new();
        let mut known = Roster::default();
        let present = scene.room().all_peers().into_iter().map(model::Peer::from);
        known.apply(StageEvent::Snapshot(present.collect()));
        for (second, event) in events.into_iter().enumerate() {
            let now = Timestamp::from_second(20 * i64::try_from(second).unwrap()).unwrap();
            let frames = match event {
                RoomEvent::Frame(from, frame) => scene.send(from, &frame),
                // A connection joins once.
                RoomEvent::Enter(user) if scene.peers.contains_key(&*format!("{user}-peer")) => {
                    continue;
                }
                RoomEvent::Enter(user) => scene.enter(user),
                RoomEvent::Disconnect(user, how) => scene.disconnect(user, how, now),
                RoomEvent::Settle => scene.run(|room| { room.settle(now, now); }),
            };
            for frame in frames.get("host-peer").into_iter().flatten() {
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

    /// The announced statuses are the saved ones.
    #[test]
    fn the_announced_statuses_are_the_saved_ones(
        frames in prop::collection::vec(frame(), 0..40),
    ) {
        let mut scene = Scene::new();
        let mut told_status: BTreeMap<String, StageStatus> = BTreeMap::new();
        for (user, participant) in &scene.meeting.participants {
            told_status.insert(user.to_string(), participant.stage_status);
        }
        for (sender, frame) in frames {
            let frames = scene.send(sender, &frame);
            for frame in frames.get("host-peer").into_iter().flatten() {
                if frame.event() == Event::PeerStageStatusUpdate {
                    let update: message::PeerStatusUpdate = frame.body().unwrap();
                    told_status.insert(update.user_id, convert::status(update.stage_type));
                }
            }
            let requesting = scene.meeting.participants.iter()
                .filter(|(_, p)| p.stage_status == StageStatus::Requested);
            prop_assert_eq!(requesting.count(), scene.meeting.queue.len());
            for (user, participant) in &scene.meeting.participants {
                prop_assert_eq!(told_status[user.as_str()], participant.stage_status);
            }
        }
    }
}
