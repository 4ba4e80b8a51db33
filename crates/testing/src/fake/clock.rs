//! Time that passes in a test at once.

use std::time::Duration;

use tokio::time;

use super::server::Fake;

/// Lets time pass in which nothing happens, then shows that the platform lives.
pub async fn pass(fake: &Fake, seconds: u64) {
    time::pause();
    time::advance(Duration::from_secs(seconds)).await;
    time::resume();
    fake.ping();
}
