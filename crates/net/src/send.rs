//! Sends a request once, with a log line and a trace.

use std::time::Instant;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, Url};

use crate::trace;

/// Sends a request once, for methods that are not safe to repeat.
///
/// # Errors
///
/// When no response comes.
pub async fn send_once(request: reqwest::RequestBuilder) -> reqwest::Result<Response> {
    let (client, request) = request.build_split();
    let request = request?;
    let (method, url) = (request.method().clone(), request.url().clone());
    let is_traced = trace::is_traced();
    if is_traced {
        trace::sending(&request);
    }
    let begun = Instant::now();
    let answer = client.execute(request).await;
    log(&method, &url, &answer);
    match answer {
        Ok(response) if is_traced => trace::answered(response, begun.elapsed()).await,
        answer => answer,
    }
}

/// Logs a response or its absence, without the query of the URL.
fn log(method: &reqwest::Method, url: &Url, answer: &reqwest::Result<Response>) {
    let (host, path) = (url.host_str().unwrap_or_default(), url.path());
    match answer {
        Ok(response) => {
            let kind = response.headers().get(CONTENT_TYPE);
            let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let status = response.status().as_u16();
            tracing::debug!(%method, host, path, status, kind, "answered");
        }
        Err(error) => {
            tracing::debug!(%method, host, path, timeout = error.is_timeout(), "not answered");
        }
    }
}
