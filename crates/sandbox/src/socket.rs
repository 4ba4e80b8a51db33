//! The sandbox's signalling socket.

mod silence;
mod way;

use std::future::pending;
use std::iter;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use prost::Message as _;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::faults::{Fate, FaultInjector};
use super::peers::SocketPeer;
use super::room::Exit;
use super::shared::{Entered, Shared};
use super::token;
use model::{MeetingId, PeerId};
use protocol::signalling::ping::{PING, PONG};
use protocol::signalling::{ConnectQuery, Frame, close};
use silence::Silence;
use way::{Arrival, Way};

/// Where the socket is.
pub(super) const PATH: &str = "/ws";
/// The largest frame that is read, in bytes.
const LARGEST_FRAME: usize = 1024 * 1024;
/// The largest frame that is taken in, to be refused in words.
const LARGEST_TAKEN_IN: usize = 16 * LARGEST_FRAME;
/// How much is read at once, in bytes. All of it is cleared before each attempt to read, and kept for each socket.
const READ_BUFFER: usize = 4096;
/// The frames of how many events are sent together at the most.
const AT_ONCE: usize = 256;
/// How long whoever is refused may take to hear of it.
const GOODBYE: Duration = Duration::from_secs(1);

/// How long a socket may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often a client that asked for pings gets one.
    pub ping_every: Duration,
    /// How long nothing at all may be heard of a client. Those that get no pings send some, every 15 s.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            ping_every: Duration::from_secs(10),
            silence: Duration::from_secs(45),
        }
    }
}

/// Why a socket is closed, in the platform's codes.
struct Refusal(u16, &'static str);

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route(PATH, get(connect)).with_state(shared)
}

async fn connect(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<ConnectQuery>, QueryRejection>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade
        .max_message_size(LARGEST_TAKEN_IN)
        .read_buffer_size(READ_BUFFER);
    upgrade.on_upgrade(move |mut socket| async move {
        // A browser hears of a close code, and of no status.
        let served = match query {
            Ok(Query(query)) => serve(&shared, query, &mut socket).await,
            Err(_) => Err(Refusal(close::BAD_REQUEST, "incomplete query")),
        };
        if let Err(Refusal(code, reason)) = served {
            tracing::debug!(code, reason, "a socket is closed");
            say_goodbye(socket, code, reason).await;
        }
    })
}

/// Serves a socket whose token is good for the meeting, until its end.
async fn serve(
    shared: &Arc<Shared>,
    query: ConnectQuery,
    socket: &mut WebSocket,
) -> Result<(), Refusal> {
    let key = shared.lock().state.token_key.clone();
    let claims = match token::verify(&key, &query.auth_token) {
        Ok(claims) if claims.meeting_id == query.room_id => claims,
        _ => return Err(Refusal(close::UNAUTHORIZED, "invalid token")),
    };
    let (meeting, peer_id) = (MeetingId::from(query.room_id), PeerId::from(query.peer_id));
    let before = query.old_peer_id.map(PeerId::from);
    let peer = SocketPeer::new(claims.participant_id.into(), !query.join_with_details);
    let entered = shared
        .lock()
        .enter(&meeting, &peer_id, before.as_ref(), peer);
    let Some(Entered {
        socket: id,
        mut outbox,
    }) = entered
    else {
        let reason = "no such room, or somebody else's peer";
        return Err(Refusal(close::BAD_REQUEST, reason));
    };
    // Whoever comes back need not join again: then they are not awaited for ever.
    shared.wait_for_absent();
    let patience = shared.patience;
    let mut pings = query.ping.then(|| pings(patience.ping_every));
    let mut silence = Silence::new(patience.silence);
    let mut way = Way::default();
    let injector = shared.injector.get();
    // What becomes of a frame, in either direction.
    let fate = || injector.map_or(Fate::Deliver, FaultInjector::frame);
    // It is too far behind, or the sandbox ends: what is on its way still arrives.
    let mut is_over = false;
    let end = loop {
        if is_over && way.is_empty() {
            break Ok(Exit::Broken);
        }
        tokio::select! {
            message = outbox.recv(), if !is_over => {
                is_over = message.is_none();
                let waiting = iter::from_fn(|| outbox.try_recv().ok()).take(AT_ONCE);
                for message in message.into_iter().chain(waiting).flatten() {
                    way.send(message, injector);
                }
            }
            () = way.due() => match timeout(patience.silence, way.arrive(socket, fate)).await {
                Ok(Arrival::Sent) => {}
                Ok(Arrival::End) => break Err(Refusal(close::NORMAL, "out of the meeting")),
                // Or it reads nothing.
                Ok(Arrival::Broken) | Err(_) => break Ok(Exit::Broken),
            },
            () = next(&mut pings) => way.send(Message::text(PING), None),
            // Whoever is not heard any more is not served.
            message = silence.broken_by(socket.recv()), if !is_over => {
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
                        match fate() {
                            Fate::Deliver => shared.handle(&meeting, &peer_id, id, &frame),
                            Fate::Drop => {}
                            Fate::Close => break Ok(Exit::Broken),
                        }
                    }
                    Some(Ok(Message::Text(text))) => match text.as_str() {
                        PING => way.send(Message::text(PONG), None),
                        PONG => {}
                        _ => break Err(Refusal(close::BAD_REQUEST, "neither a ping nor a pong")),
                    },
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_))) => break Ok(Exit::Closed),
                    Some(Err(_)) | None => break Ok(Exit::Broken),
                }
            }
        }
    };
    let exit = match &end {
        Ok(exit) => *exit,
        // Whoever fell silent may come back.
        Err(Refusal(close::PING_TIMEOUT, _)) => Exit::Broken,
        Err(_) => Exit::Closed,
    };
    shared.exit(&meeting, &peer_id, id, exit);
    end.map(|_| ())
}

/// Closes a socket, and lets the other side read why.
async fn say_goodbye(mut socket: WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    // Whoever is gone already needs no reason.
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        let gone = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _ = timeout(GOODBYE, gone).await;
    }
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
