//! The sandbox's signalling socket.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use prost::Message as _;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::peers::SocketPeer;
use super::room::Exit;
use super::shared::{CLOSE, Shared};
use super::token;
use crate::stage::{MeetingId, PeerId};
use crate::wire::signalling::ping::{PING, PONG};
use crate::wire::signalling::{ConnectQuery, Frame, close};

/// Where the socket is.
pub(super) const PATH: &str = "/ws";
/// How often a client that asked for pings gets one.
const PING_EVERY: Duration = Duration::from_secs(10);
/// The largest frame, in bytes.
const LARGEST_FRAME: usize = 1024 * 1024;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route(PATH, get(connect)).with_state(shared)
}

async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<ConnectQuery>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .max_message_size(LARGEST_FRAME)
        .on_upgrade(move |socket| admit(shared, query, socket))
}

/// Lets a socket in if its token is good for the meeting; else it is closed with the reason's code.
async fn admit(shared: Arc<Shared>, query: ConnectQuery, mut socket: WebSocket) {
    let key = shared.lock().state.token_key.clone();
    let claims = match token::verify(&key, &query.auth_token) {
        Ok(claims) if claims.meeting_id == query.room_id => claims,
        _ => return refuse(&mut socket, close::UNAUTHORIZED, "invalid token").await,
    };
    let (meeting, peer_id) = (MeetingId::from(query.room_id), PeerId::from(query.peer_id));
    let peer = SocketPeer {
        user_id: claims.participant_id.into(),
        joined: false,
        wants_acks: !query.join_with_details,
    };
    let Some(mut outbox) = shared.enter(&meeting, &peer_id, peer) else {
        return refuse(
            &mut socket,
            close::BAD_REQUEST,
            "no such room, or in it already",
        )
        .await;
    };
    let mut pings = query.ping.then(pings);
    let exit = loop {
        let outgoing = tokio::select! {
            message = outbox.recv() => match message {
                Some(CLOSE) => break Exit::Closed,
                Some(message) => message,
                // It is too far behind, or the sandbox ends.
                None => break Exit::Broken,
            },
            () = next(&mut pings) => Message::text(PING),
            message = socket.recv() => match message {
                Some(Ok(Message::Binary(bytes))) => {
                    let Ok(frame) = Frame::decode(bytes) else {
                        refuse(&mut socket, close::BAD_REQUEST, "unreadable frame").await;
                        break Exit::Closed;
                    };
                    shared.handle(&meeting, &peer_id, &frame);
                    continue;
                }
                Some(Ok(Message::Text(text))) if text == PING => Message::text(PONG),
                Some(Ok(Message::Close(_))) => break Exit::Closed,
                Some(Err(_)) | None => break Exit::Broken,
                Some(Ok(_)) => continue,
            },
        };
        if socket.send(outgoing).await.is_err() {
            break Exit::Broken;
        }
    };
    shared.exit(&meeting, &peer_id, exit);
}

async fn refuse(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    // Whoever is gone already needs no reason.
    let _ = socket.send(Message::Close(Some(frame))).await;
}

fn pings() -> Interval {
    let mut pings = interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}

async fn next(pings: &mut Option<Interval>) {
    match pings {
        Some(pings) => {
            pings.tick().await;
        }
        None => pending().await,
    }
}
