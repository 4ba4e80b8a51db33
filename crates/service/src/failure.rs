//! Errors as responses: every one is a problem document.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};

use api::problem::{self, ProblemExt};
use api::{ErrorCode, Problem};
use model::{Participant, ResolveError};
use platform::{Error, JoinError, Refused, Unavailable};

/// A problem, as a response.
#[derive(Debug)]
pub(crate) struct Failure(Box<Problem>);

impl Failure {
    /// The problem itself.
    pub(crate) fn into_problem(self) -> Problem {
        *self.0
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.0.status.unwrap_or_default();
        let code = self.0.extensions.code;
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static(problem::CONTENT_TYPE);
        headers.insert(CONTENT_TYPE, kind);
        if let Some(wait) = code.retry_after() {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        if code == ErrorCode::Unauthorized {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For the audit log.
        response.extensions_mut().insert(code);
        response
    }
}

impl From<JoinError> for Failure {
    fn from(error: JoinError) -> Self {
        let detail = error.to_string();
        let problem = match error {
            JoinError::Platform(error) => return error.into(),
            JoinError::MeetingNotFound(_) => ErrorCode::MeetingNotFound
                .problem(detail)
                .hint("list them: dyte-stage meetings list"),
            JoinError::NoLiveSession => ErrorCode::NoLiveSession
                .problem(detail)
                .hint("it begins when the first person joins; see: dyte-stage meetings list"),
            JoinError::SessionEnded(_) => ErrorCode::SessionEnded
                .problem(detail)
                .hint("see whether another one is live: dyte-stage meetings list"),
            JoinError::Alone(_) | JoinError::HostLeft => ErrorCode::LeftAlone
                .problem(detail)
                .hint("try again when somebody is there: dyte-stage wait --session"),
            JoinError::ConnectedElsewhere { .. } => ErrorCode::ConnectedElsewhere.problem(detail).hint(
                "a second, silent one could put an empty tile on stage; if it was this program's own \
                 until just now, try again; else insist: --second-connection",
            ),
            JoinError::Full(_) => ErrorCode::TooManyConnections.problem(detail).hint(
                "hosts leave a minute after they were last used; see: dyte-stage connections list",
            ),
            JoinError::Removed(_) => ErrorCode::Removed.problem(detail),
            JoinError::Waitlisted(_) => ErrorCode::Waitlisted
                .problem(detail)
                .hint("give their preset the waiting room type SKIP, or let them in"),
            JoinError::NoSuchParticipant(_) => ErrorCode::ParticipantNotFound
                .problem(detail)
                .hint("an exact user id or custom id is needed; list them: dyte-stage participants list"),
            JoinError::SeveralParticipants { .. } => ErrorCode::Ambiguous
                .problem(detail)
                .hint("say which by the user id"),
            JoinError::OwnParticipant(_) => ErrorCode::InvalidRequest.problem(detail),
            JoinError::PresetGone { .. } => ErrorCode::PresetNotFound
                .problem(detail)
                .hint("list them: dyte-stage presets list"),
            JoinError::StageNotEnabled(_) => ErrorCode::StageNotEnabled
                .problem(detail)
                .hint("enable stage management in the preset"),
            JoinError::NoHostPreset => ErrorCode::HostPreset.problem(detail).hint(
                "make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET",
            ),
            JoinError::Visible => ErrorCode::HostPreset
                .problem(detail)
                .hint("check the preset of the participant dyte-stage in this meeting"),
            JoinError::SeveralHostPresets(_) => ErrorCode::HostPreset.problem(detail).hint(
                "name one of them: DYTE_STAGE_HOST_PRESET; or make our own: dyte-stage presets create-host",
            ),
            JoinError::NoSuchPreset { .. } => ErrorCode::HostPreset
                .problem(detail)
                .hint("name one of them: DYTE_STAGE_HOST_PRESET"),
            JoinError::PresetCannotManage(_) => ErrorCode::HostPreset
                .problem(detail)
                .hint("give it accept_stage_requests, or name another: DYTE_STAGE_HOST_PRESET"),
        };
        problem.into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let problem = match error {
            Error::Unavailable(_) => ErrorCode::PlatformUnavailable
                .problem(detail)
                .hint("try again; see what fails: dyte-stage doctor"),
            Error::Refused(Refused::Credentials(_)) => ErrorCode::PlatformUnauthorized
                .problem(detail)
                .hint("see which of the credentials is wrong: dyte-stage doctor"),
            Error::Refused(Refused::NotFound(_)) => ErrorCode::AppNotFound
                .problem(detail)
                .hint("is it the right account and app? See: dyte-stage doctor"),
            Error::Refused(Refused::Answer(_)) => ErrorCode::PlatformError
                .problem(detail)
                .hint("a proxy may have answered in its place; see: dyte-stage doctor"),
            Error::Refused(_) => ErrorCode::PlatformError
                .problem(detail)
                .hint("see the exchange with --verbose"),
        };
        problem.into()
    }
}

/// The problem of a bug: a handler that panicked, or a task that failed.
pub(crate) fn internal() -> Failure {
    let problem = ErrorCode::Internal.problem("the service failed");
    problem
        .hint("what was sent may have been done: look before trying again")
        .into()
}

/// The problem of a call that is sent only once: it may have been done although it failed. `look`
/// is the command that shows whether it was.
pub(crate) fn unknown_outcome(error: Error, look: &str) -> Failure {
    let code = match &error {
        // A platform that asks to wait has done nothing.
        Error::Unavailable(Unavailable::Status(429, _)) => return error.into(),
        Error::Unavailable(_) => ErrorCode::PlatformUnavailable,
        Error::Refused(Refused::Answer(_)) => ErrorCode::PlatformError,
        Error::Refused(_) => return error.into(),
    };
    let hint = format!("it may have been done all the same; look first: {look}");
    code.problem(error.to_string()).hint(hint).into()
}

/// The problem of an id that does not resolve to one participant; `near` are participants with a
/// similar id or name.
pub(crate) fn unresolved(id: &str, error: ResolveError, near: Vec<Participant>) -> Problem {
    let detail = format!("'{id}': {error}");
    match error {
        ResolveError::NotFound => ErrorCode::ParticipantNotFound
            .problem(detail)
            .hint("list them: dyte-stage status")
            .candidates(near),
        ResolveError::Ambiguous { candidates, .. } => ErrorCode::Ambiguous
            .problem(detail)
            .hint("say which by its user id")
            .candidates(candidates),
    }
}
