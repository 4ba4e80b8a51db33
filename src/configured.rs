//! Reads the configuration: the environment, and the files of the folder for it.

use super::error::CliError;
use super::output::Output;
use crate::config::{Config, ConfigError, Environment, Flags, Home, Stored, resolve};
use crate::error::quoted;
use sandbox;

/// Everything that is configured, but for the flags.
pub(super) struct Configured {
    pub(super) environment: Environment,
    pub(super) home: Home,
    pub(super) stored: Stored,
}

impl Configured {
    /// Reads it, and warns of what means nothing.
    pub(super) fn read(output: &Output) -> Result<Self, CliError> {
        let environment = Environment::read();
        let home = Home::find(&environment)?;
        let (stored, unknown) = Stored::read(&home).map_err(ConfigError::from)?;
        let path = home.config_file();
        for key in unknown {
            let path = path.display();
            output.warn(&format!("{path}: {key} means nothing"));
        }
        Ok(Self {
            environment,
            home,
            stored,
        })
    }

    /// What it amounts to with flags.
    pub(super) fn resolve(self, flags: &Flags) -> Result<Config, CliError> {
        let Self {
            environment,
            stored,
            ..
        } = self;
        let in_use = stored.profiles.profile.clone();
        let resolved = resolve(&environment, flags, stored, sandbox::is_meeting);
        Ok(resolved.map_err(|error| match (error, in_use) {
            (error @ ConfigError::Missing { .. }, Some(profile)) if flags.profile.is_none() => {
                let error = Box::new(error);
                ConfigError::BesideProfile { profile, error }
            }
            (error, _) => error,
        })?)
    }
}

/// A flag that names a profile, as it goes into a command that is suggested.
pub(super) fn profile_flag(name: &str) -> String {
    format!("--profile {}", quoted(name))
}
