//! The route of the signalling socket: upgrades a request, and closes the socket with a reason if it is refused.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use tokio::time::timeout;

use super::connection::{LARGEST_FRAME, Refusal, serve};
use crate::server::server_state::ServerState;
use crate::urls::SOCKET_PATH;
use protocol::signalling::{ConnectQuery, close};

/// The largest frame that is taken in, in bytes: large enough to be refused with a reason.
const LARGEST_TAKEN_IN: usize = 16 * LARGEST_FRAME;
/// The size of the read buffer, in bytes. It is cleared before each attempt to read, and kept for each socket.
const READ_BUFFER: usize = 4096;
/// How long a client that is refused may take to close its side.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

pub(in crate::server) fn router(server: Arc<ServerState>) -> Router {
    Router::new()
        .route(SOCKET_PATH, get(connect))
        .with_state(server)
}

async fn connect(
    State(server): State<Arc<ServerState>>,
    query: Result<Query<ConnectQuery>, QueryRejection>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade
        .max_message_size(LARGEST_TAKEN_IN)
        .read_buffer_size(READ_BUFFER);
    upgrade.on_upgrade(move |mut socket| async move {
        // A browser shows a page the close code, but not an HTTP status.
        let result = match query {
            Ok(Query(query)) => serve(&server, query, &mut socket).await,
            Err(_) => Err(Refusal(close::BAD_REQUEST, "incomplete query")),
        };
        if let Err(Refusal(code, reason)) = result {
            tracing::debug!(code, reason, "a socket is closed");
            close_with(socket, code, reason).await;
        }
    })
}

/// Closes a socket with a code, and waits until the client has read it.
async fn close_with(mut socket: WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    // The error is that the client is gone already.
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        let closed = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _ = timeout(CLOSE_TIMEOUT, closed).await;
    }
}
