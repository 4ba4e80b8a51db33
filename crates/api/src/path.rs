//! The paths of all routes, as templates in the router's notation, and functions that fill them in.

use model::{MeetingId, Operation};

/// `GET`: whether the service lives.
pub const HEALTH: &str = "/v1/health";
/// `GET`: what all of this is, for programs.
pub const OPENAPI: &str = "/v1/openapi.json";
/// `GET`: who the caller is.
pub const WHOAMI: &str = "/v1/whoami";
/// `GET`, `POST`: the meetings.
pub const MEETINGS: &str = "/v1/meetings";
/// `GET`: one meeting.
pub const MEETING: &str = "/v1/meetings/{meeting}";
/// `GET`: what works on the way to the platform.
pub const DOCTOR: &str = "/v1/doctor";
/// `GET`: the presets, and which one the host joins with; `POST`: makes that one.
pub const PRESETS: &str = "/v1/presets";
/// `GET`: who may join; `POST`: adds somebody.
pub const PARTICIPANTS: &str = "/v1/meetings/{meeting}/participants";
/// `POST`: removes participants from the session.
pub const SESSION_KICK: &str = "/v1/meetings/{meeting}/participants/kick";
/// `GET`: everybody, by stage status.
pub const STAGE: &str = "/v1/meetings/{meeting}/stage";
/// `GET`: who asks to come on stage.
pub const REQUESTS: &str = "/v1/meetings/{meeting}/stage/requests";
/// `POST`: lets participants come on stage.
pub const GRANT: &str = "/v1/meetings/{meeting}/stage/grant";
/// `POST`: turns participants down.
pub const DENY: &str = "/v1/meetings/{meeting}/stage/deny";
/// `POST`: takes participants off the stage.
pub const KICK: &str = "/v1/meetings/{meeting}/stage/kick";
/// `POST`: a participant asks to come on stage.
pub const REQUEST: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/request";
/// `POST`: a participant withdraws their request.
pub const CANCEL: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/cancel";
/// `POST`: a participant comes on stage.
pub const JOIN: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/join";
/// `POST`: a participant leaves the stage.
pub const LEAVE: &str = "/v1/meetings/{meeting}/participants/{participant}/stage/leave";
/// `GET`: what happens on the stage, as server-sent events.
pub const EVENTS: &str = "/v1/meetings/{meeting}/stage/events";
/// `GET`: the service's connections.
pub const CONNECTIONS: &str = "/v1/connections";
/// `GET`, `DELETE`: one of them.
pub const CONNECTION: &str = "/v1/connections/{connection}";
/// `GET`: how the service does, in Prometheus' format.
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
