//! An app of a platform: its credentials, and its addresses.

use std::fmt;

use secrecy::SecretString;
use url::{Host, Url};

use net::endpoint::{Endpoint, EndpointError};

/// An app of a platform, and how to reach it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The credentials of the app.
    pub credentials: Credentials,
    /// The REST API.
    pub api: Endpoint,
    /// The socket.
    pub signalling: Signalling,
    /// The preset with which to join, if one is named.
    pub host_preset: Option<String>,
}

/// The credentials of an app. What differs between the platforms follows from it
/// (docs/platform-rest.md, "Base and authentication").
#[derive(Debug, Clone)]
pub enum Credentials {
    /// An app of a Cloudflare account, with an API token.
    RealtimeKit {
        /// The Cloudflare account.
        account_id: String,
        /// The app.
        app_id: String,
        /// The API token.
        api_token: SecretString,
    },
    /// A Dyte organization, with its API key.
    Dyte {
        /// The organization.
        org_id: String,
        /// The API key.
        api_key: SecretString,
    },
}

impl Credentials {
    /// The app's id; Dyte calls it the organization.
    #[must_use]
    pub fn app_id(&self) -> &str {
        match self {
            Self::RealtimeKit { app_id, .. } => app_id,
            Self::Dyte { org_id, .. } => org_id,
        }
    }
}

impl fmt::Display for Credentials {
    /// The app they are for; no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RealtimeKit {
                account_id, app_id, ..
            } => write!(f, "app {app_id} of account {account_id}"),
            Self::Dyte { org_id, .. } => write!(f, "organization {org_id}"),
        }
    }
}

/// The address of a meeting's socket (docs/protocol.md, "Hosts").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signalling {
    /// This one, whatever the platform says.
    At(Endpoint),
    /// The one that the platform tells each participant.
    Told {
        /// The API that tells participants.
        by: Endpoint,
        /// The usual one, for when the platform tells none.
        usual: Endpoint,
    },
}

impl Signalling {
    /// The address as far as it is known without asking.
    #[must_use]
    pub const fn expected(&self) -> &Endpoint {
        match self {
            Self::At(endpoint)
            | Self::Told {
                usual: endpoint, ..
            } => endpoint,
        }
    }

    /// The socket of a base domain, such as `realtime.cloudflare.com`: always encrypted.
    ///
    /// # Errors
    ///
    /// When it is no domain with at most a port.
    pub fn of_base(base: &str) -> Result<Endpoint, EndpointError> {
        let endpoint = Endpoint::socket(&format!("wss://socket-edge.{base}/ws"))?;
        // Whatever else it may hold would lead somewhere else than it seems to.
        if base.is_empty() || endpoint.url().path() != "/ws" {
            return Err(EndpointError::NotAUrl);
        }
        Ok(endpoint)
    }

    /// The socket that belongs to the REST API at `api.<base>`; `None` when it is called otherwise.
    #[must_use]
    pub fn beside(api: &Url) -> Option<Endpoint> {
        match api.host() {
            Some(Host::Domain(domain)) => {
                let base = domain.strip_prefix("api.")?;
                let port = api.port().map(|port| format!(":{port}"));
                Self::of_base(&format!("{base}{}", port.unwrap_or_default())).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_the_platform_names_is_encrypted_and_nothing_but_a_host() {
        let told = |base| Signalling::of_base(base).map(|endpoint| endpoint.to_string());
        assert_eq!(
            told("eu.realtime.cloudflare.com:8443").unwrap(),
            "wss://socket-edge.eu.realtime.cloudflare.com:8443/ws"
        );
        assert_eq!(told("Dyte.io:443").unwrap(), "wss://socket-edge.dyte.io/ws");
        for base in [
            "",
            "a/../b",
            "example.com/path",
            "user@example.com",
            "example.com?x=",
            "example.com#",
            "example.com\\@evil.example",
            "ex ample.com",
        ] {
            assert!(told(base).is_err(), "{base}");
        }
    }

    #[test]
    fn the_socket_is_beside_the_api() {
        let beside = |api| Signalling::beside(&Url::parse(api).unwrap());
        let found = beside("https://api.realtime.cloudflare.com/v2").unwrap();
        let expected = "wss://socket-edge.realtime.cloudflare.com/ws";
        assert_eq!(found.to_string(), expected);
        let found = beside("https://api.example.com:8443/v2").unwrap();
        assert_eq!(found.to_string(), "wss://socket-edge.example.com:8443/ws");
        assert_eq!(beside("http://127.0.0.1:7/v2"), None);
        assert_eq!(beside("https://dyte.example.com/v2"), None);
    }
}
