//! Repeats a call that only reads, while that may help.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder, Retryable};

use crate::error::ClientError;

/// The first delay before another attempt; each further one is twice as long, with jitter.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// The longest of these delays, jitter included.
const LONGEST_DELAY: Duration = Duration::from_secs(10);
/// How many attempts in a row follow the first one.
const MAX_RETRIES: usize = 50;

/// The delays before further attempts; ends after the last attempt.
#[derive(Debug)]
pub(crate) struct RetryDelays(ExponentialBackoff);

impl Default for RetryDelays {
    fn default() -> Self {
        let delays = ExponentialBuilder::default()
            .with_min_delay(FIRST_DELAY)
            .with_max_delay(LONGEST_DELAY)
            .with_max_times(MAX_RETRIES)
            .with_jitter();
        Self(delays.build())
    }
}

impl Iterator for RetryDelays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        // backon adds the jitter to its longest delay.
        Some(self.0.next()?.min(LONGEST_DELAY))
    }
}

/// Makes a call that only reads, and repeats it after errors that may pass.
///
/// # Errors
///
/// The first error that is final, or the error of the last attempt.
pub async fn retry<T, F>(call: impl Fn() -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    call.retry(RetryDelays::default())
        .when(ClientError::may_pass)
        .await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn delays_grow_to_ten_seconds_and_end() {
        let delays: Vec<_> = RetryDelays::default().collect();
        assert_eq!(delays.len(), MAX_RETRIES);
        assert!((FIRST_DELAY..2 * FIRST_DELAY).contains(&delays[0]));
        assert!(delays.iter().all(|delay| *delay <= LONGEST_DELAY));
        assert_eq!(delays[MAX_RETRIES - 1], LONGEST_DELAY);
    }

    #[tokio::test(start_paused = true)]
    async fn errors_that_may_pass_are_retried_and_final_errors_are_not() {
        let attempts = Cell::new(0);
        let failing = async |times| {
            attempts.set(attempts.get() + 1);
            if attempts.get() <= times {
                return Err(ClientError::Unreachable("refused".to_owned()));
            }
            Ok(attempts.get())
        };
        assert_eq!(retry(|| failing(3)).await.unwrap(), 4);
        attempts.set(0);
        let error = retry(|| failing(1000)).await.unwrap_err();
        assert_eq!(error.to_string(), "cannot reach the service: refused");
        assert_eq!(attempts.take(), MAX_RETRIES + 1);
        let refused = || async {
            attempts.set(attempts.get() + 1);
            Err::<(), _>(ClientError::NotStageApi {
                url: "http://127.0.0.1:9/".to_owned(),
                status: http::StatusCode::OK,
                reason: "it is empty".to_owned(),
            })
        };
        retry(refused).await.unwrap_err();
        assert_eq!(attempts.get(), 1);
    }
}
