//! Waiting for a condition, with a bound.

use std::future::Future;
use std::time::Duration;

use tokio::time::{interval, timeout};

/// How long anything may take that must happen.
pub const BOUND: Duration = Duration::from_secs(30);

/// Waits until something is so.
pub async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let mut often = interval(Duration::from_millis(5));
    let seen = async {
        while !is_so().await {
            often.tick().await;
        }
    };
    assert!(timeout(BOUND, seen).await.is_ok(), "{what}");
}
