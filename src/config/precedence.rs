//! Which source says where to work: flags before variables, and those before the profile in use. A
//! profile is a whole place: nothing of another source is mixed with it, least of all a secret. The
//! sandbox is chosen only when nothing is configured: half a configuration is an error.

use secrecy::SecretString;

use super::env::{self, Environment};
use super::error::ConfigError;
use super::home::Home;
use super::keys::Key;
use super::load::LoadedConfig;
use super::profile::{Profile, Profiles};
use super::secrets::SavedSecret;
use super::target::{Target, profile_target, validate};
use super::validate::meeting_id;
use super::values::{Flags, PlaceValues, Value};
use model::MeetingId;

/// The configuration that counts.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The place to work.
    pub(crate) target: Target,
    /// The meeting, if one is named.
    pub(crate) meeting: Option<MeetingId>,
    /// The folders for state and caches.
    pub(crate) home: Home,
}

impl Config {
    /// The configuration of a profile alone, without any flag or variable.
    ///
    /// # Errors
    ///
    /// When the profile is incomplete, or invalid.
    pub(crate) fn of_profile(
        name: &str,
        profile: &Profile,
        secret: Option<SecretString>,
        home: &Home,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            target: profile_target(name, profile, secret)?,
            meeting: profile_meeting(name, profile)?,
            home: home.clone(),
        })
    }
}

fn profile_meeting(name: &str, profile: &Profile) -> Result<Option<MeetingId>, ConfigError> {
    let meeting = profile.get(Key::Meeting).map(meeting_id).transpose();
    meeting.map_err(|error| error.in_profile(name))
}

/// The source that says where to work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceSource {
    /// The flags and the variables; without any, nothing does.
    Environment,
    /// A profile.
    Profile {
        name: String,
        /// What names it.
        by: ProfileSource,
    },
}

/// What names a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProfileSource {
    /// The flag.
    Flag,
    /// The variable.
    Variable,
    /// The file: the profile in use.
    File,
}

impl ProfileSource {
    /// What it is called.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "--profile",
            Self::Variable => env::PROFILE.name,
            Self::File => "config.toml",
        }
    }
}

/// Chooses the source that says where to work.
///
/// # Errors
///
/// When sources contradict each other, or name an unknown profile.
pub(crate) fn choose(
    environment: &Environment,
    flags: &Flags,
    profiles: &Profiles,
) -> Result<PlaceSource, ConfigError> {
    let place = match (flags.platform, &flags.server) {
        (Some(_), _) => Some("--platform"),
        (None, Some(_)) => Some("--server"),
        (None, None) => None,
    };
    let profile = |name: &str, by: ProfileSource| {
        profiles.find(name, by.as_str())?;
        let name = name.to_owned();
        Ok(PlaceSource::Profile { name, by })
    };
    match (&flags.profile, place) {
        (Some(_), Some(flag)) => return Err(ConfigError::ProfileAndFlag(flag)),
        (Some(name), None) => return profile(name, ProfileSource::Flag),
        (None, Some(_)) => return Ok(PlaceSource::Environment),
        (None, None) => {}
    }
    let is_set = |variable: &env::Variable| environment.get(*variable).is_some();
    if let Some(name) = profile_variable(environment).get()? {
        let chosen = profile(name, ProfileSource::Variable)?;
        let secret = profiles.all.get(name).map(Profile::secret_variable);
        let mut others = env::PLACE.iter().filter(|v| Some(**v) != secret);
        return match others.find(|variable| is_set(variable)) {
            Some(variable) => Err(ConfigError::ProfileAndVariable(variable.name)),
            None => Ok(chosen),
        };
    }
    match &profiles.in_use {
        Some(name) if !env::PLACE.iter().any(is_set) => profile(name, ProfileSource::File),
        _ => Ok(PlaceSource::Environment),
    }
}

fn profile_variable(environment: &Environment) -> Value {
    Value::of_variable(env::PROFILE, environment)
}

impl LoadedConfig {
    /// Resolves flags, variables and profiles to one place to work.
    ///
    /// # Errors
    ///
    /// When they are incomplete or contradict each other.
    pub(crate) fn resolve(&self, flags: &Flags) -> Result<Config, ConfigError> {
        check_flags(flags)?;
        if let Some(name) = self.environment.unknown() {
            return Err(ConfigError::Unknown(name.to_owned()));
        }
        match choose(&self.environment, flags, &self.profiles)? {
            PlaceSource::Environment => self.outside_profile(flags),
            PlaceSource::Profile { name, by } => self.in_profile(flags, &name, by),
        }
    }

    fn outside_profile(&self, flags: &Flags) -> Result<Config, ConfigError> {
        profile_variable(&self.environment).get()?;
        let mut values = PlaceValues::of_variables(&self.environment);
        values.check()?;
        values.override_with(flags);
        let meeting = values.meeting.get()?;
        let target = validate(&values).map_err(|error| self.beside_profile(error))?;
        let target = match (target, meeting) {
            (Some(target), _) => target,
            (None, Some(meeting)) if !sandbox::is_meeting(meeting) => {
                return Err(ConfigError::MeetingWithoutPlatform(meeting.clone()));
            }
            (None, _) => Target::Sandbox {
                by_default: true,
                host_preset: None,
            },
        };
        Ok(Config {
            target,
            meeting: meeting.map(|id| meeting_id(id)).transpose()?,
            home: self.home.clone(),
        })
    }

    /// Variables that say where to work keep a profile in use from counting; where they are
    /// incomplete, that may be the mistake.
    fn beside_profile(&self, error: ConfigError) -> ConfigError {
        match (error, &self.profiles.in_use) {
            (error @ ConfigError::Missing { .. }, Some(profile)) => ConfigError::BesideProfile {
                profile: profile.clone(),
                error: Box::new(error),
            },
            (error, _) => error,
        }
    }

    /// The place of a profile, with the few variables that count beside one.
    fn in_profile(
        &self,
        flags: &Flags,
        name: &str,
        by: ProfileSource,
    ) -> Result<Config, ConfigError> {
        let variables = PlaceValues::of_variables(&self.environment);
        let mut profile = self.profiles.find(name, by.as_str())?.clone();
        if let Some(preset) = variables.host_preset.get()? {
            profile.set(Key::HostPreset, Some(preset.clone()));
        }
        let saved = self.saved_secret(name, &profile)?;
        let secret = secret(name, &profile, saved, by, &variables)?;
        let target = profile_target(name, &profile, secret)?;
        if let (Some(saved), Some(address)) = (saved, target.base()) {
            saved.check_address(name, address)?;
        }
        let meeting = match &flags.meeting {
            Some(meeting) => Some(meeting_id(meeting)?),
            None => match variables.meeting.get()? {
                Some(meeting) => Some(meeting_id(meeting)?),
                None => profile_meeting(name, &profile)?,
            },
        };
        Ok(Config {
            target,
            meeting,
            home: self.home.clone(),
        })
    }

    fn saved_secret(
        &self,
        name: &str,
        profile: &Profile,
    ) -> Result<Option<&SavedSecret>, ConfigError> {
        match &self.secrets {
            _ if profile.is_sandbox() => Ok(None),
            Ok(secrets) => Ok(secrets.get(name)),
            Err(error) => Err(error.clone().into()),
        }
    }
}

fn check_flags(flags: &Flags) -> Result<(), ConfigError> {
    let values = [
        ("--meeting", &flags.meeting),
        ("--server", &flags.server),
        ("--profile", &flags.profile),
    ];
    match values
        .iter()
        .find(|(_, value)| value.as_deref() == Some(""))
    {
        Some((name, _)) => Err(ConfigError::Empty(name)),
        None => Ok(()),
    }
}

/// The secret of a profile: the saved one, else that of its variable. The variable's counts only
/// for a profile that is named: it was not meant for whichever profile is in use.
fn secret(
    name: &str,
    profile: &Profile,
    saved: Option<&SavedSecret>,
    by: ProfileSource,
    variables: &PlaceValues,
) -> Result<Option<SecretString>, ConfigError> {
    if profile.is_sandbox() {
        return Ok(None);
    }
    let variable = profile.secret_variable();
    let beside = || variables.secret(variable).get();
    let secret = match (by, saved) {
        (ProfileSource::Variable, Some(_)) if beside()?.is_some() => {
            return Err(ConfigError::ProfileAndVariable(variable.name));
        }
        (_, Some(saved)) => Some(&saved.secret),
        (ProfileSource::Flag | ProfileSource::Variable, None) => beside()?,
        (ProfileSource::File, None) => None,
    };
    match secret {
        Some(secret) => Ok(Some(secret.clone())),
        None => Err(ConfigError::NoSecret {
            profile: name.to_owned(),
            variable: variable.name,
        }),
    }
}
