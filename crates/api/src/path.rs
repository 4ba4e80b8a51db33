//! The paths of all routes, as templates in the router's notation, and functions that fill them in.

use model::{MeetingId, Operation};

/// `GET`: whether the service is running.
pub const HEALTH: &str = "/v1/health";
/// `GET`: the `OpenAPI` document.
pub const OPENAPI: &str = "/v1/openapi.json";
/// `GET`: who the caller is.
pub const WHOAMI: &str = "/v1/whoami";
/// `GET`, `POST`: the meetings.
pub const MEETINGS: &str = "/v1/meetings";
/// `GET`: one meeting.
pub const MEETING: &str = "/v1/meetings/{meeting}";
/// `GET`: checks of everything between the service and the platform.
pub const DOCTOR: &str = "/v1/doctor";
/// `GET`: the presets, and which one the host uses; `POST`: creates that one.
pub const PRESETS: &str = "/v1/presets";
/// `GET`: the registered participants; `POST`: adds one.
pub const PARTICIPANTS: &str = "/v1/meetings/{meeting}/participants";
/// `POST`: kicks participants out of the session.
pub const SESSION_KICK: &str = "/v1/meetings/{meeting}/participants/kick";
/// `GET`: the participants of the session, by stage status.
pub const STAGE: &str = "/v1/meetings/{meeting}/stage";
/// `GET`: the requests to come on stage.
pub const REQUESTS: &str = "/v1/meetings/{meeting}/stage/requests";
/// `POST`: grants participants the stage.
pub const GRANT: &str = "/v1/meetings/{meeting}/stage/grant";
/// `POST`: denies requests, or takes grants back.
pub const DENY: &str = "/v1/meetings/{meeting}/stage/deny";
/// `POST`: takes participants off the stage.
pub const KICK: &str = "/v1/meetings/{meeting}/stage/kick";
/// `POST`: a participant requests to come on stage.
pub const REQUEST: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/request";
/// `POST`: a participant withdraws its request.
pub const CANCEL: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/cancel";
/// `POST`: a participant joins the stage.
pub const JOIN: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/join";
/// `POST`: a participant leaves the stage.
pub const LEAVE: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/leave";
/// `GET`: the events of the stage, as server-sent events.
pub const EVENTS: &str = "/v1/meetings/{meeting}/stage/events";
/// `GET`: the service's connections into meetings.
pub const CONNECTIONS: &str = "/v1/connections";
/// `GET`, `DELETE`: one of them.
pub const CONNECTION: &str = "/v1/connections/{connection}";
/// `GET`: the metrics, in Prometheus' format.
pub const METRICS: &str = "/metrics";

/// The segments of [`MEETINGS`].
#[must_use]
pub fn meetings() -> Vec<&'static str> {
    vec!["v1", "meetings"]
}

/// The segments of [`MEETING`].
#[must_use]
pub fn meeting(meeting: &MeetingId) -> Vec<&str> {
    vec!["v1", "meetings", meeting.as_str()]
}

/// The segments of [`STAGE`].
#[must_use]
pub fn stage(id: &MeetingId) -> Vec<&str> {
    let mut path = meeting(id);
    path.push("stage");
    path
}

/// The segments of [`REQUESTS`].
#[must_use]
pub fn requests(meeting: &MeetingId) -> Vec<&str> {
    let mut path = stage(meeting);
    path.push("requests");
    path
}

/// The segments of [`GRANT`], [`DENY`] and [`KICK`].
#[must_use]
pub fn moderation(meeting: &MeetingId, operation: Operation) -> Vec<&str> {
    let mut path = stage(meeting);
    path.push(operation.name());
    path
}

/// The segments of [`DOCTOR`].
#[must_use]
pub fn doctor() -> Vec<&'static str> {
    vec!["v1", "doctor"]
}

/// The segments of [`PRESETS`].
#[must_use]
pub fn presets() -> Vec<&'static str> {
    vec!["v1", "presets"]
}

/// The segments of [`PARTICIPANTS`].
#[must_use]
pub fn participants(id: &MeetingId) -> Vec<&str> {
    let mut path = meeting(id);
    path.push("participants");
    path
}

/// The segments of [`REQUEST`], [`CANCEL`], [`JOIN`] and [`LEAVE`].
#[must_use]
pub fn acting<'a>(id: &'a MeetingId, participant: &'a str, operation: Operation) -> Vec<&'a str> {
    let mut path = participants(id);
    path.extend([participant, "stage", operation.name()]);
    path
}

/// The segments of [`EVENTS`].
#[must_use]
pub fn events(meeting: &MeetingId) -> Vec<&str> {
    let mut path = stage(meeting);
    path.push("events");
    path
}

/// The segments of [`CONNECTIONS`].
#[must_use]
pub fn connections() -> Vec<&'static str> {
    vec!["v1", "connections"]
}

/// The segments of [`CONNECTION`].
#[must_use]
pub fn connection(id: &str) -> Vec<&str> {
    vec!["v1", "connections", id]
}

/// The segments of [`WHOAMI`].
#[must_use]
pub fn whoami() -> Vec<&'static str> {
    vec!["v1", "whoami"]
}

/// The segments of [`SESSION_KICK`].
#[must_use]
pub fn session_kick(meeting: &MeetingId) -> Vec<&str> {
    let mut path = participants(meeting);
    path.push("kick");
    path
}
