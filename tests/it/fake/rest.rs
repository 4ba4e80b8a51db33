//! The management API.

use std::future::pending;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::behaviour::{Answer, Rule};
use super::{API_TOKEN, IDLE, Inner, MEETING, OWN};

const APP: &str = "/client/v4/accounts/acc/realtime/kit/app";

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    if method == Method::HEAD {
        // A connection that is made ahead asks for nothing.
        return StatusCode::NOT_FOUND.into_response();
    }
    let path = uri.path().strip_prefix(APP).unwrap_or(uri.path());
    let call = format!("{method} {path}");
    inner.note(&call);
    let bearer = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    if bearer != Some(format!("Bearer {API_TOKEN}").as_bytes()) {
        return Answer::gateway_error(401, 10000, "Authentication error").into_response();
    }
    match inner.rule(&call) {
        Some(rule) => match rule.answer {
            Some(answer) => answer.into_response(),
            None => pending().await,
        },
        None => inner.usual(&call, &body).into_response(),
    }
}

impl Inner {
    /// The rule for a call, once less.
    fn rule(&self, call: &str) -> Option<Rule> {
        let mut rules = self.rules.lock().unwrap();
        let rule = rules
            .iter_mut()
            .find(|rule| rule.call == call && rule.times > 0)?;
        rule.times -= 1;
        Some(rule.clone())
    }

    fn usual(&self, call: &str, body: &str) -> Answer {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let (method, path) = call.split_once(" /").unwrap();
        let path: Vec<_> = path.split('/').collect();
        match (method, &*path) {
            ("GET", ["meetings"]) => Answer::page(&[meeting(MEETING), meeting(IDLE)]),
            ("POST", ["meetings"]) => Answer::data(&meeting("m-new")),
            ("GET", ["meetings", id]) if [MEETING, IDLE].contains(id) => Answer::data(&meeting(id)),
            ("GET", ["meetings", MEETING, "active-session"]) => match self.session() {
                Some(session) => Answer::data(&session),
                None => Answer::error(404, "No active session found"),
            },
            ("GET", ["sessions"]) => {
                let sessions: Vec<_> = self.session().into_iter().collect();
                Answer::data(&json!({"sessions": sessions}))
            }
            ("GET", ["presets"]) => Answer::page(&self.behaviour.presets),
            ("GET", ["presets", id]) => {
                let mut presets = self.behaviour.presets.iter();
                let preset = presets.find(|preset| preset["id"] == *id);
                preset.map_or_else(|| Answer::error(404, "no such preset"), Answer::data)
            }
            ("GET", ["meetings", MEETING, "participants"]) => {
                Answer::page(&[json!({"id": "u-dara", "name": "dara"})])
            }
            ("POST", ["meetings", MEETING, "participants"]) => Answer::data(&json!({
                "id": OWN,
                "custom_participant_id": "dyte-stage",
                "preset_name": body["preset_name"],
                "token": self.new_token(),
            })),
            ("POST", ["meetings", MEETING, "participants", OWN, "token"]) => {
                Answer::data(&json!({"token": self.new_token()}))
            }
            _ => Answer::error(404, "not found"),
        }
    }

    fn session(&self) -> Option<Value> {
        let session = self.session.lock().unwrap().clone()?;
        Some(json!({
            "id": session,
            "associated_id": MEETING,
            "meeting_display_name": format!("The meeting {MEETING}"),
            "status": "LIVE",
        }))
    }
}

fn meeting(id: &str) -> Value {
    json!({"id": id, "title": format!("The meeting {id}"), "status": "ACTIVE"})
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap();
        let mut response = (status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, "application/json".parse().unwrap());
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
