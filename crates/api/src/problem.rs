//! Errors: problem documents (RFC 9457) with a code that programs can rely on.

use std::time::Duration;

use http::StatusCode;
use problem_details::ProblemDetails;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use model::Participant;

/// The media type of a [`Problem`].
pub const CONTENT_TYPE: &str = "application/problem+json";

/// An error of the Stage API.
pub type Problem = ProblemDetails<ProblemExtension>;

// What a `Problem` looks like in JSON: its type is not ours to describe.
/// A problem document (RFC 9457) with a code that programs can rely on.
#[expect(dead_code, reason = "described, never made")]
#[derive(ToSchema)]
#[schema(as = Problem)]
pub struct ProblemSchema {
    /// A URI of the kind of problem; `about:blank`, the status says it all, when absent.
    #[schema(format = "uri-reference")]
    r#type: Option<String>,
    /// The status, in words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong, for people.
    detail: String,
    /// A URI of this occurrence.
    #[schema(format = "uri-reference")]
    instance: Option<String>,
    /// What went wrong, for programs.
    code: ErrorCode,
    /// What to do next, for people.
    hint: Option<String>,
    /// The member of the request that is wrong.
    field: Option<String>,
    /// Who may have been meant: when several may, or when nobody is, and some are called nearly so.
    #[schema(required = false)]
    candidates: Vec<Participant>,
}

/// What a [`Problem`] says beyond RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemExtension {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What to do next, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The member of the request that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Who may have been meant: when several may, or when nobody is, and some are called nearly so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Participant>,
}

/// What went wrong. A later version may have more codes than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No token, or none that the service knows.
    Unauthorized,
    /// The token's role does not suffice, or it is for other meetings.
    Forbidden,
    /// There is no such route.
    RouteNotFound,
    /// The route has no such method.
    MethodNotAllowed,
    /// The body or the query is not what the route takes.
    InvalidRequest,
    /// The body is too large.
    TooLarge,
    /// The platform has no such meeting.
    MeetingNotFound,
    /// Nobody is meant.
    ParticipantNotFound,
    /// Several are meant.
    Ambiguous,
    /// They may join the meeting, and are not in it.
    NotInSession,
    /// Nobody is in the meeting.
    NoLiveSession,
    /// The session ended meanwhile.
    SessionEnded,
    /// Nobody else is in the meeting with the participant who was held.
    LeftAlone,
    /// The preset of the host, or of the participant, has no stage.
    StageNotEnabled,
    /// The host, or the participant, is kept in the waiting room.
    Waitlisted,
    /// The participant is in the session by a connection that is not the service's.
    ConnectedElsewhere,
    /// The participant was removed from the meeting.
    Removed,
    /// The service holds no such connection.
    ConnectionNotFound,
    /// The service is in as many meetings as it may be, or as so many participants.
    TooManyConnections,
    /// The service has as much to do as it may have.
    Overloaded,
    /// The service took longer than it may.
    TimedOut,
    /// What was asked for cannot be recorded, so it is not done.
    AuditUnavailable,
    /// What was done could not be recorded.
    AuditFailed,
    /// The service failed.
    Internal,
    /// The platform did not tell of everybody, so `all` cannot be meant.
    RosterIncomplete,
    /// No preset, or several, that a hidden host could take.
    HostPreset,
    /// There is a preset of that name already, and it is no host's.
    PresetExists,
    /// The app has no such preset.
    PresetNotFound,
    /// There is a participant with that id already, and another preset.
    ParticipantExists,
    /// The platform refused the service's credentials.
    PlatformUnauthorized,
    /// The platform finds nothing where the app should be.
    AppNotFound,
    /// The platform cannot be reached, or asks to wait.
    PlatformUnavailable,
    /// The platform answered what it should not.
    PlatformError,
    /// A code that this version does not know.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::HostPreset => StatusCode::FORBIDDEN,
            Self::RouteNotFound
            | Self::MeetingNotFound
            | Self::ParticipantNotFound
            | Self::PresetNotFound
            | Self::ConnectionNotFound
            | Self::Ambiguous
            | Self::NotInSession => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidRequest => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoLiveSession
            | Self::SessionEnded
            | Self::LeftAlone
            | Self::StageNotEnabled
            | Self::Waitlisted
            | Self::ConnectedElsewhere
            | Self::Removed
            | Self::RosterIncomplete
            | Self::PresetExists
            | Self::ParticipantExists => StatusCode::CONFLICT,
            Self::PlatformUnauthorized | Self::AppNotFound | Self::PlatformError => {
                StatusCode::BAD_GATEWAY
            }
            Self::PlatformUnavailable
            | Self::TooManyConnections
            | Self::Overloaded
            | Self::AuditUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::AuditFailed | Self::Internal | Self::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// When it makes sense to try again, where that is known.
    #[must_use]
    pub const fn retry_after(self) -> Option<Duration> {
        match self {
            Self::Overloaded => Some(Duration::from_secs(1)),
            Self::AuditUnavailable => Some(Duration::from_secs(10)),
            // A host leaves a minute after it was last used.
            Self::TooManyConnections => Some(Duration::from_mins(1)),
            _ => None,
        }
    }

    /// A problem with this code.
    #[must_use]
    pub fn problem(self, detail: impl Into<String>) -> Problem {
        ProblemDetails::from_status_code(self.status())
            .with_detail(detail.into())
            .with_extensions(ProblemExtension {
                code: self,
                hint: None,
                field: None,
                candidates: Vec::new(),
            })
    }
}

/// Adds to the extension of a problem while it is built.
pub trait ProblemExt {
    /// Says what to do next.
    #[must_use]
    fn hint(self, hint: impl Into<String>) -> Self;
    /// Names the member of the request that is wrong.
    #[must_use]
    fn field(self, field: impl Into<String>) -> Self;
    /// Lists who may have been meant.
    #[must_use]
    fn candidates(self, candidates: Vec<Participant>) -> Self;
}

impl ProblemExt for Problem {
    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.extensions.hint = Some(hint.into());
        self
    }

    fn field(mut self, field: impl Into<String>) -> Self {
        self.extensions.field = Some(field.into());
        self
    }

    fn candidates(mut self, candidates: Vec<Participant>) -> Self {
        self.extensions.candidates = candidates;
        self
    }
}
