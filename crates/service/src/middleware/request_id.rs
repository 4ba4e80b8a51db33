//! An id for each request: the caller's own, or one that the service makes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::header::HeaderValue;
use uuid::Uuid;

/// The header with a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a caller's own id may be, in bytes.
const LONGEST_ID: usize = 128;

/// A request's id, an extension of the request.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// The ids that the service makes: a random prefix of this process, and a number.
#[derive(Debug)]
pub(crate) struct RequestIds {
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
    /// The id in a request's header if it is safe to repeat; else the next of ours.
    pub(super) fn of(&self, request: &Request) -> Arc<str> {
        let id = request.headers().get(REQUEST_ID).and_then(own_id);
        id.unwrap_or_else(|| self.next())
    }

    fn next(&self) -> Arc<str> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}-{number}", self.process).into()
    }
}

/// A caller's own id, if it is safe to repeat in headers, logs and files.
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
    fn a_callers_own_id_is_taken_if_it_is_safe_to_repeat() {
        let own = |value: &str| own_id(&HeaderValue::from_str(value).unwrap());
        assert_eq!(own("run-42/job:7").as_deref(), Some("run-42/job:7"));
        for odd in ["", "a b", "\"quoted\"", "##[error]", &"x".repeat(129)] {
            assert_eq!(own(odd), None, "{odd}");
        }
    }
}
