//! What an SDK asks for besides the stage.

use super::*;
use crate::media::Media;
use protocol::signalling::media::{MediaEvent, MediaServer};
use protocol::signalling::message::media::{
    CreateTransportRequest, CreateTransportResponse, PeerJoinBroadcastResponse,
    PeerJoinCompleteResponse, SessionDescription,
};
use protocol::signalling::message::stores::{PluginStoreResponse, StoreKey, StoreRequest};

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
fn a_store_is_read_before_joining_and_shared_by_those_who_joined() {
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

    let told = scene.send("viewer", &insert);
    let mood = vec![("mood".to_owned(), "good".to_owned())];
    assert_eq!(stored(&told["viewer-peer"]), mood);
    assert_eq!(
        events(&told["host-peer"]),
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
    // Whoever has not joined hears nothing of the room, but is answered.
    scene.send("host", &insert);
    assert_eq!(stored(&scene.send("late", &read)["late-peer"]), []);
}

#[test]
fn what_is_not_there_is_said_to_be_empty_and_what_is_not_done_is_refused() {
    let mut scene = Scene::new();
    for event in [Event::GetMessages, Event::GetPolls, Event::GetPlugins] {
        let told = scene.send("viewer", &Frame::bare(event));
        assert_eq!(events(&told["viewer-peer"]), [(event, true)]);
    }
    let told = scene.send("viewer", &Frame::bare(Event::Transcript));
    assert_eq!(ErrorBody::read(&told["viewer-peer"][0]).code, Some(501));
}

#[test]
fn a_broadcast_reaches_the_others_or_those_who_are_named() {
    let mut scene = Scene::new();
    let mut said = message::BroadcastMessage {
        kind: "hands".to_owned(),
        payload: b"{}".to_vec(),
        ..message::BroadcastMessage::default()
    };
    let told = scene.send("viewer", &Frame::with(Event::BroadcastMessage, &said));
    assert_eq!(
        events(&told["viewer-peer"]),
        [(Event::BroadcastMessage, true)]
    );
    for peer in ["host-peer", "panelist-peer"] {
        assert_eq!(events(&told[peer]), [(Event::BroadcastMessage, false)]);
    }
    said.ids = vec!["host-peer".to_owned()];
    let told = scene.send("viewer", &Frame::with(Event::BroadcastMessage, &said));
    assert_eq!(
        told.keys().collect::<Vec<_>>(),
        ["host-peer", "viewer-peer"]
    );
}

/// An offer of a transport.
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
    let media = Media::listen(std::net::Ipv4Addr::LOCALHOST.into())
        .await
        .unwrap();
    let mut scene = Scene::new();
    scene
        .peers
        .insert("late-peer".into(), SocketPeer::new("viewer".into(), false));
    for server in MediaServer::ALL {
        let mut answers = Vec::new();
        let mut room = Room {
            ice: Some(media.ice()),
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
    // Where nothing answers media connections, that is said.
    let told = scene.send("late", &transport(MediaServer::Cloudflare));
    assert_eq!(ErrorBody::read(&told["late-peer"][0]).code, Some(501));
}

#[test]
fn those_who_joined_the_media_hear_of_each_other_and_not_of_who_is_hidden() {
    let mut scene = Scene::new();
    let complete = Frame::bare(MediaServer::Cloudflare.event(MediaEvent::SelfJoinComplete));
    let joined = MediaServer::Cloudflare.event(MediaEvent::PeerJoined);
    let left = MediaServer::Cloudflare.event(MediaEvent::PeerLeft);
    let others = |told: &[Frame]| {
        let reply = told.iter().find(|frame| frame.id.is_some()).unwrap();
        let reply: PeerJoinCompleteResponse = reply.body().unwrap();
        assert_eq!(reply.room_state.unwrap().room_uuid, "demo");
        reply
            .participants
            .into_iter()
            .map(|p| p.peer_id)
            .collect::<Vec<_>>()
    };
    let told = scene.send("panelist", &complete);
    assert_eq!(others(&told["panelist-peer"]), [""; 0]);
    let told = scene.send("viewer", &complete);
    assert_eq!(others(&told["viewer-peer"]), ["panelist-peer"]);
    let heard = &told["panelist-peer"];
    assert_eq!(events(heard), [(joined, false)]);
    let who: PeerJoinBroadcastResponse = heard[0].body().unwrap();
    assert_eq!(who.participant.unwrap().user_id.as_deref(), Some("viewer"));
    let told = scene.send("host", &complete);
    assert_eq!(told.keys().collect::<Vec<_>>(), ["host-peer"]);

    let told = scene.exit("viewer", Exit::Closed, Timestamp::UNIX_EPOCH);
    assert!(events(&told["panelist-peer"]).contains(&(left, false)));
}

#[test]
fn a_host_reads_everybody_at_once_and_a_viewer_a_page() {
    let mut scene = Scene::new();
    let viewers = ROSTER_PAGE;
    let rehearsal = Rehearsal {
        viewers: u32::try_from(viewers).unwrap(),
        ..Rehearsal::default()
    };
    let demo = demo::meeting(Timestamp::UNIX_EPOCH, rehearsal);
    scene.meeting.participants.extend(demo.participants);
    let mut read = |from: &str| {
        let told = scene.send(from, &Frame::bare(Event::GetRoomPeersInfo));
        let roster: message::RoomPeersInfoResponse =
            told[&format!("{from}-peer")][0].body().unwrap();
        roster.peers.len()
    };
    assert_eq!(read("viewer"), ROSTER_PAGE);
    assert_eq!(read("host"), viewers + 16);
}
