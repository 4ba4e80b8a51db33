//! Every error that a user can meet: its code for programs, its hint for people, its exit code.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::api::ErrorCode;
use crate::client::ClientError;
use crate::config::ConfigError;
use crate::config::home::HomeError;
use crate::config::stored::{FileError, SaveError};
use crate::http::TlsError;
use crate::platform::{self, Refused};
use crate::sandbox::script::ScriptError;
use crate::sandbox::store::StoreError;
use crate::sandbox::{AdmissionError, ServeError};
use crate::service::tokens::TokenError;
use crate::stage::{StageStatus, nearest_word};

use super::args::quoted;
use super::exit::Exit;
use super::help;
use super::jq::JqError;
use super::meanwhile::Meanwhile;
use super::table::{Column, Columns};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    Save(#[from] SaveError),
    /// What was given was checked, and is not good.
    #[error("nothing was saved: {reason}")]
    Refused {
        reason: String,
        code: ErrorCode,
        hint: Option<String>,
    },
    #[error("{0}")]
    NotSet(String),
    #[error(transparent)]
    Sandbox(#[from] ServeError),
    #[error(transparent)]
    Api(#[from] ClientError),
    #[error(transparent)]
    Platform(#[from] platform::Error),
    #[error(transparent)]
    Tokens(#[from] TokenError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("tokens would cross the network unencrypted: {0} is not this machine's own")]
    Unencrypted(SocketAddr),
    #[error(transparent)]
    Admission(#[from] AdmissionError),
    #[error("cannot read the script {}: {source}", .path.display())]
    ReadScript { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}", .path.display())]
    ReadInput { path: PathBuf, source: io::Error },
    #[error("the script cannot be followed: {0}")]
    Script(#[from] ScriptError),
    #[error("cannot make a certificate in {}: {source}", .folder.display())]
    Certificate { folder: PathBuf, source: io::Error },
    #[error("cannot write the audit log {}: {source}", .path.display())]
    AuditLog { path: PathBuf, source: io::Error },
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("cannot make an HTTP client: {0}")]
    HttpClient(String),
    #[error("{0}")]
    Usage(String),
    #[error("there is no column '{name}' here; there are {}", keys(.has))]
    NoColumn { name: String, has: Columns },
    #[error(transparent)]
    Jq(#[from] JqError),
    #[error("which meeting? Live now: {}", if .live.is_empty() { "none" } else { .live })]
    NoMeeting { live: String },
    #[error("{reason}")]
    NoHost {
        reason: String,
        hint: Option<String>,
    },
    #[error("there is no help on '{0}'")]
    NoTopic(String),
    #[error("cannot write the man page {}: {source}", .path.display())]
    WritePage { path: PathBuf, source: io::Error },
    #[error("cannot read from stdin: {0}")]
    Stdin(io::Error),
    #[error("{question} No answer can be asked for: this is no terminal")]
    NoTerminal { question: String },
    #[error("declined; nothing was changed")]
    Declined,
    #[error("{}", .meanwhile.late(*.limit))]
    TimedOut {
        limit: Duration,
        meanwhile: Meanwhile,
    },
    #[error("{}", .0.interrupted())]
    Interrupted(Meanwhile),
    #[error("the connection of {name} was released")]
    Released { name: String },
    #[error("{name} was turned down, or withdrew elsewhere")]
    TurnedDown { name: String },
    #[error("the connection of {name} was lost, and {} with it", rested(*.was))]
    Forgotten {
        name: String,
        /// Where they stood before.
        was: StageStatus,
        /// Where they stand now.
        status: StageStatus,
    },
    #[error("cannot write the output: {0}")]
    Output(io::Error),
}

/// The columns that there are.
fn keys(columns: Columns) -> String {
    let keys = columns.iter().map(Column::key);
    keys.collect::<Vec<_>>().join(", ")
}

/// What rested on a connection.
const fn rested(status: StageStatus) -> &'static str {
    match status {
        StageStatus::OnStage => "the place on stage",
        StageStatus::Accepted => "the grant",
        StageStatus::Requested | StageStatus::OffStage => "the request",
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        ServeError::from(error).into()
    }
}

impl CliError {
    /// What went wrong, for programs.
    pub(super) fn code(&self) -> String {
        let code = match self {
            Self::Config(_) | Self::Save(SaveError::File(_)) => "configuration",
            Self::Refused { code, .. } => {
                let code = serde_json::to_value(code).ok();
                return code
                    .and_then(|code| Some(code.as_str()?.to_owned()))
                    .unwrap_or_default();
            }
            Self::NotSet(_) => "not_set",
            Self::Home(_) | Self::Save(SaveError::Home(_)) => "home",
            Self::Sandbox(_) => "sandbox",
            Self::Api(ClientError::Problem { problem, .. }) => {
                let code = serde_json::to_value(problem.extensions.code);
                return code
                    .ok()
                    .and_then(|c| Some(c.as_str()?.to_owned()))
                    .unwrap_or_default();
            }
            Self::Api(ClientError::Unreachable(_)) => "service_unreachable",
            Self::Api(ClientError::NotStageApi { .. }) => "not_stage_api",
            Self::Platform(platform::Error::Refused(refused)) => match refused {
                Refused::Credentials(_) => "platform_unauthorized",
                Refused::NotFound(_) => "platform_not_found",
                Refused::Request(..) => "platform_refused",
                Refused::Socket(_) | Refused::Answer(_) => "platform_error",
            },
            Self::Platform(platform::Error::Unavailable(_)) => "platform_unavailable",
            Self::Tokens(TokenError::Unknown(_)) => "token_not_found",
            Self::Tokens(TokenError::Taken(_)) => "token_exists",
            Self::Tokens(
                TokenError::Read { .. } | TokenError::Damaged { .. } | TokenError::Write { .. },
            ) => "tokens",
            Self::Runtime(_)
            | Self::HttpClient(_)
            | Self::Admission(AdmissionError::Sign(_))
            | Self::Tokens(TokenError::Random) => "internal",
            Self::Usage(_)
            | Self::Unencrypted(_)
            | Self::Tokens(TokenError::Name(_) | TokenError::TooLong) => "usage",
            Self::Tls(_) | Self::Certificate { .. } => "tls",
            Self::Admission(AdmissionError::NoMeeting(_)) => "meeting_not_found",
            Self::Admission(AdmissionError::NoParticipant { .. }) => "participant_not_found",
            Self::ReadScript { .. } | Self::Script(_) => "script",
            Self::ReadInput { .. } => "input",
            Self::Listen { .. } => "listen",
            Self::AuditLog { .. } => "audit_log",
            Self::NoMeeting { .. } => "no_meeting",
            Self::NoHost { .. } => "host_preset",
            Self::NoColumn { .. } => "no_column",
            Self::Jq(_) => "jq",
            Self::NoTopic(_) => "no_topic",
            Self::WritePage { .. } => "man_page",
            Self::Stdin(_) => "stdin",
            Self::NoTerminal { .. } => "no_terminal",
            Self::Declined => "declined",
            Self::TimedOut { .. } => "timed_out",
            Self::Interrupted(_) => "interrupted",
            Self::Released { .. } => "connection_released",
            Self::TurnedDown { .. } => "turned_down",
            Self::Forgotten { .. } => "connection_lost",
            Self::Output(_) => "output",
        };
        code.to_owned()
    }

    /// What to do next.
    pub(super) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Config(error) => return Some(config_hint(error)),
            Self::Save(SaveError::File(error)) => return Some(file_hint(error)),
            Self::Home(_) | Self::Save(SaveError::Home(_)) => {
                "name a folder that can be written: DYTE_STAGE_HOME"
            }
            Self::Sandbox(ServeError::Store(StoreError::Busy(_) | StoreError::Stays { .. })) => {
                "end it, or use another folder: DYTE_STAGE_HOME"
            }
            Self::Sandbox(ServeError::Store(_)) | Self::Certificate { .. } => {
                "make room or allow writing there, or use another folder: DYTE_STAGE_HOME"
            }
            Self::Api(ClientError::Problem { problem, .. }) => {
                return problem.extensions.hint.clone();
            }
            Self::Api(ClientError::Unreachable(reason))
                if reason.contains("InvalidContentType") =>
            {
                "nothing there speaks TLS: say http:// instead, if it is on this machine"
            }
            Self::Api(ClientError::Unreachable(reason)) if reason.contains("HTTP version") => {
                "nothing there speaks plain HTTP: say https:// instead"
            }
            Self::Api(_) => {
                "check --server or DYTE_STAGE_SERVER, with https or http and the port; a private certificate is trusted with SSL_CERT_FILE"
            }
            Self::Platform(platform::Error::Refused(Refused::Credentials(_))) => {
                "see what the credentials are good for: dyte-stage doctor"
            }
            Self::Platform(platform::Error::Refused(Refused::NotFound(_))) => {
                "paths are below the app, such as /meetings"
            }
            Self::Platform(platform::Error::Unavailable(_)) => "see what works: dyte-stage doctor",
            Self::Unencrypted(_) => {
                "add --tls-cert and --tls-key, or --behind-proxy if TLS ends in front of it"
            }
            Self::Listen { .. } => "take another address or port: --listen",
            Self::AuditLog { .. } => {
                "see whether the folder exists and can be written; two services cannot share a file"
            }
            Self::Tokens(TokenError::Unknown(_)) => "list them: dyte-stage tokens list",
            Self::Tokens(TokenError::Taken(_)) => {
                "take another name, or revoke that one: dyte-stage tokens revoke"
            }
            Self::Tokens(TokenError::Damaged { .. }) => {
                "put a copy in its place, or move it away, which revokes every token"
            }
            Self::Tokens(TokenError::Read { .. } | TokenError::Write { .. }) => {
                "make room or allow reading and writing there, or use another folder: DYTE_STAGE_HOME"
            }
            Self::Admission(AdmissionError::NoMeeting(_)) => {
                "list them: dyte-stage meetings list --platform sandbox"
            }
            Self::Admission(AdmissionError::NoParticipant { .. }) => {
                "list them: dyte-stage participants list --platform sandbox"
            }
            Self::Script(_) => "see: dyte-stage sandbox run --help",
            Self::NoMeeting { .. } => {
                "name one with --meeting; list them: dyte-stage meetings list"
            }
            Self::NoHost { hint, .. } | Self::Refused { hint, .. } => return hint.clone(),
            Self::NoTopic(topic) => {
                let near = did_you_mean(topic, help::topics().iter().map(String::as_str));
                return Some(near.unwrap_or_else(|| "see: dyte-stage help".to_owned()));
            }
            Self::NoColumn { name, has } => return near_column(name, has),
            Self::Jq(JqError::Run(_)) => {
                "what was done is done; see the answer itself with -o json"
            }
            Self::WritePage { .. } => {
                "make room or allow writing there, or take another folder: --dir"
            }
            Self::Forgotten {
                status: StageStatus::Accepted,
                ..
            } => "they may come back: dyte-stage join --as ID",
            Self::Forgotten { .. } => "try again",
            Self::NoTerminal { .. } => "answer it beforehand with --yes",
            Self::Output(_) => "what was done is done; see where things stand: dyte-stage status",
            Self::TimedOut { meanwhile, .. } | Self::Interrupted(meanwhile) => meanwhile.hint()?,
            Self::NotSet(_) => "see what is: dyte-stage config list",
            Self::TurnedDown { .. }
            | Self::Sandbox(ServeError::Listen(_))
            | Self::Runtime(_)
            | Self::HttpClient(_)
            | Self::Usage(_)
            | Self::Jq(JqError::Expression(..))
            | Self::Tls(_)
            | Self::Admission(AdmissionError::Sign(_))
            | Self::ReadScript { .. }
            | Self::ReadInput { .. }
            | Self::Platform(platform::Error::Refused(_))
            | Self::Tokens(TokenError::Name(_) | TokenError::TooLong | TokenError::Random)
            | Self::Released { .. }
            | Self::Stdin(_)
            | Self::Declined => return None,
        };
        Some(hint.to_owned())
    }

    /// How the program ends.
    pub(super) const fn exit_code(&self) -> Exit {
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
            | Self::Output(_) => Exit::Failed,
        }
    }
}

/// The column that may have been meant.
fn near_column(name: &str, has: Columns) -> Option<String> {
    let keys: Vec<_> = has.iter().map(Column::key).collect();
    did_you_mean(name, keys.iter().map(String::as_str))
}

/// What may have been meant by a word that means nothing, if something may.
pub(super) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let nearest = nearest_word(word, known)?;
    Some(format!("did you mean {nearest}?"))
}

fn config_hint(error: &ConfigError) -> String {
    let hint = match error {
        ConfigError::Untidy(_) => "set it without them",
        ConfigError::Empty(_) => "set it, or unset it; see: dyte-stage help environment",
        ConfigError::MeetingWithoutPlatform(_) | ConfigError::NoPlatform(_) => {
            "configure one: dyte-stage auth login; or set DYTE_STAGE_ACCOUNT_ID, \
             DYTE_STAGE_APP_ID and DYTE_STAGE_API_TOKEN (or, for Dyte, DYTE_STAGE_ORG_ID and \
             DYTE_STAGE_API_KEY), or choose the sandbox: --platform sandbox"
        }
        ConfigError::NotAMeeting(_) => "list them: dyte-stage meetings list",
        ConfigError::BothPlatforms => "choose one: DYTE_STAGE_PLATFORM",
        ConfigError::Missing { .. } => {
            "configure it: dyte-stage auth login; or see: dyte-stage help environment"
        }
        ConfigError::NotText(_)
        | ConfigError::Unknown(_)
        | ConfigError::UnknownPlatform { .. }
        | ConfigError::Endpoint { .. } => "see: dyte-stage help environment",
        ConfigError::ProfileAndFlag(_) => "leave out one of them",
        ConfigError::ProfileAndVariable(name) => {
            return format!("unset one of them: unset DYTE_STAGE_PROFILE, or unset {name}");
        }
        ConfigError::UnknownProfile { nearest, name, .. } => {
            return match nearest {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => format!("make it: dyte-stage auth login --profile {}", quoted(name)),
            };
        }
        ConfigError::Profile { name, error } => {
            let name = quoted(name);
            return match &**error {
                ConfigError::Missing { .. } => {
                    format!("complete it: dyte-stage auth login --profile {name}")
                }
                _ => format!("change it: dyte-stage config set KEY VALUE --profile {name}"),
            };
        }
        ConfigError::NoSecret { profile, variable } => {
            let profile = quoted(profile);
            return format!(
                "dyte-stage auth login --profile {profile}; or, with --profile {profile}, set {variable}"
            );
        }
        ConfigError::SecretElsewhere { profile, .. } => {
            return format!("dyte-stage auth login --profile {}", quoted(profile));
        }
        ConfigError::File(error) => return file_hint(error),
        ConfigError::Home(_) => "name a folder: DYTE_STAGE_HOME",
    };
    hint.to_owned()
}

fn file_hint(error: &FileError) -> String {
    let hint = match error {
        FileError::Open { path, .. } => {
            let path = path.display().to_string();
            return format!("make it yours alone: chmod 600 {}", quoted(&path));
        }
        FileError::Malformed { .. } => "mend that line, or move the file away",
        FileError::Read { .. } => "let it be read, or move the file away",
        FileError::Write { .. } => {
            "make room or allow writing there, or use another folder: DYTE_STAGE_HOME"
        }
    };
    hint.to_owned()
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

pub(super) const fn exit_of_code(code: ErrorCode) -> Exit {
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
