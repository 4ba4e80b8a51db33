//! The fake platform's management API.

use std::future::pending;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use headers::authorization::{Basic, Bearer};
use headers::{Authorization, HeaderMapExt};
use serde_json::{Value, json};

use super::answer::{Answer, Rule};
use super::names::{
    AHEAD, API_TOKEN, DETAILS, IDLE, MEETING, ORG, OWN, PARTICIPANT_TOKEN, SESSION,
};
use super::round_trips::Depth;
use super::state::Inner;

/// What the addresses of the app begin with, on RealtimeKit.
const APP: &str = "/client/v4/accounts/acc/realtime/kit/app";
/// What they begin with on Dyte, and where participants are told.
const DYTE: &str = "/v2";

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(connection): ConnectInfo<Depth>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let request = inner.trips.of_request(connection);
    let (path, secret) = match uri.path().strip_prefix(APP) {
        Some(path) => (path, format!("Bearer {API_TOKEN}")),
        None => (
            uri.path().strip_prefix(DYTE).unwrap_or(uri.path()),
            format!("Basic {ORG}:{API_TOKEN}"),
        ),
    };
    let call = format!("{method} {path}");
    inner.note(&call);
    if !inner.answerable(&call).await {
        return Answer::error(500, "an answer was held back in vain").into_response();
    }
    let given = given(&headers);
    let answer = match &*call {
        // A connection that is made ahead asks for nothing.
        AHEAD => Answer::text(404, ""),
        DETAILS if given.starts_with(&format!("Bearer {PARTICIPANT_TOKEN}")) => {
            inner.to(&call, &body).await
        }
        _ if given == secret => inner.to(&call, &body).await,
        _ => Answer::gateway_error(401, 10000, "Authentication error"),
    };
    inner.trips.answered(request);
    answer.into_response()
}

/// The credentials of a call, in words.
fn given(headers: &HeaderMap) -> String {
    if let Some(bearer) = headers.typed_get::<Authorization<Bearer>>() {
        return format!("Bearer {}", bearer.token());
    }
    let basic = headers.typed_get::<Authorization<Basic>>();
    let basic = basic.map(|basic| format!("Basic {}:{}", basic.username(), basic.password()));
    basic.unwrap_or_default()
}

impl Inner {
    async fn to(&self, call: &str, body: &str) -> Answer {
        match self.rule(call) {
            Some(rule) => match rule.answer {
                Some(answer) => answer,
                None => pending().await,
            },
            None => self.usual(call, body),
        }
    }

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
        let (method, path) = call.split_once(" /").unwrap_or((call, ""));
        let path: Vec<_> = path.split('/').collect();
        match (method, &*path) {
            ("GET", ["internals", "participant-details"]) => Answer::data(&json!({})),
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
                Answer::page(&self.registered.lock().unwrap())
            }
            ("GET", ["sessions", SESSION, "participants"]) => {
                let room = self.room.lock().unwrap();
                let there = room.iter().map(
                    |peer| json!({"id": peer.peer_id, "user_id": peer.user_id, "left_at": null}),
                );
                Answer::data(&json!({"participants": there.collect::<Vec<_>>()}))
            }
            ("POST", ["meetings", MEETING, "participants"]) => Answer::data(&json!({
                "id": OWN,
                "custom_participant_id": "dyte-stage",
                "preset_name": body["preset_name"],
                "what_nobody_knows_yet": 1,
                "token": self.new_token(OWN),
            })),
            ("POST", ["meetings", MEETING, "participants", user, "token"]) => {
                let registered = self.registered.lock().unwrap();
                let mut registered = registered.iter();
                if *user == OWN || registered.any(|participant| participant["id"] == *user) {
                    Answer::data(&json!({"token": self.new_token(user)}))
                } else {
                    Answer::error(404, "no such participant")
                }
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
            "what_nobody_knows_yet": {"of": ["any", "shape"]},
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
        if let Some(location) = self.location {
            headers.insert(LOCATION, location.parse().unwrap());
        }
        response
    }
}
