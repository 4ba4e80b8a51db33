//! Every request: its id, a line in the log, and its place in the metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::header::HeaderValue;
use axum::response::Response;
use uuid::Uuid;

use super::App;
use super::auth::Caller;
use super::deed::Deed;

/// The header with a request's id: the caller's own, or one that the service makes.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a caller's own id may be, in bytes.
const LONGEST_ID: usize = 128;
/// What the metrics call whatever is no route.
const NO_ROUTE: &str = "none";

/// A request's id.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) Arc<str>);

/// The ids that the service makes: what no other process has, and a number.
#[derive(Debug)]
pub(super) struct RequestIds {
    process: u64,
    made: AtomicU64,
}

impl Default for RequestIds {
    fn default() -> Self {
        Self {
            process: Uuid::new_v4().as_u64_pair().0,
            made: AtomicU64::new(0),
        }
    }
}

impl RequestIds {
    fn next(&self) -> Arc<str> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}-{number}", self.process).into()
    }
}

/// Observes how a request is answered.
pub(super) async fn observe(
    app: &App,
    route: Option<&str>,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let began = Instant::now();
    let id = request.headers().get(REQUEST_ID).and_then(own_id);
    let id = id.unwrap_or_else(|| app.request_ids.next());
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());

    let mut response = next(request).await;

    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (took, status) = (began.elapsed(), response.status());
    let route = route.unwrap_or(NO_ROUTE);
    app.metrics.answered(&method, route, status, took);
    if let Some(deed) = response.extensions().get::<Deed>() {
        app.metrics.unconfirmed.inc_by(deed.unconfirmed());
    }
    // What a command asks of its own service, its client has told.
    if app.outlives_callers {
        let caller = response.extensions().get::<Arc<Caller>>();
        let token = caller.and_then(|caller| caller.token());
        let token = token.map(|token| token.name.as_str());
        tracing::info!(
            %method,
            path,
            status = status.as_u16(),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            token,
            request_id = &*id,
            "answered"
        );
    }
    response
}

/// A caller's own id, if it is one that can be repeated anywhere.
fn own_id(value: &HeaderValue) -> Option<Arc<str>> {
    let id = value.to_str().ok()?;
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte);
    let is_one = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_safe);
    is_one.then(|| id.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_requests_have_the_same_id() {
        let (ids, others) = (RequestIds::default(), RequestIds::default());
        let ids = [ids.next(), ids.next(), others.next(), others.next()];
        let different: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
        let taken = |id: &str| own_id(&HeaderValue::from_str(id).unwrap());
        assert!(ids.iter().all(|id| taken(id).as_ref() == Some(id)));
    }

    #[test]
    fn an_id_of_ones_own_is_taken_if_it_can_be_repeated_anywhere() {
        let own = |value: &str| own_id(&HeaderValue::from_str(value).unwrap());
        assert_eq!(own("run-42/job:7").as_deref(), Some("run-42/job:7"));
        for odd in ["", "a b", "\"quoted\"", "##[error]", &"x".repeat(129)] {
            assert_eq!(own(odd), None, "{odd}");
        }
    }
}
