//! An answer as it came, for whoever asked for just that.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};

use crate::error::describe;

/// An answer that nobody has read yet.
#[derive(Debug)]
pub struct RawResponse(Response);

impl RawResponse {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Its headers, without those that are secret or no text.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.0.headers().iter();
        headers.filter_map(|(name, value)| {
            let is_secret = name == reqwest::header::SET_COOKIE;
            Some((name.as_str(), value.to_str().ok()?)).filter(|_| !is_secret)
        })
    }

    /// Whether it has no end: what happens is told as it does.
    #[must_use]
    pub fn is_event_stream(&self) -> bool {
        let kind = self.0.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.starts_with("text/event-stream")
    }

    /// The next part of it; `None`, there are no more.
    ///
    /// # Errors
    ///
    /// Why it broke off.
    pub async fn part(&mut self) -> Result<Option<Vec<u8>>, String> {
        let part = self.0.chunk().await.map_err(describe)?;
        Ok(part.map(Into::into))
    }

    /// The whole answer.
    #[must_use]
    pub fn into_response(self) -> Response {
        self.0
    }
}

impl From<Response> for RawResponse {
    fn from(response: Response) -> Self {
        Self(response)
    }
}

/// The same answer, once all of its body is there.
pub(crate) async fn whole(response: Response) -> reqwest::Result<Response> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut whole = http::Response::new(response.bytes().await?);
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(whole.into())
}
