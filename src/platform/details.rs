//! Where a meeting's socket is: the platform tells each participant (docs/protocol.md, "Hosts").

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::Platform;
use super::error::Error;
use super::rest::read;
use super::timing::DETAILS_TIMEOUT;
use crate::config::{Endpoint, Signalling};
use crate::http::{send_get, send_once};
use crate::wire::rest::ParticipantDetails;

impl Platform {
    /// Where a participant's socket is: here, or where the platform told, or where it usually is.
    pub(super) fn socket<'a>(&'a self, told: Option<&'a Endpoint>) -> &'a Endpoint {
        match (&self.signalling, told) {
            (Signalling::Told { .. }, Some(told)) => told,
            (signalling, _) => signalling.expected(),
        }
    }

    /// Asks the platform where a participant's socket is. Nothing, when it need not be asked or
    /// does not answer; the usual address, when it has none to tell.
    pub(super) async fn told_socket(&self, token: &SecretString) -> Option<Endpoint> {
        let Signalling::Told { by, usual } = &self.signalling else {
            return None;
        };
        let details = match timeout(DETAILS_TIMEOUT, self.details(by, token)).await {
            Ok(Ok(details)) => details,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the platform does not tell where the socket is");
                return None;
            }
            Err(_) => return None,
        };
        let base = details.socket.and_then(|socket| socket.base_uri);
        match base.as_deref().map(Signalling::of_base) {
            Some(Ok(endpoint)) => Some(endpoint),
            Some(Err(error)) => {
                tracing::debug!(%error, "the platform tells of a socket that cannot be");
                Some(usual.clone())
            }
            None => Some(usual.clone()),
        }
    }

    async fn details(
        &self,
        api: &Endpoint,
        token: &SecretString,
    ) -> Result<ParticipantDetails, Error> {
        let url = api.join(["internals", "participant-details"]);
        let request = self.http.get(url).bearer_auth(token.expose_secret());
        Ok(read(send_get(request).await?).await?.0)
    }

    /// Connects to the socket's host while the management API is asked, so that the socket itself
    /// need not wait for TCP and TLS; and, as long as nobody told where it is, to whoever tells.
    pub(super) fn connect_ahead(&self, told: Option<&Endpoint>) {
        self.connect_to(self.socket(told));
        if let (Signalling::Told { by, .. }, None) = (&self.signalling, told) {
            self.connect_to(by);
        }
    }

    /// Connects to a host. It is given no credentials, and what it answers does not matter.
    fn connect_to(&self, host: &Endpoint) {
        let mut url = host.http_url();
        url.set_path("/");
        let request = self.http.request(Method::HEAD, url);
        tokio::spawn(async move {
            // Whoever uses the connection is told what is wrong.
            let _ = send_once(request).await;
        });
    }
}
