//! What variables and flags amount to. The sandbox is chosen only when nothing is configured: a
//! half-configured platform is an error, never a rehearsal.

mod account;
#[cfg(test)]
mod tests;

use secrecy::SecretString;

use super::account::Account;
use super::endpoint::{Endpoint, EndpointError};
use super::env::{self, Environment, Variable};
use super::home::{Home, HomeError};
use crate::stage::MeetingId;

/// The flags that say where to work.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--platform`.
    pub platform: Option<PlatformName>,
    /// `--meeting`.
    pub meeting: Option<String>,
    /// `--server`.
    pub server: Option<String>,
    /// `--profile`.
    pub profile: Option<String>,
}

/// A platform that can be chosen by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformName {
    /// Cloudflare RealtimeKit.
    RealtimeKit,
    /// Dyte.
    Dyte,
    /// The platform on this machine.
    Sandbox,
}

/// Where to work.
#[derive(Debug, Clone)]
pub struct Config {
    /// The platform, or the service.
    pub target: Target,
    /// The meeting, if one is named.
    pub meeting: Option<MeetingId>,
    /// The folders for state and caches.
    pub home: Home,
}

/// The platform, or the service.
#[derive(Debug, Clone)]
pub enum Target {
    /// The platform on this machine; `by_default` when nothing was configured.
    Sandbox {
        /// Nobody chose it.
        by_default: bool,
        /// The preset with which to join, if one is named.
        host_preset: Option<String>,
    },
    /// A live platform.
    Platform(Box<Account>),
    /// A Stage API service elsewhere.
    Server(Server),
}

/// A Stage API service.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its address.
    pub url: Endpoint,
    /// Its token.
    pub token: SecretString,
}

/// Why the configuration makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable, or a flag, is set to nothing.
    #[error("{0} is set, but empty")]
    Empty(&'static str),
    /// A variable looks like one of ours, and is not.
    #[error("{0} is set, which is no variable of dyte-stage")]
    Unknown(String),
    /// A variable has what no value has: a secret that was copied with its line end.
    #[error("{0} begins or ends with white space, or has a control character in it")]
    Untidy(&'static str),
    /// A variable is not text.
    #[error("{0} is not valid UTF-8")]
    NotText(&'static str),
    /// Something that is needed is not set.
    #[error("{for_what}, but {} not set", listed(.missing))]
    Missing {
        /// What was configured.
        for_what: String,
        /// What is not.
        missing: Vec<&'static str>,
    },
    /// A meeting is named, and nothing that it could be a meeting of.
    #[error("the meeting '{0}' is named, but no platform is configured")]
    MeetingWithoutPlatform(String),
    /// Something of a platform is set, and no platform.
    #[error("{0} is set, but no platform is configured")]
    NoPlatform(&'static str),
    /// No platform gives such an id, and as part of an address it would mean another one.
    #[error("'{0}' is no meeting's id")]
    NotAMeeting(String),
    /// Credentials of both platforms are set.
    #[error("credentials for both RealtimeKit and Dyte are set")]
    BothPlatforms,
    /// No such platform.
    #[error("DYTE_STAGE_PLATFORM is '{0}', which is neither realtimekit nor dyte nor sandbox")]
    UnknownPlatform(String),
    /// An address is not one to which credentials may be sent.
    #[error("{name} is '{value}': {reason}")]
    Endpoint {
        /// The variable or flag.
        name: &'static str,
        /// Its value.
        value: String,
        /// Why not.
        reason: EndpointError,
    },
    /// There is nowhere to keep state.
    #[error(transparent)]
    Home(#[from] HomeError),
}

fn listed(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(", "))
}

/// Says what variables and flags amount to. `in_sandbox` tells whether a meeting's id is one that
/// only the sandbox has.
///
/// # Errors
///
/// When they are incomplete or contradict each other.
pub fn resolve(
    environment: &Environment,
    flags: &Flags,
    in_sandbox: impl Fn(&str) -> bool,
) -> Result<Config, ConfigError> {
    let values = Values(environment);
    values.check(flags)?;
    let meeting = match &flags.meeting {
        Some(meeting) => Some(meeting.clone()),
        None => values.get(env::MEETING)?,
    };
    Ok(Config {
        target: values.target(flags, meeting.as_deref(), in_sandbox)?,
        meeting: meeting.as_deref().map(meeting_id).transpose()?,
        home: Home::find(environment)?,
    })
}

/// Reads a meeting's id.
///
/// # Errors
///
/// When it cannot be one.
pub fn meeting_id(text: &str) -> Result<MeetingId, ConfigError> {
    match text {
        "" | "." | ".." => Err(ConfigError::NotAMeeting(text.to_owned())),
        id => Ok(id.into()),
    }
}

struct Values<'a>(&'a Environment);

impl Values<'_> {
    /// A variable that is set to nothing is a secret that is missing, not one that was left out.
    fn check(&self, flags: &Flags) -> Result<(), ConfigError> {
        for (name, value) in [("--meeting", &flags.meeting), ("--server", &flags.server)] {
            if value.as_ref().is_some_and(String::is_empty) {
                return Err(ConfigError::Empty(name));
            }
        }
        if let Some(name) = self.0.unknown() {
            return Err(ConfigError::Unknown(name.to_owned()));
        }
        let cloudflare = [env::CLOUDFLARE_ACCOUNT_ID, env::CLOUDFLARE_API_TOKEN];
        let ours = env::ALL.iter().filter(|v| !cloudflare.contains(v));
        for variable in ours {
            self.get(*variable)?;
        }
        Ok(())
    }

    fn get(&self, variable: Variable) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.0.get(variable) else {
            return Ok(None);
        };
        // A folder may have any name.
        let is_folder = variable == env::HOME;
        match value.to_str() {
            Some("") => Err(ConfigError::Empty(variable.name)),
            Some(value) if !is_folder && is_untidy(value) => {
                Err(ConfigError::Untidy(variable.name))
            }
            Some(value) => Ok(Some(value.to_owned())),
            None if is_folder => Ok(None),
            None => Err(ConfigError::NotText(variable.name)),
        }
    }

    fn is_set(&self, variable: Variable) -> bool {
        self.0.get(variable).is_some()
    }

    fn target(
        &self,
        flags: &Flags,
        meeting: Option<&str>,
        in_sandbox: impl Fn(&str) -> bool,
    ) -> Result<Target, ConfigError> {
        if let Some(server) = self.server(flags)? {
            return Ok(Target::Server(server));
        }
        let live = |account| Target::Platform(Box::new(account));
        match self.platform(flags)? {
            Some(PlatformName::Sandbox) => {
                return Ok(Target::Sandbox {
                    by_default: false,
                    host_preset: self.get(env::HOST_PRESET)?,
                });
            }
            Some(PlatformName::RealtimeKit) => return self.realtimekit().map(live),
            Some(PlatformName::Dyte) => return self.dyte().map(live),
            None => {}
        }
        match meeting {
            Some(meeting) if !in_sandbox(meeting) => {
                Err(ConfigError::MeetingWithoutPlatform(meeting.to_owned()))
            }
            _ => Ok(Target::Sandbox {
                by_default: true,
                host_preset: None,
            }),
        }
    }

    fn platform(&self, flags: &Flags) -> Result<Option<PlatformName>, ConfigError> {
        if flags.platform.is_some() {
            return Ok(flags.platform);
        }
        if let Some(name) = self.get(env::PLATFORM)? {
            return match name.as_str() {
                "realtimekit" => Ok(Some(PlatformName::RealtimeKit)),
                "dyte" => Ok(Some(PlatformName::Dyte)),
                "sandbox" => Ok(Some(PlatformName::Sandbox)),
                _ => Err(ConfigError::UnknownPlatform(name)),
            };
        }
        let any_of = |variables: &[Variable]| variables.iter().any(|v| self.is_set(*v));
        let realtimekit = any_of(&[env::ACCOUNT_ID, env::APP_ID, env::API_TOKEN]);
        let dyte = any_of(&[env::ORG_ID, env::API_KEY]);
        match (realtimekit, dyte) {
            (true, true) => Err(ConfigError::BothPlatforms),
            (true, false) => Ok(Some(PlatformName::RealtimeKit)),
            (false, true) => Ok(Some(PlatformName::Dyte)),
            (false, false) => match self.half_configured() {
                Some(env::SERVER_TOKEN) => Err(ConfigError::Missing {
                    for_what: format!("{} is set", env::SERVER_TOKEN.name),
                    missing: vec![env::SERVER.name],
                }),
                Some(variable) => Err(ConfigError::NoPlatform(variable.name)),
                None => Ok(None),
            },
        }
    }

    fn half_configured(&self) -> Option<Variable> {
        let mut variables = env::INCOMPLETE.into_iter();
        variables.find(|variable| self.is_set(*variable))
    }

    fn either(&self, ours: Variable, fallback: Variable) -> Result<Option<String>, ConfigError> {
        match self.get(ours)? {
            Some(value) => Ok(Some(value)),
            None => self.get(fallback),
        }
    }

    fn server(&self, flags: &Flags) -> Result<Option<Server>, ConfigError> {
        let (name, url) = match (&flags.server, self.get(env::SERVER)?) {
            (Some(url), _) => ("--server", url.clone()),
            // Whoever names a platform on the command line means that.
            (None, Some(url)) if flags.platform.is_none() => (env::SERVER.name, url),
            (None, _) => return Ok(None),
        };
        let endpoint = parse(name, &url, Endpoint::rest)?;
        let Some(token) = self.get(env::SERVER_TOKEN)? else {
            return Err(ConfigError::Missing {
                for_what: format!("the service {endpoint} is named"),
                missing: vec![env::SERVER_TOKEN.name],
            });
        };
        Ok(Some(Server {
            url: endpoint,
            token: token.into(),
        }))
    }
}

fn is_untidy(value: &str) -> bool {
    value.trim() != value || value.contains(char::is_control)
}

fn parse(
    name: &'static str,
    value: &str,
    read: fn(&str) -> Result<Endpoint, EndpointError>,
) -> Result<Endpoint, ConfigError> {
    read(value).map_err(|reason| ConfigError::Endpoint {
        name,
        // An address that may have a password in it is not repeated.
        value: if value.contains(['@', '?', '#']) {
            "…".to_owned()
        } else {
            value.to_owned()
        },
        reason,
    })
}
