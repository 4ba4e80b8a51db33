//! The last response of `…/stage/requests` for each meeting, reused until something changes in the
//! meeting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::events::cursor::Cursor;
use crate::failure::Failure;
use api::{ErrorCode, LAST_EVENT_ID};
use model::MeetingId;
use platform::Host;

/// The last response about each meeting.
#[derive(Debug, Default)]
pub(crate) struct ResponseCache(Mutex<HashMap<MeetingId, CachedResponse>>);

/// A response, and the revision of the meeting that it shows.
#[derive(Debug, Clone)]
struct CachedResponse {
    host: Weak<Host>,
    revision: u64,
    last_event_id: HeaderValue,
    body: Bytes,
}

impl ResponseCache {
    /// The cached response about a host's meeting if it is up to date; else a new one, with the
    /// cursor up to which it knows the events.
    pub(crate) fn get_or_make<T: Serialize>(
        &self,
        host: &Arc<Host>,
        make: impl FnOnce() -> (T, Cursor),
    ) -> Result<Response, Failure> {
        // The revision is read before the data, which is then at least that new.
        let revision = host.revision();
        let cached = self.get(&host.meeting_id);
        if let Some(cached) = cached.filter(|cached| cached.is_of(host, revision)) {
            host.touch();
            return Ok(cached.into_response());
        }
        let (body, cursor) = make();
        let unwritable = |error| ErrorCode::Internal.problem(format!("no answer: {error}"));
        let body = serde_json::to_vec(&body).map_err(unwritable)?;
        let response = CachedResponse {
            host: Arc::downgrade(host),
            revision,
            last_event_id: cursor.into(),
            body: body.into(),
        };
        let mut responses = self.responses();
        responses.retain(|_, response| response.host.strong_count() > 0);
        responses.insert(host.meeting_id.clone(), response.clone());
        Ok(response.into_response())
    }

    fn get(&self, meeting: &MeetingId) -> Option<CachedResponse> {
        self.responses().get(meeting).cloned()
    }

    fn responses(&self) -> MutexGuard<'_, HashMap<MeetingId, CachedResponse>> {
        // Each response is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedResponse {
    fn is_of(&self, host: &Arc<Host>, revision: u64) -> bool {
        self.revision == revision && self.host.as_ptr() == Arc::as_ptr(host)
    }
}

impl IntoResponse for CachedResponse {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let headers = [
            (CONTENT_TYPE, json),
            (HeaderName::from_static(LAST_EVENT_ID), self.last_event_id),
        ];
        (headers, self.body).into_response()
    }
}
