//! Trying again what only looks, as long as that makes sense.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::sleep;

use super::{ClientError, Failed};

/// The first wait before another try; each further one is twice as long, with jitter.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest of these waits, jitter included.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How often in a row it is tried again.
const MOST_TRIES: usize = 50;

/// The waits before further tries, until it makes no sense any more.
#[derive(Debug)]
pub(super) struct Waits(ExponentialBackoff);

impl Default for Waits {
    fn default() -> Self {
        let waits = ExponentialBuilder::default()
            .with_min_delay(FIRST_WAIT)
            .with_max_delay(LONGEST_WAIT)
            .with_max_times(MOST_TRIES)
            .with_jitter();
        Self(waits.build())
    }
}

impl Iterator for Waits {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(self.0.next()?.min(LONGEST_WAIT))
    }
}

/// Makes a call that only looks, and makes it again while that may help.
///
/// # Errors
///
/// An error that is final, or the last of many that were not.
pub async fn patiently<T, F>(call: impl Fn() -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    let mut waits = Waits::default();
    loop {
        let error = match call().await.map_err(Failed::from) {
            Ok(answer) => return Ok(answer),
            Err(Failed::Final(error)) => return Err(error),
            Err(Failed::Retryable(error)) => error,
        };
        match waits.next() {
            Some(wait) => sleep(wait).await,
            None => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn waits_grow_to_ten_seconds_and_end() {
        let waits: Vec<_> = Waits::default().collect();
        assert_eq!(waits.len(), MOST_TRIES);
        assert!((FIRST_WAIT..2 * FIRST_WAIT).contains(&waits[0]));
        assert!(waits.iter().all(|wait| *wait <= LONGEST_WAIT));
        assert_eq!(waits[MOST_TRIES - 1], LONGEST_WAIT);
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_waited_for_and_what_is_final_is_not() {
        let tries = Cell::new(0);
        let failing = async |times| {
            tries.set(tries.get() + 1);
            if tries.get() <= times {
                return Err(ClientError::Unreachable("refused".to_owned()));
            }
            Ok(tries.get())
        };
        assert_eq!(patiently(|| failing(3)).await.unwrap(), 4);
        tries.set(0);
        let error = patiently(|| failing(1000)).await.unwrap_err();
        assert_eq!(error.to_string(), "cannot reach the service: refused");
        assert_eq!(tries.take(), MOST_TRIES + 1);
        let refused = || async {
            tries.set(tries.get() + 1);
            Err::<(), _>(ClientError::NotStageApi {
                url: "http://127.0.0.1:9/".to_owned(),
                status: http::StatusCode::OK,
                reason: "it is empty".to_owned(),
            })
        };
        patiently(refused).await.unwrap_err();
        assert_eq!(tries.get(), 1);
    }
}
