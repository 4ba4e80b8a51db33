//! Whether one value is valid, whichever source it is from.

use super::error::ConfigError;
use super::keys::Key;
use super::values::Value;
use api::Platform;
use model::MeetingId;
use net::{Endpoint, EndpointError};

/// Checks a value before it is saved in a profile, as the next command would.
///
/// # Errors
///
/// When no profile can have it.
pub(crate) fn check_value(key: Key, value: &str) -> Result<(), ConfigError> {
    let name = key.name();
    Value::<String>::new(name, Some(value)).get()?;
    match key {
        Key::Platform => platform(name, value).map(drop),
        Key::ApiUrl => endpoint(name, value, Endpoint::rest).map(drop),
        Key::Server => server(name, value).map(drop),
        Key::SignallingUrl => socket(name, value).map(drop),
        Key::Meeting => meeting_id(value).map(drop),
        Key::AccountId | Key::AppId | Key::OrgId | Key::HostPreset => Ok(()),
    }
}

/// Parses the name of a platform.
pub(super) fn platform(name: &'static str, value: &str) -> Result<Platform, ConfigError> {
    value.parse().map_err(|_| ConfigError::UnknownPlatform {
        name,
        value: value.to_owned(),
    })
}

/// Parses the address of a Stage API service.
pub(super) fn server(name: &'static str, value: &str) -> Result<Endpoint, ConfigError> {
    endpoint(name, value, Endpoint::service)
}

/// Parses the address of a platform's socket.
pub(super) fn socket(name: &'static str, value: &str) -> Result<Endpoint, ConfigError> {
    endpoint(name, value, Endpoint::socket)
}

/// Parses an address to which credentials may be sent.
pub(super) fn endpoint(
    name: &'static str,
    value: &str,
    parse: fn(&str) -> Result<Endpoint, EndpointError>,
) -> Result<Endpoint, ConfigError> {
    parse(value).map_err(|reason| ConfigError::Endpoint {
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

/// Parses a meeting's id.
///
/// # Errors
///
/// When no meeting can have it.
pub(crate) fn meeting_id(text: &str) -> Result<MeetingId, ConfigError> {
    match text {
        "" | "." | ".." => Err(ConfigError::NotAMeeting(text.to_owned())),
        id => Ok(id.into()),
    }
}
