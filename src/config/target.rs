//! The place to work: a platform's account, a service or the sandbox. Whatever the source of its
//! values, they are validated here.

use secrecy::SecretString;

use super::account::{dyte, dyte_api, realtimekit, realtimekit_api, signalling_endpoint};
use super::error::ConfigError;
use super::keys::Key;
use super::profile::Profile;
use super::validate::{self, meeting_id};
use super::values::PlaceValues;
use api::Platform;
use net::Endpoint;
use platform::Account;

/// The place to work.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// The platform on this machine.
    Sandbox {
        /// Whether it is used because nothing is configured.
        by_default: bool,
        /// The preset with which to join, if one is named.
        host_preset: Option<String>,
    },
    /// A live platform.
    Platform(Box<Account>),
    /// A remote Stage API service.
    Server(Server),
}

impl Target {
    /// Where secrets are sent: the platform's REST API, or the service; the sandbox has its own.
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
    pub(crate) url: Endpoint,
    pub(crate) token: SecretString,
}

/// Which kind of place values choose.
enum PlaceKind {
    Server(Endpoint),
    Platform(Platform),
}

/// Validates values. `None`: they choose no place.
///
/// # Errors
///
/// When a value is invalid, one is missing, or they contradict each other.
pub(super) fn validate(values: &PlaceValues) -> Result<Option<Target>, ConfigError> {
    let target = match kind(values)? {
        None => return Ok(None),
        Some(PlaceKind::Server(url)) => Target::Server(server(url, values)?),
        Some(PlaceKind::Platform(Platform::Sandbox)) => Target::Sandbox {
            by_default: false,
            host_preset: values.host_preset.get()?.cloned(),
        },
        Some(PlaceKind::Platform(Platform::RealtimeKit)) => {
            Target::Platform(Box::new(realtimekit(values)?))
        }
        Some(PlaceKind::Platform(Platform::Dyte)) => Target::Platform(Box::new(dyte(values)?)),
    };
    Ok(Some(target))
}

fn kind(values: &PlaceValues) -> Result<Option<PlaceKind>, ConfigError> {
    if let Some(url) = values.server.get()? {
        let url = validate::server(values.server.name, url)?;
        return Ok(Some(PlaceKind::Server(url)));
    }
    if let Some(name) = values.platform.get()? {
        let platform = validate::platform(values.platform.name, name)?;
        return Ok(Some(PlaceKind::Platform(platform)));
    }
    let PlaceValues {
        account_id, app_id, ..
    } = values;
    let is_realtimekit = account_id.is_set() || app_id.is_set() || values.api_token.is_set();
    let is_dyte = values.org_id.is_set() || values.api_key.is_set();
    match (is_realtimekit, is_dyte) {
        (true, true) => Err(ConfigError::BothPlatforms),
        (true, false) => Ok(Some(PlaceKind::Platform(Platform::RealtimeKit))),
        (false, true) => Ok(Some(PlaceKind::Platform(Platform::Dyte))),
        (false, false) => refuse_half(values).map(|()| None),
    }
}

/// Refuses values that belong to a platform or a service, but choose none.
fn refuse_half(values: &PlaceValues) -> Result<(), ConfigError> {
    let of_platform = [&values.host_preset, &values.api_url, &values.signalling_url];
    if let Some(value) = of_platform.iter().find(|value| value.is_set()) {
        return Err(ConfigError::NoPlatform(value.name));
    }
    if values.server_token.is_set() {
        return Err(ConfigError::Missing {
            for_what: format!("{} is set", values.server_token.name),
            missing: vec![values.server.name],
        });
    }
    Ok(())
}

fn server(url: Endpoint, values: &PlaceValues) -> Result<Server, ConfigError> {
    match values.server_token.get()? {
        Some(token) => Ok(Server {
            url,
            token: token.clone(),
        }),
        None => Err(ConfigError::Missing {
            for_what: format!("the service {url} is named"),
            missing: vec![values.server_token.name],
        }),
    }
}

/// The place that a profile names, with its secret.
///
/// # Errors
///
/// When the profile is incomplete, or invalid.
pub(crate) fn profile_target(
    name: &str,
    profile: &Profile,
    secret: Option<SecretString>,
) -> Result<Target, ConfigError> {
    let values = PlaceValues::of_profile(profile, secret);
    let target = values.check().and_then(|()| validate(&values));
    let no_place = || ConfigError::Missing {
        for_what: "it names no place".to_owned(),
        missing: vec![Key::Platform.name()],
    };
    let target = target.and_then(|target| target.ok_or_else(no_place));
    target.map_err(|error| error.in_profile(name))
}

/// Checks a profile that need not be complete yet: whether the next command would refuse what it
/// has.
///
/// # Errors
///
/// When a value is invalid, or they contradict each other.
pub(crate) fn check_profile(name: &str, profile: &Profile) -> Result<(), ConfigError> {
    consistent(profile).map_err(|error| error.in_profile(name))
}

fn consistent(profile: &Profile) -> Result<(), ConfigError> {
    let values = PlaceValues::of_profile(profile, None);
    values.check()?;
    let api = match kind(&values) {
        Ok(Some(PlaceKind::Platform(Platform::RealtimeKit))) => {
            Some(realtimekit_api(&values.api_url)?)
        }
        Ok(Some(PlaceKind::Platform(Platform::Dyte))) => Some(dyte_api(&values.api_url)?),
        Ok(_) | Err(ConfigError::NoPlatform(_)) => None,
        Err(error) => return Err(error),
    };
    if api.is_some() {
        signalling_endpoint(&values.signalling_url)?;
    }
    values.meeting.get()?.map(|id| meeting_id(id)).transpose()?;
    Ok(())
}
