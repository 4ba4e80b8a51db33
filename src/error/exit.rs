//! How the program ends for each error.

use super::CliError;
use crate::config::{ConfigError, FileError, HomeError, SaveError};
use crate::exit::Exit;
use crate::jq::JqError;
use api::ErrorCode;
use client::ClientError;
use platform::{self, Refused};
use sandbox::AdmissionError;
use sandbox::ServeError;
use sandbox::store::StoreError;
use service::tokens::TokenError;

impl CliError {
    /// How the program ends.
    pub(crate) const fn exit_code(&self) -> Exit {
        match self {
            Self::Config(
                ConfigError::NotAMeeting(_)
                | ConfigError::UnknownPlatform { .. }
                | ConfigError::ProfileAndFlag(_)
                | ConfigError::Endpoint { .. },
            )
            | Self::Usage(_)
            | Self::Unencrypted(_)
            | Self::Script(_)
            | Self::Tokens(TokenError::Name(_) | TokenError::TooLong)
            | Self::NoMeeting { .. }
            | Self::NoTopic(_)
            | Self::NoColumn { .. }
            | Self::Jq(JqError::Expression(..))
            | Self::NoTerminal { .. } => Exit::Usage,
            Self::Config(
                ConfigError::Empty(_)
                | ConfigError::Unknown(_)
                | ConfigError::Untidy(_)
                | ConfigError::NotText(_)
                | ConfigError::Missing { .. }
                | ConfigError::BesideProfile { .. }
                | ConfigError::MeetingWithoutPlatform(_)
                | ConfigError::NoPlatform(_)
                | ConfigError::BothPlatforms
                | ConfigError::ProfileAndVariable(_)
                | ConfigError::UnknownProfile { .. }
                | ConfigError::Profile { .. }
                | ConfigError::NoSecret { .. }
                | ConfigError::SecretElsewhere { .. }
                | ConfigError::File(_)
                | ConfigError::Home(HomeError::Empty),
            )
            | Self::Home(HomeError::Empty)
            | Self::Save(SaveError::Home(HomeError::Empty))
            | Self::NoHost { .. } => Exit::NotPermitted,
            Self::Api(ClientError::Problem { problem, .. }) => {
                exit_of_code(problem.extensions.code)
            }
            Self::Refused { code, .. } => exit_of_code(*code),
            Self::Save(SaveError::File(error)) if !matches!(error, FileError::Write { .. }) => {
                Exit::NotPermitted
            }
            Self::Platform(error) => exit_of_platform(error),
            Self::Api(_) | Self::Forgotten { .. } => Exit::Unavailable,
            Self::TimedOut { .. } => Exit::TimedOut,
            Self::Interrupted(_) => Exit::Interrupted,
            Self::NotSet(_)
            | Self::Tokens(TokenError::Unknown(_))
            | Self::Admission(
                AdmissionError::NoMeeting(_) | AdmissionError::NoParticipant { .. },
            ) => Exit::NotFound,
            Self::Released { .. }
            | Self::Sandbox(ServeError::Store(StoreError::Stays { .. }))
            | Self::Tokens(TokenError::Taken(_)) => Exit::Conflict,
            Self::Config(ConfigError::Home(_))
            | Self::Save(_)
            | Self::Home(_)
            | Self::TurnedDown { .. }
            | Self::Sandbox(_)
            | Self::Tokens(
                TokenError::Random
                | TokenError::Read { .. }
                | TokenError::Damaged { .. }
                | TokenError::Write { .. },
            )
            | Self::Tls(_)
            | Self::Listen { .. }
            | Self::AuditLog { .. }
            | Self::Admission(AdmissionError::Sign(_))
            | Self::Certificate { .. }
            | Self::ReadScript { .. }
            | Self::ReadInput { .. }
            | Self::Runtime(_)
            | Self::HttpClient(_)
            | Self::Stdin(_)
            | Self::WritePage { .. }
            | Self::Declined
            | Self::Jq(JqError::Run(_))
            | Self::Endless(_)
            | Self::Output(_) => Exit::Failed,
        }
    }
}

const fn exit_of_platform(error: &platform::Error) -> Exit {
    match error {
        platform::Error::Refused(refused) => match refused {
            Refused::Credentials(_) => Exit::NotPermitted,
            Refused::NotFound(_) => Exit::NotFound,
            Refused::Request(409, _) => Exit::Conflict,
            Refused::Request(400 | 413 | 422, _) => Exit::Usage,
            Refused::Request(..) | Refused::Socket(_) => Exit::Failed,
            Refused::Answer(_) => Exit::Unavailable,
        },
        platform::Error::Unavailable(_) => Exit::Unavailable,
    }
}

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
