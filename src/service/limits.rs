//! How much at once, and how long: what a service takes on, so that it can do it.

use std::future::Future;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::App;
use super::failure::Failure;
use crate::api::ErrorCode;
use crate::api::problem::ProblemExt;

/// The largest request body, in bytes.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;
/// How many requests are worked on at once.
const MOST_REQUESTS: usize = 1024;
/// How long a request may take: less than clients of ours wait.
const LONGEST_REQUEST: Duration = Duration::from_mins(9);
/// How long the operations that are under way may take when the service ends: as long as an operation may,
/// with a lost connection.
pub(super) const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// What is under way.
#[derive(Debug)]
pub(super) struct Limits {
    requests: Semaphore,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Semaphore::new(MOST_REQUESTS),
        }
    }
}

/// Takes a request on, unless there are too many; and gives it up when it takes too long.
pub(super) async fn limit(app: &App, answer: impl Future<Output = Response>) -> Response {
    let Ok(_permit) = app.limits.requests.try_acquire() else {
        let problem = ErrorCode::Overloaded
            .problem(format!("{MOST_REQUESTS} requests are under way"))
            .hint("try again in a moment");
        return Failure::from(problem).into_response();
    };
    if let Ok(response) = timeout(LONGEST_REQUEST, answer).await {
        return response;
    }
    let seconds = LONGEST_REQUEST.as_secs();
    let problem = ErrorCode::TimedOut
        .problem(format!("not done within {seconds} s"))
        .hint("what was sent may have been done: look before trying again");
    Failure::from(problem).into_response()
}
