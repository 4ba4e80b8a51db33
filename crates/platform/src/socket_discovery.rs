//! Where a meeting's socket is: the platform tells each participant (docs/protocol.md, "Hosts").

use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use crate::account::Signalling;
use crate::error::Error;
use crate::platform::Platform;
use crate::rest::read;
use crate::timing::DETAILS_TIMEOUT;
use net::Endpoint;
use net::send_get;
use protocol::rest::ParticipantDetails;

impl Platform {
    /// The address of a participant's socket: the configured one, else the one that the platform
    /// told, else the usual one.
    pub(crate) fn socket_address<'a>(&'a self, told: Option<&'a Endpoint>) -> &'a Endpoint {
        match (&self.signalling, told) {
            (Signalling::Told { .. }, Some(told)) => told,
            (signalling, _) => signalling.expected(),
        }
    }

    /// Asks the platform for the address of a participant's socket. `None` when it need not be
    /// asked or cannot answer now; the usual address when it tells none.
    pub(crate) async fn discover_socket(&self, token: &SecretString) -> Option<Endpoint> {
        let Signalling::Told { by, usual } = &self.signalling else {
            return None;
        };
        let details = match timeout(DETAILS_TIMEOUT, self.participant_details(by, token)).await {
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

    async fn participant_details(
        &self,
        api: &Endpoint,
        token: &SecretString,
    ) -> Result<ParticipantDetails, Error> {
        let url = api.join(["internals", "participant-details"]);
        let client = self.http.to(api);
        let request = client.get(url).bearer_auth(token.expose_secret());
        Ok(read(send_get(request).await?).await?.0)
    }
}
