//! Reads the configuration: the variables, and the files of the folder `config`.

use super::config_file::read_profiles;
use super::env::{self, Environment};
use super::error::ConfigError;
use super::files::FileError;
use super::home::Home;
use super::profile::Profiles;
use super::secrets::{Secrets, read_secrets};
use super::values::Flags;

/// The configuration as it was read, without the flags.
pub(crate) struct LoadedConfig {
    pub(crate) environment: Environment,
    pub(crate) home: Home,
    pub(crate) profiles: Profiles,
    /// Their secrets. An error is one only where a secret is needed.
    pub(crate) secrets: Result<Secrets, FileError>,
    /// The keys of the file that are unknown, each with the known key that is nearest.
    pub(crate) unknown_keys: Vec<String>,
}

impl LoadedConfig {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// When there is no folder for it, or the profiles cannot be read.
    pub(crate) fn read() -> Result<Self, ConfigError> {
        let environment = Environment::read();
        let home = Home::find(&environment)?;
        let (profiles, unknown_keys) = read_profiles(&home)?;
        let secrets = read_secrets(&home.credentials_file());
        Ok(Self {
            environment,
            home,
            profiles,
            secrets,
            unknown_keys,
        })
    }

    /// The profile that a command changes when its arguments name none: that of the flag, the
    /// variable or the file.
    pub(crate) fn profile_to_change(&self, flags: &Flags) -> Option<String> {
        let variable = self.environment.get(env::PROFILE);
        let variable = variable.and_then(|name| Some(name.to_str()?.to_owned()));
        let named = flags.profile.clone().or(variable);
        named.or_else(|| self.profiles.in_use.clone())
    }
}
