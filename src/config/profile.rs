//! Profiles: places to work that a user has named, as `config.toml` has them. They hold no secret.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::env::{self, Variable};
use super::error::ConfigError;
use super::keys::Key;
use api::Platform;
use model::nearest_word;

/// A place to work, and the meeting and preset to use there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Profile {
    platform: Option<String>,
    account_id: Option<String>,
    app_id: Option<String>,
    org_id: Option<String>,
    api_url: Option<String>,
    signalling_url: Option<String>,
    server: Option<String>,
    meeting: Option<String>,
    host_preset: Option<String>,
}

/// The contents of `config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Profiles {
    /// The profile in use, unless another one is named.
    #[serde(rename = "profile")]
    pub(crate) in_use: Option<String>,
    /// Every profile, by its name.
    #[serde(default, rename = "profiles")]
    pub(crate) all: BTreeMap<String, Profile>,
}

impl Profile {
    /// The value of a key.
    pub(crate) fn get(&self, key: Key) -> Option<&str> {
        let value = match key {
            Key::Platform => &self.platform,
            Key::AccountId => &self.account_id,
            Key::AppId => &self.app_id,
            Key::OrgId => &self.org_id,
            Key::ApiUrl => &self.api_url,
            Key::SignallingUrl => &self.signalling_url,
            Key::Server => &self.server,
            Key::Meeting => &self.meeting,
            Key::HostPreset => &self.host_preset,
        };
        value.as_deref()
    }

    /// Sets a key; `None` removes it.
    pub(crate) fn set(&mut self, key: Key, value: Option<String>) {
        let field = match key {
            Key::Platform => &mut self.platform,
            Key::AccountId => &mut self.account_id,
            Key::AppId => &mut self.app_id,
            Key::OrgId => &mut self.org_id,
            Key::ApiUrl => &mut self.api_url,
            Key::SignallingUrl => &mut self.signalling_url,
            Key::Server => &mut self.server,
            Key::Meeting => &mut self.meeting,
            Key::HostPreset => &mut self.host_preset,
        };
        *field = value;
    }

    fn is_on(&self, platform: Platform) -> bool {
        let named = self.platform.as_deref();
        named.is_some_and(|name| name.parse() == Ok(platform))
    }

    /// The variable that has the secret for it.
    pub(crate) fn secret_variable(&self) -> Variable {
        let is_dyte =
            self.is_on(Platform::Dyte) || self.platform.is_none() && self.org_id.is_some();
        match (&self.server, is_dyte) {
            (Some(_), _) => env::SERVER_TOKEN,
            (None, true) => env::API_KEY,
            (None, false) => env::API_TOKEN,
        }
    }

    /// Whether it is the sandbox, which needs no secret.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.server.is_none() && self.is_on(Platform::Sandbox)
    }
}

impl Profiles {
    /// The profile of a name. `named_by` is the flag, variable or file that names it, for the
    /// error.
    ///
    /// # Errors
    ///
    /// When there is no such profile.
    pub(crate) fn find(&self, name: &str, named_by: &'static str) -> Result<&Profile, ConfigError> {
        self.all.get(name).ok_or_else(|| {
            let known: Vec<_> = self.all.keys().cloned().collect();
            let nearest = nearest_word(name, known.iter().map(String::as_str));
            ConfigError::UnknownProfile {
                nearest: nearest.map(ToOwned::to_owned),
                name: name.to_owned(),
                by: named_by,
                known,
            }
        })
    }
}

/// Whether a profile may have this name: it is one word on a command line, and in the file.
pub(crate) fn is_profile_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && !name.starts_with('-') && name.len() <= 64 && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_value_of_its_own() {
        for key in Key::ALL {
            let mut profile = Profile::default();
            profile.set(key, Some("x".to_owned()));
            for other in Key::ALL {
                assert_eq!(profile.get(other).is_some(), other == key, "{}", key.name());
            }
        }
    }
}
