//! Profiles: places to work that a user has named, as `config.toml` has them. No secret is in one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::env::{self, Variable};
use super::resolve::{ConfigError, PlatformName, meeting_id};
use model::nearest_word;
use net::Endpoint;

/// Something that a profile says, and the variable that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// Its variable.
    pub(crate) variable: Variable,
}

const fn key(name: &'static str, variable: Variable) -> Key {
    Key { name, variable }
}

/// Everything that a profile may say.
pub(crate) const KEYS: [Key; 9] = [
    key("platform", env::PLATFORM),
    key("account_id", env::ACCOUNT_ID),
    key("app_id", env::APP_ID),
    key("org_id", env::ORG_ID),
    key("api_url", env::API_URL),
    key("signalling_url", env::SIGNALLING_URL),
    key("server", env::SERVER),
    key("meeting", env::MEETING),
    key("host_preset", env::HOST_PRESET),
];

/// A place to work, and with which meeting and preset.
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

/// What `config.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Profiles {
    /// The profile in use, unless another one is named.
    pub(crate) profile: Option<String>,
    /// Every profile, by its name.
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// Why a text is not what a file may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The line, from 1.
    pub(crate) line: usize,
    /// Why.
    pub(crate) reason: String,
}

impl Profile {
    /// What it says of a key.
    #[must_use]
    pub(crate) fn get(&self, key: Key) -> Option<&str> {
        let value = match key.name {
            "platform" => &self.platform,
            "account_id" => &self.account_id,
            "app_id" => &self.app_id,
            "org_id" => &self.org_id,
            "api_url" => &self.api_url,
            "signalling_url" => &self.signalling_url,
            "server" => &self.server,
            "meeting" => &self.meeting,
            _ => &self.host_preset,
        };
        value.as_deref()
    }

    /// Lets it say something else of a key, or nothing.
    pub(crate) fn set(&mut self, key: Key, value: Option<String>) {
        let place = match key.name {
            "platform" => &mut self.platform,
            "account_id" => &mut self.account_id,
            "app_id" => &mut self.app_id,
            "org_id" => &mut self.org_id,
            "api_url" => &mut self.api_url,
            "signalling_url" => &mut self.signalling_url,
            "server" => &mut self.server,
            "meeting" => &mut self.meeting,
            _ => &mut self.host_preset,
        };
        *place = value;
    }

    /// The variable that has the secret for it.
    #[must_use]
    pub(crate) fn secret_variable(&self) -> Variable {
        let is_dyte = match &self.platform {
            Some(platform) => platform == PlatformName::Dyte.as_str(),
            None => self.org_id.is_some(),
        };
        match (&self.server, is_dyte) {
            (Some(_), _) => env::SERVER_TOKEN,
            (None, true) => env::API_KEY,
            (None, false) => env::API_TOKEN,
        }
    }

    /// Whether it is the sandbox, which needs no secret.
    #[must_use]
    pub(crate) fn is_sandbox(&self) -> bool {
        self.server.is_none() && self.platform.as_deref() == Some(PlatformName::Sandbox.as_str())
    }
}

impl Profiles {
    /// Reads what the file says, and the keys in it that mean nothing, each with the one that may have been
    /// meant.
    ///
    /// # Errors
    ///
    /// When it is not TOML, or a key has what it cannot have.
    pub(crate) fn parse(text: &str) -> Result<(Self, Vec<String>), Malformed> {
        let malformed = |error: toml_edit::de::Error| Malformed {
            line: line(text, error.span()),
            reason: error.message().trim().replace('\n', ", "),
        };
        let file = toml_edit::de::Deserializer::parse(text).map_err(malformed)?;
        let mut unknown = Vec::new();
        let profiles = serde_ignored::deserialize(file, |path| unknown.push(path.to_string()));
        let unknown = unknown.iter().map(|path| {
            let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
            let meant = match parent {
                "" => nearest_word(last, ["profile", "profiles"].into_iter()),
                _ => nearest_word(last, KEYS.iter().map(|key| key.name)),
            };
            match meant {
                Some(meant) => format!("{path} (did you mean {meant}?)"),
                None => path.clone(),
            }
        });
        Ok((profiles.map_err(malformed)?, unknown.collect()))
    }
}

/// The line on which something is.
pub(super) fn line(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start));
    before.unwrap_or_default().matches('\n').count() + 1
}

/// Whether a value is one that a key may have.
///
/// # Errors
///
/// When it is not.
pub(crate) fn check(key: Key, value: &str) -> Result<(), ConfigError> {
    if value.is_empty() {
        return Err(ConfigError::Empty(key.name));
    }
    if super::resolve::is_untidy(value) {
        return Err(ConfigError::Untidy(key.name));
    }
    let endpoint = |read: fn(&str) -> _| super::resolve::parse(key.name, value, read).map(drop);
    match key.name {
        "platform" if PlatformName::parse(value).is_none() => Err(ConfigError::UnknownPlatform {
            name: key.name,
            value: value.to_owned(),
        }),
        "api_url" | "server" => endpoint(Endpoint::rest),
        "signalling_url" => endpoint(Endpoint::socket),
        "meeting" => meeting_id(value).map(drop),
        _ => Ok(()),
    }
}

/// Whether a profile may be called so: it is one word on a command line, and in the file.
#[must_use]
pub(crate) fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && !name.starts_with('-') && name.len() <= 64 && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_told_with_what_may_have_been_meant() {
        let text = "profil = 'a'\n[profiles.live]\nacount_id = 'x'\napp_id = 'y'\nzzz = 1\n";
        let (profiles, unknown) = Profiles::parse(text).unwrap();
        assert_eq!(
            unknown,
            [
                "profil (did you mean profile?)",
                "profiles.live.acount_id (did you mean account_id?)",
                "profiles.live.zzz",
            ]
        );
        assert_eq!(profiles.profiles["live"].app_id.as_deref(), Some("y"));
    }

    #[test]
    fn what_is_malformed_is_told_by_its_line() {
        let error = Profiles::parse("profile = 'a'\n[profiles.live\n").unwrap_err();
        assert_eq!(error.line, 2);
        let error = Profiles::parse("\n[profiles.live]\nmeeting = 7\n").unwrap_err();
        assert_eq!(
            (error.line, &*error.reason),
            (3, "invalid type: integer `7`, expected a string")
        );
    }

    #[test]
    fn every_key_is_kept_apart() {
        for key in KEYS {
            let mut profile = Profile::default();
            profile.set(key, Some("x".to_owned()));
            for other in KEYS {
                assert_eq!(profile.get(other).is_some(), other == key, "{}", key.name);
            }
        }
    }
}
