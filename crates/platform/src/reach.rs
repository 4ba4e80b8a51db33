//! Whether the platform can be reached at all, step by step, so that the doctor can name the one that
//! fails.

use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use secrecy::SecretString;
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::Platform;
use super::error::{Error, Refused, Unavailable};
use super::identity::Identity;
use super::signalling::Connection;
use super::timing::OPEN_TIMEOUT;
use crate::Signalling;
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

    /// Connects to an endpoint's host: TCP, and TLS where it is encrypted. Whatever it answers is
    /// good.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn connect(&self, endpoint: &Endpoint) -> Result<Duration, Error> {
        let begun = Instant::now();
        match timeout(OPEN_TIMEOUT, send_once(self.knock(endpoint))).await {
            Ok(answer) => answer.map(|_| begun.elapsed()).map_err(Into::into),
            Err(_) => Err(too_slow("the connection")),
        }
    }

    /// Connects to what a join will need, while the management API is asked, so that it need not wait
    /// for TCP and TLS.
    pub(super) fn connect_ahead_of_join(&self, kept: Option<&Identity>) {
        let told = kept.and_then(|kept| kept.socket.as_ref());
        let asked = match (told, &self.signalling) {
            (None, Signalling::Told { by, .. }) => Some(by),
            _ => None,
        };
        for endpoint in [Some(self.socket(told)), asked].into_iter().flatten() {
            let request = self.knock(endpoint);
            tokio::spawn(async move {
                // What comes later says what is wrong.
                let _ = send_once(request).await;
            });
        }
    }

    /// A request that asks for nothing and has no credentials.
    fn knock(&self, endpoint: &Endpoint) -> RequestBuilder {
        let mut url = endpoint.http_url();
        url.set_path("/");
        self.clients.to(endpoint).request(Method::HEAD, url)
    }

    /// Opens a socket as nobody, and closes it again. Says whether it was opened: a refusal is to be
    /// expected without a token, though it may come from what is on the way.
    ///
    /// # Errors
    ///
    /// When there is no socket, or it cannot be reached.
    pub async fn try_socket(&self, endpoint: &Endpoint) -> Result<(bool, Duration), Error> {
        let nobody = SecretString::default();
        let nowhere = MeetingId::from("");
        let begun = Instant::now();
        let client = self.clients.to(endpoint);
        match Connection::open(client, endpoint, &nowhere, &nobody).await {
            Ok(_) => Ok((true, begun.elapsed())),
            Err(Error::Refused(Refused::Credentials(_) | Refused::Request(400, _))) => {
                Ok((false, begun.elapsed()))
            }
            Err(error) => Err(error),
        }
    }

    /// Where a meeting's socket is, as far as that is known without asking.
    #[must_use]
    pub fn expected_socket(&self, meeting: Option<&MeetingId>) -> Endpoint {
        let told = meeting.and_then(|meeting| self.kept(meeting)?.socket);
        self.socket(told.as_ref()).clone()
    }

    /// The API that tells participants where their socket is, when it must be asked and is another
    /// one than the management API.
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
