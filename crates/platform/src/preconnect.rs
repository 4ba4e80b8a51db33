//! Connecting ahead of a join, so that it does not wait for TCP and TLS.

use reqwest::{Method, RequestBuilder};

use crate::account::Signalling;
use crate::identity::Identity;
use crate::platform::Platform;
use net::{Endpoint, send_once};

impl Platform {
    /// Connects to what a join will need, while the management API is asked.
    pub(crate) fn preconnect(&self, cached: Option<&Identity>) {
        let told = cached.and_then(|cached| cached.socket.as_ref());
        let asked = match (told, &self.signalling) {
            (None, Signalling::Told { by, .. }) => Some(by),
            _ => None,
        };
        for endpoint in [Some(self.socket_address(told)), asked]
            .into_iter()
            .flatten()
        {
            let request = self.bare_request(endpoint);
            tokio::spawn(async move {
                // The join itself reports what is wrong.
                let _ = send_once(request).await;
            });
        }
    }

    /// A request that asks for nothing and has no credentials.
    pub(crate) fn bare_request(&self, endpoint: &Endpoint) -> RequestBuilder {
        let mut url = endpoint.http_url();
        url.set_path("/");
        self.http.to(endpoint).request(Method::HEAD, url)
    }
}
