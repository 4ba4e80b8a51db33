//! Whether the platform can be reached at all, step by step, so that the doctor can name the one that
//! fails.

use std::time::{Duration, Instant};

use reqwest::Method;
use secrecy::SecretString;
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::Platform;
use super::error::{Error, Refused, Unavailable};
use super::signalling::Connection;
use super::timing::OPEN_TIMEOUT;
use crate::config::Endpoint;
use crate::http::send_once;
use crate::stage::MeetingId;

impl Platform {
    /// The addresses of an endpoint's host, and how long it took to find them.
    ///
    /// # Errors
    ///
    /// When its name is not known here; a proxy may know it.
    pub async fn resolve(&self, endpoint: &Endpoint) -> Result<(usize, Duration), Error> {
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

    /// Connects to an endpoint's host: TCP, and TLS where it is encrypted. Whatever it answers is
    /// good.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn connect(&self, endpoint: &Endpoint) -> Result<Duration, Error> {
        let mut url = endpoint.http_url();
        url.set_path("/");
        let begun = Instant::now();
        let request = self.http.request(Method::HEAD, url);
        match timeout(OPEN_TIMEOUT, send_once(request)).await {
            Ok(answer) => answer.map(|_| begun.elapsed()).map_err(Into::into),
            Err(_) => Err(too_slow("the connection")),
        }
    }

    /// Opens a socket as nobody, and closes it again. That it is refused for want of a token shows
    /// that sockets get through; any other answer may come from what is on the way.
    ///
    /// # Errors
    ///
    /// When there is no socket, or it cannot be reached.
    pub async fn try_socket(&self, endpoint: &Endpoint) -> Result<Duration, Error> {
        let nobody = SecretString::default();
        let nowhere = MeetingId::from("");
        let begun = Instant::now();
        match Connection::open(&self.http, endpoint, &nowhere, &nobody).await {
            Ok(_) => Ok(begun.elapsed()),
            Err(Error::Refused(Refused::Credentials(_) | Refused::Request(400, _))) => {
                Ok(begun.elapsed())
            }
            Err(error) => Err(error),
        }
    }

    /// Where the socket is, as far as that is known without asking.
    #[must_use]
    pub const fn expected_socket(&self) -> &Endpoint {
        self.signalling.expected()
    }
}

fn too_slow(what: &str) -> Error {
    let seconds = OPEN_TIMEOUT.as_secs();
    let what = what.to_owned();
    Unavailable::Timeout { what, seconds }.into()
}
