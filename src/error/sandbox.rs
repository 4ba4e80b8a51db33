//! Errors of the sandbox: its state, its address, its credentials for SDKs, its script.

use super::cli_error::CliError;
use crate::exit::Exit;
use sandbox::{ScriptError, SdkCredentialsError, ServeError, StoreError};

impl From<ServeError> for CliError {
    fn from(error: ServeError) -> Self {
        let message = error.to_string();
        let (exit, hint) = match error {
            ServeError::Store(StoreError::Stays { .. }) => (Exit::Conflict, Some(IN_USE)),
            ServeError::Store(StoreError::Busy(_)) => (Exit::Failed, Some(IN_USE)),
            ServeError::Store(StoreError::Read { .. } | StoreError::Write { .. }) => {
                (Exit::Failed, Some(NO_ROOM))
            }
            ServeError::Listen(_) => (Exit::Failed, None),
        };
        Self::new("sandbox", exit, message).with_hint_if(hint)
    }
}

const IN_USE: &str = "end it, or use another folder: DYTE_STAGE_HOME";
/// What to do when a folder of the sandbox cannot be written.
pub(crate) const NO_ROOM: &str =
    "make room or allow writing there, or use another folder: DYTE_STAGE_HOME";

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        ServeError::from(error).into()
    }
}

impl From<SdkCredentialsError> for CliError {
    fn from(error: SdkCredentialsError) -> Self {
        let (code, exit, hint) = match &error {
            SdkCredentialsError::NoMeeting(_) => (
                "meeting_not_found",
                Exit::NotFound,
                Some("list them: dyte-stage meetings list --platform sandbox"),
            ),
            SdkCredentialsError::NoParticipant { .. } => (
                "participant_not_found",
                Exit::NotFound,
                Some("list them: dyte-stage participants list --platform sandbox"),
            ),
            SdkCredentialsError::Sign(_) => ("internal", Exit::Failed, None),
        };
        Self::new(code, exit, error.to_string()).with_hint_if(hint)
    }
}

impl From<ScriptError> for CliError {
    fn from(error: ScriptError) -> Self {
        let message = format!("the script cannot be followed: {error}");
        Self::new("script", Exit::Usage, message).with_hint("see: dyte-stage sandbox run --help")
    }
}
