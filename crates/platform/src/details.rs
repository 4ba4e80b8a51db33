//! Where a meeting's socket is: the platform tells each participant (docs/protocol.md, "Hosts").

use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::Platform;
use super::error::Error;
use super::rest::read;
use super::timing::DETAILS_TIMEOUT;
use crate::Signalling;
use net::Endpoint;
use net::send_get;
use protocol::rest::ParticipantDetails;

impl Platform {
    /// Where a participant's socket is: here, or where the platform told, or where it usually is.
    pub(super) fn socket<'a>(&'a self, told: Option<&'a Endpoint>) -> &'a Endpoint {
        match (&self.signalling, told) {
            (Signalling::Told { .. }, Some(told)) => told,
            (signalling, _) => signalling.expected(),
        }
    }

    /// Asks the platform where a participant's socket is. Nothing, when it need not be asked or cannot
    /// answer now; the usual address, when it has none to tell.
    pub(super) async fn told_socket(&self, token: &SecretString) -> Option<Endpoint> {
        let Signalling::Told { by, usual } = &self.signalling else {
            return None;
        };
        let details = match timeout(DETAILS_TIMEOUT, self.details(by, token)).await {
            Ok(Ok(details)) => details,
            Ok(Err(Error::Refused(error))) => {
                tracing::debug!(%error, "the platform does not tell where the socket is");
                ParticipantDetails::default()
            }
            Ok(Err(Error::Unavailable(_))) | Err(_) => return None,
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
        let client = self.clients.to(api);
        let request = client.get(url).bearer_auth(token.expose_secret());
        Ok(read(send_get(request).await?).await?.0)
    }
}
