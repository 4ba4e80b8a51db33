//! Authentication with the API token: as RealtimeKit's gateway takes it, and as Dyte does.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use headers::authorization::{Basic, Bearer};
use headers::{Authorization, HeaderMapExt};
use subtle::ConstantTimeEq;

use super::response::Failure;
use crate::ids::ACCOUNT;
use crate::server::server_state::ServerState;

/// RealtimeKit: the API token as a bearer token.
pub(super) async fn realtimekit_auth(
    State(server): State<Arc<ServerState>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.typed_get::<Authorization<Bearer>>();
    if given.is_some_and(|given| is_api_token(&server, given.token())) {
        return next.run(request).await;
    }
    Failure::Gateway(StatusCode::UNAUTHORIZED, 10000, "Authentication error").into_response()
}

/// Dyte: the organization as the user, and as the password its API key, which is the same secret.
pub(super) async fn dyte_auth(
    State(server): State<Arc<ServerState>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.typed_get::<Authorization<Basic>>();
    if given
        .is_some_and(|given| given.username() == ACCOUNT && is_api_token(&server, given.password()))
    {
        return next.run(request).await;
    }
    Failure::service(StatusCode::UNAUTHORIZED, "Unauthorized").into_response()
}

/// Compares with the API token in constant time.
fn is_api_token(server: &ServerState, given: &str) -> bool {
    let token = server.rooms().state.api_token.clone();
    token.as_bytes().ct_eq(given.as_bytes()).into()
}
