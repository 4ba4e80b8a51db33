//! Errors of the client: the service's problems, or that it cannot be reached.

use super::cli_error::CliError;
use crate::exit::Exit;
use api::ErrorCode;
use client::ClientError;

impl From<ClientError> for CliError {
    fn from(error: ClientError) -> Self {
        let message = error.to_string();
        match error {
            ClientError::Problem { problem, text } => {
                let code = problem.extensions.code;
                let hint = problem.extensions.hint.clone();
                Self::new(code_name(code), exit_of_code(code), message)
                    .with_hint_if(hint)
                    .with_problem(*problem, text)
            }
            ClientError::Unreachable(reason) => {
                Self::new("service_unreachable", Exit::Unavailable, message)
                    .with_hint(unreachable_hint(&reason))
            }
            ClientError::NotStageApi { .. } => {
                Self::new("not_stage_api", Exit::Unavailable, message).with_hint(ADDRESS)
            }
        }
    }
}

const ADDRESS: &str = "check --server or DYTE_STAGE_SERVER, with https or http and the port; a private \
                       certificate is trusted with SSL_CERT_FILE";

fn unreachable_hint(reason: &str) -> &'static str {
    if reason.contains("InvalidContentType") {
        "nothing there speaks TLS: say http:// instead, if it is on this machine"
    } else if reason.contains("HTTP version") {
        "nothing there speaks plain HTTP: say https:// instead"
    } else {
        ADDRESS
    }
}

/// A code of the Stage API, as JSON names it.
pub(crate) fn code_name(code: ErrorCode) -> String {
    let name = serde_json::to_value(code).ok();
    let name = name.as_ref().and_then(|name| name.as_str());
    name.unwrap_or_default().to_owned()
}

/// How the program ends for a code of the Stage API.
pub(crate) const fn exit_of_code(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::InvalidRequest | ErrorCode::TooLarge => Exit::Usage,
        ErrorCode::MeetingNotFound
        | ErrorCode::ParticipantNotFound
        | ErrorCode::PresetNotFound
        | ErrorCode::ConnectionNotFound
        | ErrorCode::Ambiguous
        | ErrorCode::NotInSession => Exit::NotFound,
        ErrorCode::Unauthorized
        | ErrorCode::Forbidden
        | ErrorCode::HostPreset
        | ErrorCode::PlatformUnauthorized
        | ErrorCode::AppNotFound => Exit::NotPermitted,
        ErrorCode::PlatformUnavailable
        | ErrorCode::PlatformError
        | ErrorCode::TooManyConnections
        | ErrorCode::Overloaded
        | ErrorCode::AuditUnavailable => Exit::Unavailable,
        ErrorCode::TimedOut => Exit::TimedOut,
        ErrorCode::NoLiveSession
        | ErrorCode::SessionEnded
        | ErrorCode::LeftAlone
        | ErrorCode::StageNotEnabled
        | ErrorCode::Waitlisted
        | ErrorCode::ConnectedElsewhere
        | ErrorCode::Removed
        | ErrorCode::RosterIncomplete
        | ErrorCode::PresetExists
        | ErrorCode::ParticipantExists => Exit::Conflict,
        ErrorCode::RouteNotFound
        | ErrorCode::MethodNotAllowed
        | ErrorCode::AuditFailed
        | ErrorCode::Internal
        | ErrorCode::Unknown => Exit::Failed,
    }
}
