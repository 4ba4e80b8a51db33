//! What to do next about each error, as a command that can be pasted where there is one.

use super::{CliError, did_you_mean};
use crate::args::quoted;
use crate::config::{ConfigError, FileError, SaveError};
use crate::help;
use crate::jq::JqError;
use crate::table::{Column, Columns};
use client::ClientError;
use model::StageStatus;
use platform::{self, Refused};
use sandbox::store::StoreError;
use sandbox::{AdmissionError, DEMO, ServeError};
use service::tokens::TokenError;

impl CliError {
    /// What to do next.
    pub(crate) fn hint(&self) -> Option<String> {
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
            Self::Api(error) => return service_hint(error),
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
            Self::NoMeeting {
                only: Some(only), ..
            } => {
                let only = quoted(only);
                return Some(format!(
                    "say --meeting {only}, or always: dyte-stage config set meeting {only}"
                ));
            }
            Self::NoMeeting { .. } => {
                "name one with --meeting; list them: dyte-stage meetings list"
            }
            Self::NoHost { hint, .. } | Self::Refused { hint, .. } => return hint.clone(),
            Self::NoTopic(topic) => {
                let near = did_you_mean(topic, help::topics().iter().map(String::as_str));
                return Some(near.unwrap_or_else(|| "see: dyte-stage help".to_owned()));
            }
            Self::NoColumn { name, has } => return near_column(name, has),
            Self::Endless(_) => "ask for one page: -f page=1 -f per_page=100",
            Self::Jq(JqError::Run(_)) => {
                "see the answer itself with -o json; a change that was asked for is made"
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
}

fn service_hint(error: &ClientError) -> Option<String> {
    let hint = match error {
        ClientError::Problem { problem, .. } => return problem.extensions.hint.clone(),
        ClientError::Unreachable(reason) if reason.contains("InvalidContentType") => {
            "nothing there speaks TLS: say http:// instead, if it is on this machine"
        }
        ClientError::Unreachable(reason) if reason.contains("HTTP version") => {
            "nothing there speaks plain HTTP: say https:// instead"
        }
        ClientError::Unreachable(_) | ClientError::NotStageApi { .. } => {
            "check --server or DYTE_STAGE_SERVER, with https or http and the port; a private certificate is trusted with SSL_CERT_FILE"
        }
    };
    Some(hint.to_owned())
}

/// The column that may have been meant.
fn near_column(name: &str, has: Columns) -> Option<String> {
    let keys: Vec<_> = has.iter().map(Column::key).collect();
    did_you_mean(name, keys.iter().map(String::as_str))
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
