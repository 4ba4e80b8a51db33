//! The problems that each route may respond with, beyond those of every route; the statuses follow
//! from the codes.

use std::fmt::Write;

use axum::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::response::{Response, Responses};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{IntoResponses, ToSchema};

use api::ErrorCode::{
    self, Ambiguous, AppNotFound, ConnectedElsewhere, ConnectionNotFound, HostPreset, LeftAlone,
    MeetingNotFound, NoLiveSession, NotInSession, ParticipantExists, ParticipantNotFound,
    PlatformError, PlatformUnauthorized, PlatformUnavailable, PresetExists, PresetNotFound,
    Removed, RosterIncomplete, SessionEnded, StageNotEnabled, TooManyConnections, Waitlisted,
};
use api::problem::{CONTENT_TYPE, ProblemSchema};

/// Of routes that call the platform.
const PLATFORM: &[ErrorCode] = &[
    PlatformUnauthorized,
    AppNotFound,
    PlatformError,
    PlatformUnavailable,
];
/// Of routes that are about one meeting.
const MEETING: &[ErrorCode] = &[MeetingNotFound];
/// Of routes that are about a live session.
const SESSION: &[ErrorCode] = &[MeetingNotFound, NoLiveSession];
/// Of routes that need a host in the meeting.
const HOST: &[ErrorCode] = &[
    SessionEnded,
    StageNotEnabled,
    Waitlisted,
    HostPreset,
    TooManyConnections,
];
/// Of operations as a participant.
const PARTICIPANT: &[ErrorCode] = &[
    ParticipantNotFound,
    Ambiguous,
    PresetNotFound,
    StageNotEnabled,
    ConnectedElsewhere,
    SessionEnded,
    LeftAlone,
    Removed,
    Waitlisted,
    TooManyConnections,
];

/// Names sets of problems, to be listed among the responses of a handler.
macro_rules! problems {
    ($($name:ident: $($codes:expr),+;)+) => {$(
        pub(crate) enum $name {}

        impl IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<String, RefOr<Response>> {
                let mut responses = Responses::new();
                for &code in [$(&$codes[..]),+].into_iter().flatten() {
                    add(&mut responses, code);
                }
                responses.responses
            }
        }
    )+};
}

problems! {
    PlatformProblems: PLATFORM;
    MeetingProblems: PLATFORM, MEETING;
    HostProblems: PLATFORM, SESSION, HOST;
    FindingProblems: PLATFORM, SESSION, HOST, [ParticipantNotFound, Ambiguous, NotInSession];
    ModerationProblems: PLATFORM, SESSION, HOST, [RosterIncomplete];
    SessionKickProblems: PLATFORM, SESSION;
    AddingProblems: PLATFORM, MEETING, [PresetNotFound, ParticipantExists];
    PresetProblems: PLATFORM, [PresetNotFound];
    HostPresetProblems: PLATFORM, [HostPreset, StageNotEnabled, PresetExists];
    ActingProblems: PLATFORM, SESSION, PARTICIPANT;
    LeavingProblems: PLATFORM, SESSION, PARTICIPANT, [NotInSession];
    ConnectionProblems: [ConnectionNotFound];
}

/// Adds a problem to the response that has its status.
pub(crate) fn add(responses: &mut Responses, code: ErrorCode) {
    let status = code.status();
    let response = responses.responses.entry(status.as_str().to_owned());
    let response = response.or_insert_with(|| RefOr::T(problem(status)));
    if let (RefOr::T(response), Ok(Value::String(name))) = (response, serde_json::to_value(code)) {
        let is_first = !response.description.contains('`');
        let between = if is_first { ": " } else { ", " };
        let _ = write!(response.description, "{between}`{name}`");
    }
}

fn problem(status: StatusCode) -> Response {
    let schema = Ref::from_schema_name(ProblemSchema::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    Response::builder()
        .description(status.canonical_reason().unwrap_or_default())
        .content(CONTENT_TYPE, content)
        .build()
}
