//! What variables, flags and profiles amount to. The sandbox is chosen only when nothing is configured: a
//! half-configured platform is an error, never a rehearsal.

mod account;
mod error;
mod profile;
#[cfg(test)]
mod tests;

use secrecy::SecretString;

use super::env::{self, Environment, Variable};
use super::home::Home;
use super::profile::KEYS;
use super::stored::Stored;
pub(crate) use error::ConfigError;
use model::MeetingId;
use net::endpoint::{Endpoint, EndpointError};
use platform::Account;
pub(crate) use profile::{Chosen, choose};

/// The flags that say where to work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    /// `--platform`.
    pub(crate) platform: Option<PlatformName>,
    /// `--meeting`.
    pub(crate) meeting: Option<String>,
    /// `--server`.
    pub(crate) server: Option<String>,
    /// `--profile`.
    pub(crate) profile: Option<String>,
}

/// A platform that can be chosen by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlatformName {
    /// Cloudflare RealtimeKit.
    RealtimeKit,
    /// Dyte.
    Dyte,
    /// The platform on this machine.
    Sandbox,
}

impl PlatformName {
    /// Reads it.
    #[must_use]
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::RealtimeKit, Self::Dyte, Self::Sandbox].into_iter();
        all.find(|platform| platform.as_str() == name)
    }

    /// How it is written.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RealtimeKit => "realtimekit",
            Self::Dyte => "dyte",
            Self::Sandbox => "sandbox",
        }
    }
}

/// Where to work.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The platform, or the service.
    pub(crate) target: Target,
    /// The meeting, if one is named.
    pub(crate) meeting: Option<MeetingId>,
    /// The folders for state and caches.
    pub(crate) home: Home,
}

/// The platform, or the service.
#[derive(Debug, Clone)]
pub(crate) enum Target {
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

impl Target {
    /// Where secrets are sent: the platform's REST API, or the service; the sandbox has its own.
    #[must_use]
    pub(crate) fn base(&self) -> Option<&Endpoint> {
        match self {
            Self::Sandbox { .. } => None,
            Self::Platform(account) => Some(&account.api),
            Self::Server(server) => Some(&server.url),
        }
    }
}

/// A Stage API service.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Its address.
    pub(crate) url: Endpoint,
    /// Its token.
    pub(crate) token: SecretString,
}

/// Says what variables, flags and profiles amount to. `in_sandbox` tells whether a meeting's id is one
/// that only the sandbox has.
///
/// # Errors
///
/// When they are incomplete or contradict each other.
pub(crate) fn resolve(
    environment: &Environment,
    flags: &Flags,
    stored: Stored,
    in_sandbox: impl Fn(&str) -> bool,
) -> Result<Config, ConfigError> {
    let values = Values::of(environment);
    values.check_flags(flags)?;
    if let Chosen::Profile { name, by } = choose(environment, flags, &stored.profiles)? {
        return profile::in_profile(environment, flags, stored, (name, by));
    }
    values.check()?;
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
pub(crate) fn meeting_id(text: &str) -> Result<MeetingId, ConfigError> {
    match text {
        "" | "." | ".." => Err(ConfigError::NotAMeeting(text.to_owned())),
        id => Ok(id.into()),
    }
}

/// Variables, or what a profile says in their place.
struct Values<'a> {
    environment: &'a Environment,
    is_profile: bool,
}

impl<'a> Values<'a> {
    const fn of(environment: &'a Environment) -> Self {
        Self {
            environment,
            is_profile: false,
        }
    }

    /// How a user has named it.
    fn name(&self, variable: Variable) -> &'static str {
        let key = KEYS.iter().find(|key| key.variable == variable);
        match key {
            _ if !self.is_profile => variable.name,
            Some(key) => key.name,
            None => "its secret",
        }
    }

    fn check_flags(&self, flags: &Flags) -> Result<(), ConfigError> {
        let values = [
            ("--meeting", &flags.meeting),
            ("--server", &flags.server),
            ("--profile", &flags.profile),
        ];
        for (name, value) in values {
            if value.as_ref().is_some_and(String::is_empty) {
                return Err(ConfigError::Empty(name));
            }
        }
        match self.environment.unknown() {
            Some(name) => Err(ConfigError::Unknown(name.to_owned())),
            None => Ok(()),
        }
    }

    /// A variable that is set to nothing is a secret that is missing, not one that was left out.
    fn check(&self) -> Result<(), ConfigError> {
        let cloudflare = [env::CLOUDFLARE_ACCOUNT_ID, env::CLOUDFLARE_API_TOKEN];
        let ours = env::ALL.iter().filter(|v| !cloudflare.contains(v));
        for variable in ours {
            self.get(*variable)?;
        }
        Ok(())
    }

    fn get(&self, variable: Variable) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.environment.get(variable) else {
            return Ok(None);
        };
        // A folder may have any name.
        let is_folder = variable == env::HOME;
        match value.to_str() {
            Some("") => Err(ConfigError::Empty(self.name(variable))),
            Some(value) if !is_folder && is_untidy(value) => {
                Err(ConfigError::Untidy(self.name(variable)))
            }
            Some(value) => Ok(Some(value.to_owned())),
            None if is_folder => Ok(None),
            None => Err(ConfigError::NotText(self.name(variable))),
        }
    }

    fn is_set(&self, variable: Variable) -> bool {
        self.environment.get(variable).is_some()
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
            return match PlatformName::parse(&name) {
                Some(platform) => Ok(Some(platform)),
                None => Err(ConfigError::UnknownPlatform {
                    name: self.name(env::PLATFORM),
                    value: name,
                }),
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
                Some(variable) => Err(ConfigError::NoPlatform(self.name(variable))),
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
            (None, Some(url)) if flags.platform.is_none() => (self.name(env::SERVER), url),
            (None, _) => return Ok(None),
        };
        let endpoint = parse(name, &url, Endpoint::service)?;
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

pub(super) fn is_untidy(value: &str) -> bool {
    value.trim() != value || value.contains(char::is_control)
}

pub(super) fn parse(
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
