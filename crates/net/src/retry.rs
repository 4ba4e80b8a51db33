//! Retries GETs, which are safe to repeat.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response, StatusCode};

use crate::response::read_whole;
use crate::send::send_once;

/// The maximum number of retries.
const RETRIES: usize = 3;
/// The first wait; each further one is twice as long, with jitter.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait; if a server's `Retry-After` asks for more, there is no retry.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Sends a GET, and retries after 429, 502, 503, 504 and a connection that breaks, also in the middle of the
/// response. Waits as the server asks. Returns the last response, whatever its status.
///
/// # Errors
///
/// When no response comes.
///
/// # Panics
///
/// When the body of the request is a stream, which a GET has not.
pub async fn send_get(request: RequestBuilder) -> reqwest::Result<Response> {
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_times(RETRIES)
        .with_jitter();
    let attempt = || async {
        let request = request
            .try_clone()
            .expect("a GET has no body that is a stream");
        let answer = match send_once(request).await {
            Ok(response) => read_whole(response).await.map(|(response, _)| response),
            Err(error) => Err(error),
        };
        match answer {
            Ok(response) if !is_retryable(response.status()) => Ok(response),
            unanswered => Err(Box::new(unanswered)),
        }
    };
    let sent = attempt
        .retry(waits)
        // No retry after a timeout: the server had its time.
        .when(|unanswered| !matches!(&**unanswered, Err(error) if error.is_timeout()))
        .adjust(|unanswered, wait| {
            let asked = unanswered.as_ref().as_ref().ok().and_then(retry_after);
            wait.map(|wait| asked.unwrap_or(wait))
                .filter(|wait| *wait <= LONGEST_WAIT)
        })
        .await;
    sent.or_else(|last| *last)
}

const fn is_retryable(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// The wait that a response asks for, by its `Retry-After`.
#[must_use]
pub fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    wait(value, Timestamp::now())
}

/// A wait in seconds, or until a date (RFC 9110, section 10.2.3).
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_in_seconds_or_until_a_date() {
        let now = "2026-11-24T03:30:00Z".parse().unwrap();
        let wait = |value| wait(value, now);
        assert_eq!(wait("4"), Some(Duration::from_secs(4)));
        let date = "Tue, 24 Nov 2026 03:30:07 GMT";
        assert_eq!(wait(date), Some(Duration::from_secs(7)));
        let past = "Tue, 24 Nov 2026 03:29:00 GMT";
        assert_eq!(wait(past), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
    }
}
