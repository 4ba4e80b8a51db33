//! Any call of the Stage API, also one that this client has no method for.

use http::Method;
use http::header::CONTENT_TYPE;
use url::Url;

use net::{PathError, RawResponse, describe, relative_url, send_once};

use crate::client::StageClient;
use crate::error::ClientError;

impl StageClient {
    /// The address of a path of the service, which may have a query.
    ///
    /// # Errors
    ///
    /// When it would lead elsewhere.
    pub fn url(&self, path: &str) -> Result<Url, PathError> {
        relative_url(self.service.url().clone(), path)
    }

    /// Calls an address of the service, with a JSON body if there is one, and returns the response
    /// unread, whatever its status. Never retried.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn call(
        &self,
        method: Method,
        url: Url,
        body: Option<String>,
    ) -> Result<RawResponse, ClientError> {
        let mut request = self.authorized(self.http.request(method, url));
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = send_once(request).await;
        response
            .map(RawResponse::from)
            .map_err(|error| ClientError::Unreachable(describe(error)))
    }

    /// The text of a successful response; the problem of any other one is an error.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn text(&self, response: RawResponse) -> Result<String, ClientError> {
        let response = response.into_response();
        if response.status().is_success() {
            let text = response.text().await;
            return text.map_err(|error| ClientError::Unreachable(describe(error)));
        }
        let status = response.status();
        match self.read::<serde_json::Value>(Ok(response)).await {
            Err(error) => Err(error),
            // Only a success is read as one.
            Ok(_) => Err(ClientError::NotStageApi {
                url: self.service.to_string(),
                status,
                reason: "it gives no reason".to_owned(),
            }),
        }
    }
}
