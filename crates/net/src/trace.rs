//! Traces whole exchanges (`-vv`): requests and responses with their bodies, without secrets.

use std::time::Duration;

use reqwest::{Request, Response, StatusCode};

use crate::redact;
use crate::response::{RawResponse, read_whole};

/// Whether traces are enabled.
pub(super) fn is_traced() -> bool {
    tracing::enabled!(tracing::Level::TRACE)
}

/// Traces a request.
pub(super) fn sending(request: &Request) {
    let body = request.body().and_then(|body| body.as_bytes());
    tracing::trace!(
        method = %request.method(),
        url = %redact::url(request.url()),
        headers = %redact::headers(request.headers()),
        body = %redact::body(body.unwrap_or_default()),
        "sending"
    );
}

/// Traces a response. Its body is read for the trace, unless it has no end.
pub(super) async fn answered(response: Response, took: Duration) -> reqwest::Result<Response> {
    let (status, headers) = (response.status(), redact::headers(response.headers()));
    let has_end = status != StatusCode::SWITCHING_PROTOCOLS;
    let response = RawResponse::from(response);
    let (response, body) = if has_end && !response.is_event_stream() {
        let (response, bytes) = read_whole(response.into_response()).await?;
        (response, redact::body(&bytes))
    } else {
        (response.into_response(), "no end".to_owned())
    };
    let ms = took.as_secs_f64() * 1000.0;
    tracing::trace!(status = status.as_u16(), ms = %format_args!("{ms:.1}"), %headers, %body, "answer");
    Ok(response)
}
