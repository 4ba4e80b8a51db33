//! The paths that the sandbox serves, and the URLs that a client is configured with to reach them.

use serde::Serialize;

/// The path prefix of RealtimeKit's management API.
pub(crate) const REALTIMEKIT_PATH: &str = "/client/v4";
/// The path prefix of Dyte's management API.
pub(crate) const DYTE_PATH: &str = "/v2";
/// The path of the signalling socket.
pub(crate) const SOCKET_PATH: &str = "/ws";

/// The URLs of a sandbox at one host and port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Urls {
    /// The management API, as `DYTE_STAGE_API_URL` takes it for RealtimeKit.
    pub api_url: String,
    /// The management API, as `DYTE_STAGE_API_URL` takes it for Dyte.
    pub dyte_api_url: String,
    /// The signalling socket, as `DYTE_STAGE_SIGNALLING_URL` takes it.
    pub signalling_url: String,
}

impl Urls {
    /// The URLs at a host and port.
    #[must_use]
    pub fn at(authority: &str, is_encrypted: bool) -> Self {
        let s = if is_encrypted { "s" } else { "" };
        Self {
            api_url: format!("http{s}://{authority}{REALTIMEKIT_PATH}"),
            dyte_api_url: format!("http{s}://{authority}{DYTE_PATH}"),
            signalling_url: format!("ws{s}://{authority}{SOCKET_PATH}"),
        }
    }
}
