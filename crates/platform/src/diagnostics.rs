//! Whether the platform can be reached, step by step, so that `doctor` can name the step that
//! fails.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::account::Signalling;
use crate::error::{Error, Refused, Unavailable};
use crate::platform::Platform;
use crate::signalling::Connection;
use crate::timing::OPEN_TIMEOUT;
use model::MeetingId;
use net::Endpoint;
use net::send_once;

impl Platform {
    /// The addresses of an endpoint's host, and how long it took to find them.
    ///
    /// # Errors
    ///
    /// When its name is not known here; a proxy may know it.
    pub async fn resolve(&self, endpoint: &Endpoint) -> Result<(usize, Duration), Error> {
        if endpoint.is_loopback() {
            return Ok((1, Duration::ZERO));
        }
        let url = endpoint.url();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or_default();
        let begun = Instant::now();
        let found = timeout(OPEN_TIMEOUT, lookup_host((host, port))).await;
        match found {
            Ok(Ok(addresses)) => Ok((addresses.count(), begun.elapsed())),
            Ok(Err(error)) => Err(Unavailable::Network(error.to_string()).into()),
            Err(_) => Err(too_slow("the lookup of its name")),
        }
    }

    /// Connects to an endpoint's host: TCP, and TLS where it is encrypted. Any answer will do.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn connect(&self, endpoint: &Endpoint) -> Result<Duration, Error> {
        let begun = Instant::now();
        match timeout(OPEN_TIMEOUT, send_once(self.bare_request(endpoint))).await {
            Ok(answer) => answer.map(|_| begun.elapsed()).map_err(Into::into),
            Err(_) => Err(too_slow("the connection")),
        }
    }

    /// Opens a socket without a token, and closes it again. Returns whether it was opened: a
    /// refusal is to be expected, though it may come from a proxy.
    ///
    /// # Errors
    ///
    /// When there is no socket, or it cannot be reached.
    pub async fn try_socket(&self, endpoint: &Endpoint) -> Result<(bool, Duration), Error> {
        let no_token = SecretString::default();
        let no_meeting = MeetingId::from("");
        let begun = Instant::now();
        let client = self.http.to(endpoint);
        match Connection::open(client, endpoint, &no_meeting, &no_token).await {
            Ok(_) => Ok((true, begun.elapsed())),
            Err(Error::Refused(Refused::Credentials(_) | Refused::Request(400, _))) => {
                Ok((false, begun.elapsed()))
            }
            Err(error) => Err(error),
        }
    }

    /// The address of a meeting's socket, as far as it is known without asking.
    #[must_use]
    pub fn expected_socket(&self, meeting: Option<&MeetingId>) -> Endpoint {
        let told = meeting.and_then(|meeting| self.cached_identity(meeting)?.socket);
        self.socket_address(told.as_ref()).clone()
    }

    /// The API that tells participants the address of their socket, when it must be asked and is
    /// not the management API.
    #[must_use]
    pub fn participants_api(&self) -> Option<&Endpoint> {
        match &self.signalling {
            Signalling::Told { by, .. } if by != self.rest.api() => Some(by),
            _ => None,
        }
    }
}

fn too_slow(what: &str) -> Error {
    let seconds = OPEN_TIMEOUT.as_secs();
    let what = what.to_owned();
    Unavailable::Timeout { what, seconds }.into()
}
