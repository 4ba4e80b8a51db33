//! Every error that a user can meet: its code for programs, its hint for people, its exit code.

mod exit;
mod hint;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::{ConfigError, HomeError, SaveError};
use api::ErrorCode;
use client::ClientError;
use model::{StageStatus, nearest_word};
use net::TlsError;
use platform::{self, Refused};
use sandbox::script::ScriptError;
use sandbox::store::StoreError;
use sandbox::{AdmissionError, ServeError};
use service::tokens::TokenError;

pub(super) use exit::exit_of_code;

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
    #[error("the list has no end after {0} pages, and nothing of it was printed")]
    Endless(u32),
    #[error("which meeting? Live now: {}", if .live.is_empty() { "none" } else { .live })]
    NoMeeting {
        live: String,
        /// The only one that is live.
        only: Option<String>,
    },
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
            Self::Endless(_) => "endless",
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
}

/// What may have been meant by a word that means nothing, if something may.
pub(super) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let nearest = nearest_word(word, known)?;
    Some(format!("did you mean {nearest}?"))
}
