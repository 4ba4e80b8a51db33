//! Errors of the configuration and of its files.

use super::cli_error::{CliError, did_you_mean};
use super::quote::quoted;
use crate::config::{ConfigError, FileError, HomeError, SaveError};
use crate::exit::Exit;
use sandbox::DEMO;

/// The code of an error in the configuration.
pub(crate) const CONFIGURATION: &str = "configuration";

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        let exit = match &error {
            ConfigError::NotAMeeting(_)
            | ConfigError::UnknownPlatform { .. }
            | ConfigError::ProfileAndFlag(_)
            | ConfigError::Endpoint { .. } => Exit::Usage,
            ConfigError::Home(error) => exit_of_home(error),
            _ => Exit::NotPermitted,
        };
        let hint = config_hint(&error);
        Self::new(CONFIGURATION, exit, error.to_string()).with_hint(hint)
    }
}

impl From<HomeError> for CliError {
    fn from(error: HomeError) -> Self {
        Self::new("home", exit_of_home(&error), error.to_string()).with_hint(NO_FOLDER)
    }
}

impl From<SaveError> for CliError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Home(error) => error.into(),
            SaveError::File(error) => {
                let exit = match error {
                    FileError::Write { .. } => Exit::Failed,
                    _ => Exit::NotPermitted,
                };
                Self::new(CONFIGURATION, exit, error.to_string()).with_hint(file_hint(&error))
            }
        }
    }
}

const NO_FOLDER: &str = "name a folder that can be written: DYTE_STAGE_HOME";

const fn exit_of_home(error: &HomeError) -> Exit {
    match error {
        HomeError::Empty => Exit::NotPermitted,
        HomeError::Unknown | HomeError::Create { .. } => Exit::Failed,
    }
}

fn config_hint(error: &ConfigError) -> String {
    if let ConfigError::MeetingWithoutPlatform(meeting) = error
        && let Some(nearest) = did_you_mean(meeting, [DEMO].into_iter())
    {
        return format!("{nearest} Or say once where to work: dyte-stage auth login");
    }
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
        ConfigError::BesideProfile { profile, .. } => {
            return format!(
                "variables count before the profile in use: unset them, or say --profile {}",
                quoted(profile)
            );
        }
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
