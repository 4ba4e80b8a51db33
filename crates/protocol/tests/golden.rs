//! The codec against frames that the official SDK sent (captures/README.md).

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

use dyte_stage_protocol::signalling::media::{MediaEvent, MediaServer};
use dyte_stage_protocol::signalling::message::media::CreateTransportRequest;
use dyte_stage_protocol::signalling::message::plugin_stores::StoreRequest;
use dyte_stage_protocol::signalling::message::{
    BroadcastMessage, JoinRoomRequest, Peer, RemoveParticipantsRequest, StageUsers,
};
use dyte_stage_protocol::signalling::{Event, Frame};
use prost::Message;
use serde_json::{Value, json};

fn captures() -> impl Iterator<Item = Value> {
    let lines = include_str!("captures/sent.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap())
}

fn bytes(hex: &Value) -> Option<Vec<u8>> {
    let hex = hex.as_str()?;
    let pairs = (0..hex.len()).step_by(2).map(|at| &hex[at..at + 2]);
    Some(pairs.map(|p| u8::from_str_radix(p, 16).unwrap()).collect())
}

#[test]
fn every_frame_is_decoded_and_encoded_to_the_same_bytes() {
    let mut count = 0;
    for capture in captures() {
        let bytes_sent = bytes(&capture["frame_hex"]).unwrap();
        let frame = Frame::decode(&*bytes_sent).unwrap();
        assert_eq!(json!(frame.event), capture["event"]);
        assert_eq!(json!(frame.id), capture["id"]);
        let payload = frame.payload.as_deref().map(<[u8]>::to_vec);
        assert_eq!(payload, bytes(&capture["payload_hex"]));
        let metadata = frame.metadata.as_deref().map(std::str::from_utf8);
        assert_eq!(json!(metadata.transpose().unwrap()), capture["metadata"]);
        assert_eq!(frame.encode_to_vec(), bytes_sent);
        count += 1;
    }
    assert_eq!(count, 143);
}

#[test]
fn every_message_that_we_have_a_type_for_is_decoded_and_encoded_to_the_same_bytes() {
    let mut by_type = std::collections::BTreeMap::<String, u32>::new();
    for capture in captures() {
        let Some(payload) = bytes(&capture["payload_hex"]) else {
            continue;
        };
        let name = capture["payload_type"].as_str().unwrap();
        let (value, encoded) = match name.rsplit('.').next().unwrap() {
            "JoinRoomRequest" => {
                let request = JoinRoomRequest::decode(&*payload).unwrap();
                let peer = request.peer.as_ref().map(peer_json);
                (json!({ "peer": peer }), request.encode_to_vec())
            }
            "GrantStageAccessRequest" | "DenyStageAccessRequest" | "LeaveStageRequest" => {
                let users = StageUsers::decode(&*payload).unwrap();
                (json!({"userIds": users.user_ids}), users.encode_to_vec())
            }
            "RemoveParticipantsRequest" => {
                let request = RemoveParticipantsRequest::decode(&*payload).unwrap();
                let json = json!({"peerIds": request.peer_ids});
                (json, request.encode_to_vec())
            }
            "PluginStoreGetKeysRequest" => {
                let request = StoreRequest::decode(&*payload).unwrap();
                assert!(request.keys.is_empty());
                let json = json!({"pluginId": request.plugin_id, "storeName": request.store_name});
                (json, request.encode_to_vec())
            }
            "BroadcastMessage" => {
                let said = BroadcastMessage::decode(&*payload).unwrap();
                assert_eq!((said.ids.len(), said.broadcast_type), (0, None));
                let sent = bytes(&capture["payload"]["payload"]["$bytes_hex"]);
                assert_eq!(sent.as_ref(), Some(&said.payload));
                let payload = &capture["payload"]["payload"];
                let json =
                    json!({"type": said.kind, "payload": payload, "timestamp": said.timestamp});
                (json, said.encode_to_vec())
            }
            "CreateTransportRequest" => {
                let request = CreateTransportRequest::decode(&*payload).unwrap();
                let offer = request.description.as_ref().unwrap();
                let mut description = json!({"type": offer.kind, "sdp": offer.sdp});
                if offer.target != 0 {
                    description["target"] = capture["payload"]["description"]["target"].clone();
                }
                let mut json = json!({ "description": description });
                if request.consuming {
                    json["consuming"] = json!(true);
                }
                (json, request.encode_to_vec())
            }
            _ => continue,
        };
        assert_eq!(value, capture["payload"]);
        assert_eq!(encoded, payload);
        *by_type.entry(name.to_owned()).or_default() += 1;
    }
    assert_eq!(by_type.len(), 8);
    assert_eq!(by_type.values().sum::<u32>(), 43);
}

/// A peer as the SDK prints it: camel case, absent fields left out.
fn peer_json(peer: &Peer) -> Value {
    let mut json = json!({
        "peerId": peer.peer_id,
        "userId": peer.user_id,
        "displayName": peer.display_name,
        "customParticipantId": peer.custom_participant_id,
        "displayPictureUrl": peer.display_picture_url,
    });
    assert_eq!((peer.stage_type, &peer.flags), (None, &None));
    json.as_object_mut().unwrap().retain(|_, v| !v.is_null());
    json
}

#[test]
fn events_have_the_platforms_numbers_and_names() {
    let known: Value = serde_json::from_str(include_str!("captures/events.json")).unwrap();
    for event in Event::NAMED {
        assert_eq!(known[event.name()], json!(event.number()), "{event}");
        assert_eq!(Event::from(event.number()), *event);
    }
    assert_eq!(Event::from(999), Event::Other(999));
}

#[test]
fn the_media_servers_have_the_same_events_in_numbers_of_their_own() {
    let known: Value = serde_json::from_str(include_str!("captures/events.json")).unwrap();
    for (server, prefix) in [(MediaServer::Hive, "hive"), (MediaServer::Cloudflare, "cf")] {
        for (event, name) in [
            (MediaEvent::CreateTransport, "createWebRTCTransport"),
            (MediaEvent::Produce, "produce"),
            (MediaEvent::ToggleProducer, "toggleProducer"),
            (MediaEvent::CloseProducer, "closeProducer"),
            (MediaEvent::Join, "joinRoom"),
            (MediaEvent::Leave, "leaveRoom"),
            (MediaEvent::SelfJoinComplete, "selfJoinComplete"),
            (MediaEvent::PeerJoined, "peerJoinedBroadcast"),
            (MediaEvent::PeerLeft, "peerLeaveBroadcast"),
            (MediaEvent::Error, "errorResponse"),
        ] {
            let number = server.event(event);
            assert_eq!(known[format!("{prefix}.{name}")], json!(number.number()));
            assert_eq!(MediaEvent::read(number), Some((server, event)));
        }
    }
    assert_eq!(MediaEvent::read(Event::JoinRoom), None);
    assert!(!MediaEvent::is_media(Event::Error));
}

#[test]
fn an_absent_payload_and_an_empty_one_are_the_same() {
    let absent = Frame::bare(Event::LeaveStage);
    let empty = Frame::with(Event::LeaveStage, &StageUsers::default());
    assert_ne!(absent, empty);
    let users = StageUsers::default();
    assert_eq!(absent.body::<StageUsers>().unwrap(), users);
    assert_eq!(empty.body::<StageUsers>().unwrap(), users);
}
