//! What an SDK needs besides the stage: plugin stores, broadcasts, media and the roster.

use jiff::Timestamp;

use super::scene::{Scene, events};
use crate::demo::{self, DemoOptions};
use crate::media::MediaListener;
use crate::room::queries::ROSTER_PAGE;
use crate::room::{Disconnect, Room, SocketPeer};
use protocol::signalling::media::{MediaEvent, MediaServer};
use protocol::signalling::message::media::{
    CreateTransportRequest, CreateTransportResponse, PeerJoinBroadcastResponse,
    PeerJoinCompleteResponse, SessionDescription,
};
use protocol::signalling::message::plugin_stores::{PluginStoreResponse, StoreKey, StoreRequest};
use protocol::signalling::{ErrorBody, Event, Frame, message};

const OFFER: &str = include_str!("../../../../protocol/tests/captures/offer.sdp");

fn store(key: Option<(&str, Option<&str>)>) -> StoreRequest {
    let key = key.map(|(key, value)| StoreKey {
        store_key: key.to_owned(),
        payload: value.map(|value| value.as_bytes().to_vec()),
    });
    StoreRequest {
        plugin_id: "demo".to_owned(),
        store_name: "notes".to_owned(),
        keys: key.into_iter().collect(),
    }
}

fn stored(frames: &[Frame]) -> Vec<(String, String)> {
    let response: PluginStoreResponse = frames.last().unwrap().body().unwrap();
    assert_eq!(
        (response.plugin_id.as_str(), response.store_name.as_str()),
        ("demo", "notes")
    );
    let items = response.store_items.into_iter();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    items
        .map(|item| (item.store_key, text(item.payload)))
        .collect()
}

#[test]
fn a_store_is_read_before_joining_and_shared_after_it() {
    let mut scene = Scene::new();
    scene
        .peers
        .insert("late-peer".into(), SocketPeer::new("viewer".into(), false));
    let read = Frame::with(Event::StoreGetKeys, &store(None));
    assert_eq!(stored(&scene.send("late", &read)["late-peer"]), []);
    let insert = Frame::with(Event::StoreInsertKeys, &store(Some(("mood", Some("good")))));
    assert_eq!(
        events(&scene.send("late", &insert)["late-peer"]),
        [(Event::Error, true)]
    );

    let frames = scene.send("viewer", &insert);
    let mood = vec![("mood".to_owned(), "good".to_owned())];
    assert_eq!(stored(&frames["viewer-peer"]), mood);
    assert_eq!(
        events(&frames["host-peer"]),
        [(Event::StoreInsertKeys, false)]
    );
    assert_eq!(
        stored(&scene.send("panelist", &read)["panelist-peer"]),
        mood
    );
    let other = Frame::with(Event::StoreGetKeys, &store(Some(("plan", None))));
    assert_eq!(stored(&scene.send("panelist", &other)["panelist-peer"]), []);
    scene.send(
        "host",
        &Frame::with(Event::StoreDeleteKeys, &store(Some(("mood", None)))),
    );
    assert_eq!(stored(&scene.send("panelist", &read)["panelist-peer"]), []);
    // A peer that has not joined learns nothing about the room, but gets a reply.
    scene.send("host", &insert);
    assert_eq!(stored(&scene.send("late", &read)["late-peer"]), []);
}

#[test]
fn unused_features_are_empty_and_unknown_events_are_refused() {
    let mut scene = Scene::new();
    for event in [Event::GetMessages, Event::GetPolls, Event::GetPlugins] {
        let frames = scene.send("viewer", &Frame::bare(event));
        assert_eq!(events(&frames["viewer-peer"]), [(event, true)]);
    }
    let frames = scene.send("viewer", &Frame::bare(Event::Transcript));
    assert_eq!(ErrorBody::read(&frames["viewer-peer"][0]).code, Some(501));
}

#[test]
fn a_broadcast_reaches_the_others_or_the_named_peers() {
    let mut scene = Scene::new();
    let mut broadcast = message::BroadcastMessage {
        kind: "hands".to_owned(),
        payload: b"{}".to_vec(),
        ..message::BroadcastMessage::default()
    };
    let frames = scene.send("viewer", &Frame::with(Event::BroadcastMessage, &broadcast));
    assert_eq!(
        events(&frames["viewer-peer"]),
        [(Event::BroadcastMessage, true)]
    );
    for peer in ["host-peer", "panelist-peer"] {
        assert_eq!(events(&frames[peer]), [(Event::BroadcastMessage, false)]);
    }
    broadcast.ids = vec!["host-peer".to_owned()];
    let frames = scene.send("viewer", &Frame::with(Event::BroadcastMessage, &broadcast));
    assert_eq!(
        frames.keys().collect::<Vec<_>>(),
        ["host-peer", "viewer-peer"]
    );
}

/// A request for a transport.
fn transport(server: MediaServer) -> Frame {
    let offer = CreateTransportRequest {
        consuming: false,
        description: Some(SessionDescription {
            target: 0,
            kind: "offer".to_owned(),
            sdp: OFFER.to_owned(),
        }),
    };
    Frame::with(server.event(MediaEvent::CreateTransport), &offer)
}

#[tokio::test]
async fn an_offer_is_answered_before_joining_on_either_media_server() {
    let media = MediaListener::listen(std::net::Ipv4Addr::LOCALHOST.into())
        .await
        .unwrap();
    let mut scene = Scene::new();
    scene
        .peers
        .insert("late-peer".into(), SocketPeer::new("viewer".into(), false));
    for server in MediaServer::ALL {
        let mut answers = Vec::new();
        let mut room = Room {
            ice_agent: Some(media.agent()),
            ..scene.room()
        };
        room.handle(
            &"late-peer".into(),
            &transport(server),
            Timestamp::UNIX_EPOCH,
        );
        answers.append(&mut room.effects.deliveries);
        assert_eq!(
            answers[0].frame.event(),
            server.event(MediaEvent::CreateTransport)
        );
        let answer: CreateTransportResponse = answers[0].frame.body().unwrap();
        let answer = answer.description.unwrap();
        assert_eq!(answer.kind, "answer");
        assert!(answer.sdp.contains("a=ice-lite"), "{}", answer.sdp);
    }
    // Without an agent, the request is refused.
    let frames = scene.send("late", &transport(MediaServer::Cloudflare));
    assert_eq!(ErrorBody::read(&frames["late-peer"][0]).code, Some(501));
}

#[test]
fn media_peers_learn_about_each_other_but_not_about_hidden_ones() {
    let mut scene = Scene::new();
    let complete = Frame::bare(MediaServer::Cloudflare.event(MediaEvent::SelfJoinComplete));
    let joined = MediaServer::Cloudflare.event(MediaEvent::PeerJoined);
    let left = MediaServer::Cloudflare.event(MediaEvent::PeerLeft);
    let others = |frames: &[Frame]| {
        let reply = frames.iter().find(|frame| frame.id.is_some()).unwrap();
        let reply: PeerJoinCompleteResponse = reply.body().unwrap();
        assert_eq!(reply.room_state.unwrap().room_uuid, "demo");
        reply
            .participants
            .into_iter()
            .map(|p| p.peer_id)
            .collect::<Vec<_>>()
    };
    let frames = scene.send("panelist", &complete);
    assert_eq!(others(&frames["panelist-peer"]), [""; 0]);
    let frames = scene.send("viewer", &complete);
    assert_eq!(others(&frames["viewer-peer"]), ["panelist-peer"]);
    let frames = &frames["panelist-peer"];
    assert_eq!(events(frames), [(joined, false)]);
    let who: PeerJoinBroadcastResponse = frames[0].body().unwrap();
    assert_eq!(who.participant.unwrap().user_id.as_deref(), Some("viewer"));
    let frames = scene.send("host", &complete);
    assert_eq!(frames.keys().collect::<Vec<_>>(), ["host-peer"]);

    let frames = scene.disconnect("viewer", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    assert!(events(&frames["panelist-peer"]).contains(&(left, false)));
}

#[test]
fn a_host_reads_the_whole_roster_and_a_viewer_a_page() {
    let mut scene = Scene::new();
    let viewers = ROSTER_PAGE;
    let options = DemoOptions {
        viewers: u32::try_from(viewers).unwrap(),
        ..DemoOptions::default()
    };
    let demo = demo::meeting(Timestamp::UNIX_EPOCH, options);
    scene.meeting.participants.extend(demo.participants);
    let mut read = |from: &str| {
        let frames = scene.send(from, &Frame::bare(Event::GetRoomPeersInfo));
        let roster: message::RoomPeersInfoResponse =
            frames[&format!("{from}-peer")][0].body().unwrap();
        roster.peers.len()
    };
    assert_eq!(read("viewer"), ROSTER_PAGE);
    assert_eq!(read("host"), viewers + 16);
}
