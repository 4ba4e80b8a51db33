//! Any call, for whoever knows the Stage API better than this client.

use http::Method;
use http::header::CONTENT_TYPE;
use url::Url;

use super::{ClientError, StageClient};
use net::{PathError, RawResponse, describe, relative_url, send_once};

impl StageClient {
    /// The address of a path of the service, which may have a query.
    ///
    /// # Errors
    ///
    /// When it would lead elsewhere.
    pub fn url(&self, path: &str) -> Result<Url, PathError> {
        relative_url(self.service.url().clone(), path)
    }

    /// Calls an address of the service, with a body of JSON if there is one, and returns what it answers,
    /// unless it says that something is wrong. Never repeated by itself.
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

    /// The text of an answer, or what it says is wrong.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn text(&self, answer: RawResponse) -> Result<String, ClientError> {
        let response = answer.into_response();
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
