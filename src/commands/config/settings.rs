//! The values in effect, and where each comes from.

use serde::Serialize;

use crate::config::env::{self, Variable};
use crate::config::{
    ConfigError, Flags, Key, LoadedConfig, PlaceSource, Profile, ProfileSource, choose,
};

/// A value in effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Setting {
    pub(super) key: &'static str,
    pub(super) value: String,
    pub(super) source: String,
}

/// Every value in effect. Of a secret, only its source is known.
pub(super) fn settings_in_effect(
    config: &LoadedConfig,
    flags: &Flags,
) -> Result<Vec<Setting>, ConfigError> {
    let source = choose(&config.environment, flags, &config.profiles)?;
    let profile = match &source {
        PlaceSource::Environment => None,
        PlaceSource::Profile { name, by } => {
            let profile = config.profiles.all.get(name);
            profile.map(|profile| (name.as_str(), profile, *by))
        }
    };
    let mut settings = Vec::new();
    let mut add = |key, value: String, source: String| {
        settings.push(Setting { key, value, source });
    };
    if let Some((name, _, by)) = profile {
        add("profile", name.to_owned(), by.as_str().to_owned());
    }
    for key in Key::ALL {
        if let Some((value, source)) = in_effect(key, profile, config, flags) {
            add(key.name(), value, source);
        }
    }
    if let Some(source) = secret_source(profile, config) {
        add("secret", "set".to_owned(), source);
    }
    Ok(settings)
}

type ChosenProfile<'a> = (&'a str, &'a Profile, ProfileSource);

fn in_effect(
    key: Key,
    profile: Option<ChosenProfile<'_>>,
    config: &LoadedConfig,
    flags: &Flags,
) -> Option<(String, String)> {
    let flag = match key {
        Key::Platform => flags.platform.map(|platform| platform.to_string()),
        Key::Server => flags.server.clone(),
        Key::Meeting => flags.meeting.clone(),
        _ => None,
    };
    if let Some(value) = flag {
        return Some((value, key.flag()));
    }
    let counts = profile.is_none() || matches!(key, Key::Meeting | Key::HostPreset);
    if let Some(found) = variable(key.variable(), config).filter(|_| counts) {
        return Some(found);
    }
    let (name, profile, _) = profile?;
    let value = profile.get(key)?.to_owned();
    Some((value, format!("profile {name}")))
}

fn variable(variable: Variable, config: &LoadedConfig) -> Option<(String, String)> {
    let value = config.environment.get(variable)?;
    Some((
        value.to_string_lossy().into_owned(),
        variable.name.to_owned(),
    ))
}

fn secret_source(profile: Option<ChosenProfile<'_>>, config: &LoadedConfig) -> Option<String> {
    let source = |secret| variable(secret, config).map(|(_, source)| source);
    let Some((name, profile, by)) = profile else {
        let mut secrets = [env::API_TOKEN, env::API_KEY, env::SERVER_TOKEN].into_iter();
        return secrets.find_map(source);
    };
    match &config.secrets {
        Ok(secrets) if secrets.contains_key(name) => Some("credentials.toml".to_owned()),
        Ok(_) if by == ProfileSource::File => None,
        Ok(_) => source(profile.secret_variable()),
        Err(error) => Some(error.to_string()),
    }
}
