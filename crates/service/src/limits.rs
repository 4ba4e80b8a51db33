//! How much at once, and how long: what a service takes on, so that it can do it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::App;
use super::failure::Failure;
use api::ErrorCode;
use api::problem::ProblemExt;

/// The largest request body, in bytes.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;
/// How many requests are worked on at once.
const MOST_REQUESTS: usize = 1024;
/// How long a request may take: less than clients of ours wait.
const LONGEST_REQUEST: Duration = Duration::from_mins(9);
/// How long the operations that are under way may take when the service ends: as long as an operation may,
/// with a lost connection.
pub(super) const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the last answers may take to reach those who wait for them.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// What is under way.
#[derive(Debug)]
pub(super) struct Limits {
    requests: Arc<Semaphore>,
}

/// A request's place among those that are worked on at once.
#[derive(Debug, Clone)]
pub(super) struct Slot(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Slot {
    fn of(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    /// Lets another request have it before this one is answered.
    pub(super) fn give_back(&self) {
        let mut permit = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(permit.take());
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Arc::new(Semaphore::new(MOST_REQUESTS)),
        }
    }
}

/// Takes a request on, unless there are too many or the service ends; and gives it up when it takes too long.
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
    let Ok(permit) = app.limits.requests.clone().try_acquire_owned() else {
        let problem = ErrorCode::Overloaded
            .problem(format!("{MOST_REQUESTS} requests are under way"))
            .hint("try again in a moment");
        return Failure::from(problem).into_response();
    };
    let slot = Slot::of(permit);
    request.extensions_mut().insert(slot.clone());
    let response = timeout(LONGEST_REQUEST, next(request)).await;
    slot.give_back();
    if let Ok(response) = response {
        return response;
    }
    let seconds = LONGEST_REQUEST.as_secs();
    let problem = ErrorCode::TimedOut
        .problem(format!("not done within {seconds} s"))
        .hint("what was sent may have been done: look before trying again");
    Failure::from(problem).into_response()
}
