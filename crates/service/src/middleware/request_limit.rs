//! Limits requests: how many are worked on at once, and how long each may take.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::app::App;
use crate::failure::Failure;
use crate::limits::{LONGEST_REQUEST, MOST_REQUESTS};
use api::ErrorCode;
use api::problem::ProblemExt;

/// Refuses a request when there are too many or the service ends, and gives up one that takes too
/// long. The handler has the [`RequestPermit`](crate::limits::RequestPermit) as an extension.
pub(super) async fn limit(
    app: &App,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    if app.is_closing() {
        let problem = ErrorCode::Overloaded
            .problem("the service is being stopped")
            .hint("try again when it is back");
        return Failure::from(problem).into_response();
    }
    let Some(permit) = app.request_limit.acquire() else {
        let problem = ErrorCode::Overloaded
            .problem(format!("{MOST_REQUESTS} requests are under way"))
            .hint("try again in a moment");
        return Failure::from(problem).into_response();
    };
    request.extensions_mut().insert(permit.clone());
    let response = timeout(LONGEST_REQUEST, next(request)).await;
    permit.give_back();
    if let Ok(response) = response {
        return response;
    }
    let seconds = LONGEST_REQUEST.as_secs();
    let problem = ErrorCode::TimedOut
        .problem(format!("not done within {seconds} s"))
        .hint("what was sent may have been done: look before trying again");
    Failure::from(problem).into_response()
}
