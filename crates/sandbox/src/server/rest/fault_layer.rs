//! The fault layer of the management API: delays calls and lets them fail, as a rehearsal says.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::sleep;

use super::response::Failure;
use crate::server::server_state::ServerState;

/// Never delayed or failed: commands find a published sandbox by this call.
const VERIFY: &str = "/client/v4/user/tokens/verify";
/// The wait that a 429 asks for, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("1");

pub(super) async fn inject_faults(
    State(server): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> Response {
    let injector = server.fault_injector.get();
    let Some(injector) = injector.filter(|_| request.uri().path() != VERIFY) else {
        return next.run(request).await;
    };
    let failure = injector.call_failure();
    sleep(injector.delay()).await;
    match failure {
        None => next.run(request).await,
        Some(StatusCode::TOO_MANY_REQUESTS) => {
            let failure =
                Failure::service(StatusCode::TOO_MANY_REQUESTS, "rate limited, as rehearsed");
            let mut response = failure.into_response();
            response.headers_mut().insert(RETRY_AFTER, WAIT);
            response
        }
        Some(status) => Failure::service(status, "rehearsed failure").into_response(),
    }
}
