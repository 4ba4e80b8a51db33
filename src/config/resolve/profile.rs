//! Whether a profile says where to work, and what it amounts to. A profile is a whole place: nothing of
//! another one is mixed with it, least of all a secret.

use secrecy::ExposeSecret;

use super::{Config, ConfigError, Flags, Home, Target, Values, meeting_id};
use crate::config::env::{self, Environment, Variable};
use crate::config::profile::{KEYS, Profile, Profiles};
use crate::config::stored::Stored;
use model::nearest_word;

/// What says where to work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// The flags and the variables; with none of them, nothing.
    Environment,
    /// A profile.
    Profile {
        /// Its name.
        name: String,
        /// What named it.
        by: &'static str,
    },
}

/// How a profile is named on the command line.
const FLAG: &str = "--profile";
/// What names it when nothing else does.
const FILE: &str = "config.toml";

/// Says what says where to work: flags before variables, and those before the profile in use.
///
/// # Errors
///
/// When they contradict each other, or name a profile that is none.
pub(crate) fn choose(
    environment: &Environment,
    flags: &Flags,
    profiles: &Profiles,
) -> Result<Chosen, ConfigError> {
    let values = Values::of(environment);
    let place = match (flags.platform, &flags.server) {
        (Some(_), _) => Some("--platform"),
        (None, Some(_)) => Some("--server"),
        (None, None) => None,
    };
    match (&flags.profile, place) {
        (Some(_), Some(flag)) => return Err(ConfigError::ProfileAndFlag(flag)),
        (Some(name), None) => return named(name, FLAG, profiles),
        (None, Some(_)) => return Ok(Chosen::Environment),
        (None, None) => {}
    }
    let is_set = |variable: &Variable| values.is_set(*variable);
    if let Some(name) = values.get(env::PROFILE)? {
        let chosen = named(&name, env::PROFILE.name, profiles)?;
        let secret = profiles.profiles.get(&name).map(Profile::secret_variable);
        let mut others = env::PLACE.iter().filter(|v| Some(**v) != secret);
        return match others.find(|variable| is_set(variable)) {
            Some(variable) => Err(ConfigError::ProfileAndVariable(variable.name)),
            None => Ok(chosen),
        };
    }
    match &profiles.profile {
        Some(name) if !env::PLACE.iter().any(is_set) => named(name, FILE, profiles),
        _ => Ok(Chosen::Environment),
    }
}

fn named(name: &str, by: &'static str, profiles: &Profiles) -> Result<Chosen, ConfigError> {
    if profiles.profiles.contains_key(name) {
        let name = name.to_owned();
        return Ok(Chosen::Profile { name, by });
    }
    let known: Vec<_> = profiles.profiles.keys().cloned().collect();
    Err(ConfigError::UnknownProfile {
        nearest: nearest_word(name, known.iter().map(String::as_str)).map(ToOwned::to_owned),
        name: name.to_owned(),
        by,
        known,
    })
}

/// What a profile amounts to, with the few variables that hold beside one.
pub(super) fn in_profile(
    environment: &Environment,
    flags: &Flags,
    stored: Stored,
    (name, by): (String, &'static str),
) -> Result<Config, ConfigError> {
    let outside = Values::of(environment);
    let profile = stored.profiles.profiles.get(&name);
    let profile = profile.cloned().unwrap_or_default();
    let preset = outside.get(env::HOST_PRESET)?;
    let mut said = Vec::new();
    for key in KEYS {
        let value = match key.variable {
            env::HOST_PRESET if preset.is_some() => preset.clone(),
            _ => profile.get(key).map(ToOwned::to_owned),
        };
        said.extend(value.map(|value| (key.variable, value)));
    }
    let mut saved_for = None;
    if !profile.is_sandbox() {
        let variable = profile.secret_variable();
        let beside = match by {
            env_name if env_name == env::PROFILE.name => outside.get(variable)?,
            _ => None,
        };
        match (stored.secrets?.remove(&name), beside) {
            (Some(_), Some(_)) => return Err(ConfigError::ProfileAndVariable(variable.name)),
            (Some(saved), None) => {
                said.push((variable, saved.secret.expose_secret().to_owned()));
                saved_for = Some(saved.base_url);
            }
            (None, beside) => {
                // The profile in use is nothing that a secret was meant for by being named.
                let beside = match beside {
                    None if by == FLAG => outside.get(variable)?,
                    beside => beside,
                };
                let none = ConfigError::NoSecret {
                    profile: name.clone(),
                    variable: variable.name,
                };
                said.push((variable, beside.ok_or(none)?));
            }
        }
    }
    let said: Environment = said.into_iter().collect();
    let within = Values {
        environment: &said,
        is_profile: true,
    };
    let of_profile = |error| ConfigError::Profile {
        name: name.clone(),
        error: Box::new(error),
    };
    within.check().map_err(of_profile)?;
    let target = within.target(&Flags::default(), None, |_| true);
    let target = target.map_err(of_profile)?;
    if let Target::Sandbox {
        by_default: true, ..
    } = target
    {
        return Err(of_profile(ConfigError::Missing {
            for_what: "it names no place".to_owned(),
            missing: vec!["platform"],
        }));
    }
    if let (Some(saved_for), Some(base)) = (saved_for, target.base())
        && base.to_string() != saved_for
    {
        return Err(ConfigError::SecretElsewhere {
            profile: name,
            saved_for,
            base_url: base.to_string(),
        });
    }
    let meeting = match &flags.meeting {
        Some(meeting) => Some(meeting.clone()),
        None => outside.get(env::MEETING)?,
    };
    let meeting = if let Some(meeting) = meeting {
        Some(meeting_id(&meeting)?)
    } else {
        let meeting = within.get(env::MEETING).map_err(of_profile)?;
        let meeting = meeting.map(|id| meeting_id(&id)).transpose();
        meeting.map_err(of_profile)?
    };
    Ok(Config {
        target,
        meeting,
        home: Home::find(environment)?,
    })
}
