//! Any call of the API, also those that this client does not know.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde::de::IgnoredAny;
use url::Url;

use super::client::Rest;
use super::envelope::read;
use crate::error::{Error, Refused};
use net::{PathError, RawResponse, relative_url, send_get, send_once};

impl Rest {
    /// The address of a path of the app, which may have a query.
    ///
    /// # Errors
    ///
    /// When it would lead elsewhere.
    pub fn url_of(&self, path: &str) -> Result<Url, PathError> {
        relative_url(self.url(&[]), path)
    }

    /// Calls an address of the app, with a body of JSON if there is one, and returns the answer.
    /// Only a GET is repeated.
    ///
    /// # Errors
    ///
    /// When no answer comes.
    pub async fn call(
        &self,
        method: Method,
        url: Url,
        body: Option<String>,
    ) -> Result<RawResponse, Error> {
        let is_safe = method == Method::GET;
        let mut request = self.authorized(self.http.request(method, url));
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = if is_safe {
            send_get(request).await?
        } else {
            send_once(request).await?
        };
        Ok(response.into())
    }

    /// The text of an answer, or the platform's error.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn text(&self, answer: RawResponse) -> Result<String, Error> {
        let response = answer.into_response();
        let status = response.status();
        if status.is_success() {
            return Ok(response.text().await?);
        }
        match read::<IgnoredAny>(response).await {
            Err(error) => Err(error),
            Ok(_) => Err(Refused::Request(status.as_u16(), "it gives no reason".to_owned()).into()),
        }
    }
}
