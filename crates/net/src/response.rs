//! A response as it came, for callers that pass it on.

use axum::body::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};

use crate::error::describe;

/// A response whose body has not been read.
#[derive(Debug)]
pub struct RawResponse(Response);

impl RawResponse {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Its headers, without those that are secret or not text.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.0.headers().iter();
        headers.filter_map(|(name, value)| {
            let is_secret = name == reqwest::header::SET_COOKIE;
            Some((name.as_str(), value.to_str().ok()?)).filter(|_| !is_secret)
        })
    }

    /// Whether it is a stream of events, which has no end.
    #[must_use]
    pub fn is_event_stream(&self) -> bool {
        let kind = self.0.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.starts_with("text/event-stream")
    }

    /// The next part of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// When the connection breaks; the error is the description.
    pub async fn part(&mut self) -> Result<Option<Vec<u8>>, String> {
        let part = self.0.chunk().await.map_err(describe)?;
        Ok(part.map(Into::into))
    }

    /// The response, to be read by the caller.
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

/// Reads the whole body of a response; the same response with its body in memory, and the body.
pub(crate) async fn read_whole(response: Response) -> reqwest::Result<(Response, Bytes)> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await?;
    let mut whole = http::Response::new(body.clone());
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok((whole.into(), body))
}
