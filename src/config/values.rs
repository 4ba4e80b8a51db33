//! The raw values that say where to work, as each source has them: flags, variables or a profile.
//! Every value keeps the name that it has in its source, for messages.

use std::ffi::OsStr;

use secrecy::{ExposeSecret, SecretString};

use super::env::{self, Environment, Variable};
use super::error::ConfigError;
use super::keys::Key;
use super::profile::Profile;
use api::Platform;

/// The flags that say where to work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    pub(crate) platform: Option<Platform>,
    pub(crate) meeting: Option<String>,
    pub(crate) server: Option<String>,
    pub(crate) profile: Option<String>,
}

impl Flags {
    /// The flags that choose a profile, and nothing else.
    pub(crate) fn of_profile(name: &str) -> Self {
        Self {
            profile: Some(name.to_owned()),
            ..Self::default()
        }
    }
}

/// A value of one source, which may be unset.
#[derive(Debug)]
pub(super) struct Value<T = String> {
    /// The name that it has in its source.
    pub(super) name: &'static str,
    value: Result<Option<T>, Fault>,
}

/// Why no value can have such a text.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Empty,
    /// A secret was copied with its line end.
    Untidy,
    NotText,
}

impl<T: for<'a> From<&'a str>> Value<T> {
    /// A text as it was given; what is wrong with it is reported when it is read.
    pub(super) fn new(name: &'static str, text: Option<&(impl AsRef<OsStr> + ?Sized)>) -> Self {
        let value = match text {
            Some(text) => checked(text.as_ref()).map(|text| Some(text.into())),
            None => Ok(None),
        };
        Self { name, value }
    }

    /// The value of a variable.
    pub(super) fn of_variable(variable: Variable, environment: &Environment) -> Self {
        Self::new(variable.name, environment.get(variable))
    }
}

impl Value {
    fn unset(name: &'static str) -> Self {
        let value = Ok(None);
        Self { name, value }
    }

    /// The value of a flag.
    fn of_flag(name: &'static str, text: String) -> Self {
        let value = Ok(Some(text));
        Self { name, value }
    }
}

impl Value<SecretString> {
    /// The secret of a profile.
    fn of_secret(secret: Option<SecretString>) -> Self {
        let fault = secret.as_ref().and_then(|secret| {
            let text = secret.expose_secret();
            checked(text.as_ref()).err()
        });
        Self {
            name: "its secret",
            value: fault.map_or(Ok(secret), Err),
        }
    }
}

/// A text that a value can have.
fn checked(text: &OsStr) -> Result<&str, Fault> {
    match text.to_str() {
        None => Err(Fault::NotText),
        Some("") => Err(Fault::Empty),
        Some(text) if text.trim() != text || text.contains(char::is_control) => Err(Fault::Untidy),
        Some(text) => Ok(text),
    }
}

impl<T> Value<T> {
    /// Whether it is given, with whatever is wrong with it.
    pub(super) const fn is_set(&self) -> bool {
        !matches!(self.value, Ok(None))
    }

    /// The value, if it is set.
    ///
    /// # Errors
    ///
    /// When it is empty, untidy or no text.
    pub(super) fn get(&self) -> Result<Option<&T>, ConfigError> {
        match &self.value {
            Ok(value) => Ok(value.as_ref()),
            Err(Fault::Empty) => Err(ConfigError::Empty(self.name)),
            Err(Fault::Untidy) => Err(ConfigError::Untidy(self.name)),
            Err(Fault::NotText) => Err(ConfigError::NotText(self.name)),
        }
    }

    /// The value, else another one.
    pub(super) fn or<'a>(&'a self, fallback: &'a Self) -> Result<Option<&'a T>, ConfigError> {
        match self.get()? {
            Some(value) => Ok(Some(value)),
            None => fallback.get(),
        }
    }
}

/// The raw values of one source.
#[derive(Debug)]
pub(super) struct PlaceValues {
    pub(super) platform: Value,
    pub(super) account_id: Value,
    pub(super) app_id: Value,
    pub(super) api_token: Value<SecretString>,
    /// Stands in for the account where RealtimeKit is chosen.
    pub(super) cloudflare_account_id: Value,
    /// Stands in for the token where RealtimeKit is chosen.
    pub(super) cloudflare_api_token: Value<SecretString>,
    pub(super) org_id: Value,
    pub(super) api_key: Value<SecretString>,
    pub(super) meeting: Value,
    pub(super) host_preset: Value,
    pub(super) server: Value,
    pub(super) server_token: Value<SecretString>,
    pub(super) api_url: Value,
    pub(super) signalling_url: Value,
}

impl PlaceValues {
    /// The values of variables.
    pub(super) fn of_variables(environment: &Environment) -> Self {
        Self {
            platform: Value::of_variable(env::PLATFORM, environment),
            account_id: Value::of_variable(env::ACCOUNT_ID, environment),
            app_id: Value::of_variable(env::APP_ID, environment),
            api_token: Value::of_variable(env::API_TOKEN, environment),
            cloudflare_account_id: Value::of_variable(env::CLOUDFLARE_ACCOUNT_ID, environment),
            cloudflare_api_token: Value::of_variable(env::CLOUDFLARE_API_TOKEN, environment),
            org_id: Value::of_variable(env::ORG_ID, environment),
            api_key: Value::of_variable(env::API_KEY, environment),
            meeting: Value::of_variable(env::MEETING, environment),
            host_preset: Value::of_variable(env::HOST_PRESET, environment),
            server: Value::of_variable(env::SERVER, environment),
            server_token: Value::of_variable(env::SERVER_TOKEN, environment),
            api_url: Value::of_variable(env::API_URL, environment),
            signalling_url: Value::of_variable(env::SIGNALLING_URL, environment),
        }
    }

    /// The values of a profile, with its secret.
    pub(super) fn of_profile(profile: &Profile, secret: Option<SecretString>) -> Self {
        let value = |key: Key| Value::new(key.name(), profile.get(key));
        let mut secret = secret;
        let mut secret_of = |variable: Variable| {
            let is_it = profile.secret_variable() == variable;
            Value::of_secret(secret.take_if(|_| is_it))
        };
        Self {
            platform: value(Key::Platform),
            account_id: value(Key::AccountId),
            app_id: value(Key::AppId),
            api_token: secret_of(env::API_TOKEN),
            cloudflare_account_id: Value::unset(Key::AccountId.name()),
            cloudflare_api_token: Value::of_secret(None),
            org_id: value(Key::OrgId),
            api_key: secret_of(env::API_KEY),
            meeting: value(Key::Meeting),
            host_preset: value(Key::HostPreset),
            server: value(Key::Server),
            server_token: secret_of(env::SERVER_TOKEN),
            api_url: value(Key::ApiUrl),
            signalling_url: value(Key::SignallingUrl),
        }
    }

    /// Replaces values by those of flags. A platform that is named on the command line counts
    /// before a service that is not.
    pub(super) fn override_with(&mut self, flags: &Flags) {
        if let Some(platform) = flags.platform {
            self.platform = Value::of_flag("--platform", platform.to_string());
            self.server = Value::unset(self.server.name);
        }
        if let Some(server) = &flags.server {
            self.server = Value::of_flag("--server", server.clone());
        }
        if let Some(meeting) = &flags.meeting {
            self.meeting = Value::of_flag("--meeting", meeting.clone());
        }
    }

    /// Checks every value, in the order of the catalogue, also of those that are not used: a
    /// variable that is set to nothing is a secret that is missing, not one that was left out.
    ///
    /// # Errors
    ///
    /// When a value is empty, untidy or no text.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.platform.get()?;
        self.account_id.get()?;
        self.app_id.get()?;
        self.api_token.get()?;
        self.org_id.get()?;
        self.api_key.get()?;
        self.meeting.get()?;
        self.host_preset.get()?;
        self.server.get()?;
        self.server_token.get()?;
        self.api_url.get()?;
        self.signalling_url.get()?;
        Ok(())
    }

    /// The secret that a variable has.
    pub(super) fn secret(&self, variable: Variable) -> &Value<SecretString> {
        match variable {
            env::SERVER_TOKEN => &self.server_token,
            env::API_KEY => &self.api_key,
            _ => &self.api_token,
        }
    }
}
