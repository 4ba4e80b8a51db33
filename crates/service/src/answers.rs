//! The answers that were made last: whoever asks again and again is told the same, without it being made
//! again, as long as nothing has changed in the meeting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::events::Place;
use super::failure::Failure;
use api::{ErrorCode, LAST_EVENT_ID};
use model::MeetingId;
use platform::Host;

/// The last answer about each meeting.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<HashMap<MeetingId, Answer>>);

/// An answer, and to what of a meeting.
#[derive(Debug, Clone)]
struct Answer {
    host: Weak<Host>,
    revision: u64,
    last_event_id: HeaderValue,
    body: Bytes,
}

impl Answers {
    /// The last answer about a meeting, if it holds still; else one that is made, with up to which event it
    /// knows.
    pub(super) fn last_or<T: Serialize>(
        &self,
        host: &Arc<Host>,
        make: impl FnOnce() -> (T, Place),
    ) -> Result<Response, Failure> {
        // It is looked at before anything is read: what changes meanwhile shows the next time.
        let revision = host.revision();
        let last = self.last(&host.meeting_id);
        if let Some(last) = last.filter(|last| last.is_of(host, revision)) {
            host.touch();
            return Ok(last.into_response());
        }
        let (body, place) = make();
        let unwritable = |error| ErrorCode::Internal.problem(format!("no answer: {error}"));
        let body = serde_json::to_vec(&body).map_err(unwritable)?;
        let answer = Answer {
            host: Arc::downgrade(host),
            revision,
            last_event_id: place.into(),
            body: body.into(),
        };
        let mut answers = self.answers();
        answers.retain(|_, answer| answer.host.strong_count() > 0);
        answers.insert(host.meeting_id.clone(), answer.clone());
        Ok(answer.into_response())
    }

    fn last(&self, meeting: &MeetingId) -> Option<Answer> {
        self.answers().get(meeting).cloned()
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<MeetingId, Answer>> {
        // Each is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    fn is_of(&self, host: &Arc<Host>, revision: u64) -> bool {
        self.revision == revision && self.host.as_ptr() == Arc::as_ptr(host)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let headers = [
            (CONTENT_TYPE, json),
            (HeaderName::from_static(LAST_EVENT_ID), self.last_event_id),
        ];
        (headers, self.body).into_response()
    }
}
