//! Calls take their time and fail, where a rehearsal wants it so.

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::sleep;

use super::{App, Failure};

/// Commands find a sandbox by this call.
const VERIFY: &str = "/client/v4/user/tokens/verify";
/// What whoever calls too often is asked to wait, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("1");

pub(super) async fn disturb(State(shared): App, request: Request, next: Next) -> Response {
    let injector = shared.injector.get();
    let Some(injector) = injector.filter(|_| request.uri().path() != VERIFY) else {
        return next.run(request).await;
    };
    let fault = injector.answer();
    sleep(injector.delay()).await;
    match fault {
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
