//! Whether a place can be worked on with its secret: checked over the Stage API, as every command
//! works.

use serde::Serialize;

use super::flag_text::hint_with_flags;
use crate::config::{Config, Target};
use crate::error::{CliError, code_name, exit_of_code};
use crate::output::Output;
use crate::session::connect::{Connected, connect_to};
use api::{Check, CheckStatus, DoctorQuery, ErrorCode, MeetingQuery};
use client::ClientError;

/// A place that can be worked on.
#[derive(Debug, Serialize)]
pub(super) struct PlaceCheck {
    pub(super) platform: api::Platform,
    /// The role of a service's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<String>,
    /// The number of meetings, if the platform tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) meetings: Option<u64>,
    pub(super) live: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) host_preset: Option<String>,
    /// Failed checks that only commands with a host need, each with its hint.
    #[serde(skip)]
    pub(super) warnings: Vec<(String, Option<String>)>,
}

/// Why a place cannot be worked on.
#[derive(Debug)]
pub(super) enum CheckError {
    /// The platform or the service refuses the secret, or something that the place names.
    Refused {
        reason: String,
        code: ErrorCode,
        hint: Option<String>,
    },
    /// It could not be checked.
    Other(CliError),
}

impl From<CliError> for CheckError {
    fn from(error: CliError) -> Self {
        Self::Other(error)
    }
}

impl From<ClientError> for CheckError {
    fn from(error: ClientError) -> Self {
        Self::Other(error.into())
    }
}

impl From<CheckError> for CliError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Refused { reason, code, hint } => {
                let message = format!("nothing was saved: {reason}");
                Self::new(code_name(code), exit_of_code(code), message).with_hint_if(hint)
            }
            CheckError::Other(error) => error,
        }
    }
}

/// Checks that may fail although the secret is good.
const OPTIONAL_CHECKS: [&str; 2] = ["host_preset", "session"];

/// Checks the place of a configuration.
///
/// # Errors
///
/// When its secret is not good, or the place cannot be reached.
pub(super) async fn check_place(config: Config, output: &Output) -> Result<PlaceCheck, CheckError> {
    let is_service = matches!(config.target, Target::Server(_));
    let names_preset = match &config.target {
        Target::Platform(account) => account.host_preset.is_some(),
        Target::Sandbox { host_preset, .. } => host_preset.is_some(),
        Target::Server(_) => false,
    };
    let session = connect_to(config, output).await?;
    let checked = check_session(&session, is_service, names_preset).await;
    session.background.close().await;
    checked.map_err(|error| match error {
        CheckError::Other(error) => match error.problem() {
            Some(problem) => CheckError::Refused {
                code: problem.extensions.code,
                hint: problem.extensions.hint.as_deref().map(hint_with_flags),
                reason: error.to_string(),
            },
            None => CheckError::Other(error),
        },
        refused @ CheckError::Refused { .. } => refused,
    })
}

async fn check_session(
    session: &Connected,
    is_service: bool,
    names_preset: bool,
) -> Result<PlaceCheck, CheckError> {
    let client = &session.client;
    let role = if is_service {
        Some(client.whoami().await?.body.role.to_string())
    } else {
        None
    };
    let query = DoctorQuery::default();
    let doctor = client.doctor(&query).await?.body;
    let failed = |check: &&Check| check.status == CheckStatus::Failed;
    let mut warnings = Vec::new();
    for check in doctor.checks.iter().filter(failed) {
        let is_named = check.name == "host_preset" && names_preset;
        if !is_service && (is_named || !OPTIONAL_CHECKS.contains(&&*check.name)) {
            return Err(CheckError::Refused {
                reason: format!("{}: {}", check.name, check.detail),
                code: check.code.unwrap_or(ErrorCode::PlatformError),
                hint: check.hint.as_deref().map(hint_with_flags),
            });
        }
        warnings.push((
            check.detail.clone(),
            check.hint.as_deref().map(hint_with_flags),
        ));
    }
    if let Some(meeting) = &session.meeting
        && doctor.platform != api::Platform::Sandbox
    {
        client.meeting(meeting).await?;
    }
    let page = MeetingQuery {
        per_page: Some(1),
        ..MeetingQuery::default()
    };
    let live = MeetingQuery {
        live: true,
        ..MeetingQuery::default()
    };
    // A service's token may be for some meetings only, and not list them.
    let total = client.meetings(&page).await.ok();
    let live = client.meetings(&live).await.ok();
    let live = live.into_iter().flat_map(|answer| answer.body.meetings);
    let preset = doctor
        .checks
        .iter()
        .find(|check| check.name == "host_preset");
    let preset = preset.filter(|check| check.status == CheckStatus::Ok);
    Ok(PlaceCheck {
        platform: doctor.platform,
        role,
        meetings: total.and_then(|answer| answer.body.total),
        live: live.map(|meeting| meeting.id.to_string()).collect(),
        host_preset: preset.map(|check| check.detail.clone()),
        warnings,
    })
}

impl PlaceCheck {
    /// A summary on one line.
    pub(super) fn summary(&self) -> String {
        let live = match &*self.live {
            [] => "none live".to_owned(),
            [one] => format!("1 live ({one})"),
            [first, ..] => format!("{} live ({first}, …)", self.live.len()),
        };
        let meetings = match self.meetings {
            None => live,
            Some(1) => format!("1 meeting, {live}"),
            Some(meetings) => format!("{meetings} meetings, {live}"),
        };
        let role = self.role.as_ref().map(|role| format!("role {role}; "));
        let host = match &self.host_preset {
            Some(preset) => format!("; the host joins with {preset}"),
            None => String::new(),
        };
        format!("{}{meetings}{host}", role.unwrap_or_default())
    }
}
