//! Serves one signalling socket: frames from the client to the room, frames from the room to the client, and pings.

use std::future::pending;
use std::iter;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use prost::Message as _;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::idle_timeout::IdleTimeout;
use super::outbox::{Outbox, Written};
use crate::participant_token;
use crate::rehearsal::{FaultInjector, FrameOutcome};
use crate::room::{Disconnect, SocketPeer};
use crate::server::rooms::AddedSocket;
use crate::server::server_state::ServerState;
use model::{MeetingId, PeerId};
use protocol::signalling::ping::{PING, PONG};
use protocol::signalling::{ConnectQuery, Frame, close};

/// The largest frame that is handled, in bytes.
pub(super) const LARGEST_FRAME: usize = 1024 * 1024;
/// The most events whose frames are written together.
const MOST_EVENTS: usize = 256;

/// Why the server closes a socket: the platform's code, and the reason.
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str);

/// Serves a socket until its end, if its token is valid for the meeting.
pub(super) async fn serve(
    server: &Arc<ServerState>,
    query: ConnectQuery,
    socket: &mut WebSocket,
) -> Result<(), Refusal> {
    let key = server.rooms().state.token_key.clone();
    let claims = match participant_token::verify(&key, &query.auth_token) {
        Ok(claims) if claims.meeting_id == query.room_id => claims,
        _ => return Err(Refusal(close::UNAUTHORIZED, "invalid token")),
    };
    let (meeting, peer_id) = (MeetingId::from(query.room_id), PeerId::from(query.peer_id));
    let previous = query.old_peer_id.map(PeerId::from);
    let peer = SocketPeer::new(claims.participant_id.into(), !query.join_with_details);
    let added = server
        .rooms()
        .add_socket(&meeting, &peer_id, previous.as_ref(), peer);
    let Some(AddedSocket { id, mut queue }) = added else {
        let reason = "no such room, or somebody else's peer";
        return Err(Refusal(close::BAD_REQUEST, reason));
    };
    // A returning client may never join again: its absence must end all the same.
    server.settle_after_rejoin_timeout();
    let timeouts = server.timeouts;
    let mut pings = query.ping.then(|| pings(timeouts.ping_interval));
    let mut idle = IdleTimeout::new(timeouts.idle_timeout);
    let mut outbox = Outbox::default();
    let injector = server.fault_injector.get();
    // In either direction.
    let outcome = || injector.map_or(FrameOutcome::Deliver, FaultInjector::frame_outcome);
    // The queue was full, or the sandbox closes: frames in the outbox are still written.
    let mut is_over = false;
    let end = loop {
        if is_over && outbox.is_empty() {
            break Ok(Disconnect::Broken);
        }
        tokio::select! {
            message = queue.recv(), if !is_over => {
                is_over = message.is_none();
                let waiting = iter::from_fn(|| queue.try_recv().ok()).take(MOST_EVENTS);
                for message in message.into_iter().chain(waiting).flatten() {
                    outbox.push(message, injector);
                }
            }
            () = outbox.due() => {
                match timeout(timeouts.idle_timeout, outbox.write_due(socket, outcome)).await {
                    Ok(Written::Open) => {}
                    Ok(Written::Closing) => break Err(Refusal(close::NORMAL, "out of the meeting")),
                    // Err: the client reads nothing.
                    Ok(Written::Broken) | Err(_) => break Ok(Disconnect::Broken),
                }
            }
            () = next(&mut pings) => outbox.push(Message::text(PING), None),
            message = idle.watch(socket.recv()), if !is_over => {
                let Some(message) = message else {
                    break Err(Refusal(close::PING_TIMEOUT, "nothing heard"));
                };
                match message {
                    Some(Ok(Message::Binary(bytes))) if bytes.len() > LARGEST_FRAME => {
                        break Err(Refusal(close::BAD_REQUEST, "the frame is too large"));
                    }
                    Some(Ok(Message::Binary(bytes))) => {
                        let Ok(frame) = Frame::decode(bytes) else {
                            break Err(Refusal(close::BAD_REQUEST, "unreadable frame"));
                        };
                        match outcome() {
                            FrameOutcome::Deliver => server.handle(&meeting, &peer_id, id, &frame),
                            FrameOutcome::Drop => {}
                            FrameOutcome::Close => break Ok(Disconnect::Broken),
                        }
                    }
                    Some(Ok(Message::Text(text))) => match text.as_str() {
                        PING => outbox.push(Message::text(PONG), None),
                        PONG => {}
                        _ => break Err(Refusal(close::BAD_REQUEST, "neither a ping nor a pong")),
                    },
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_))) => break Ok(Disconnect::Closed),
                    Some(Err(_)) | None => break Ok(Disconnect::Broken),
                }
            }
        }
    };
    let how = match &end {
        Ok(how) => *how,
        // A client that fell silent may come back.
        Err(Refusal(close::PING_TIMEOUT, _)) => Disconnect::Broken,
        Err(_) => Disconnect::Closed,
    };
    server.disconnect(&meeting, &peer_id, id, how);
    end.map(|_| ())
}

fn pings(every: Duration) -> Interval {
    let mut pings = interval(every);
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
