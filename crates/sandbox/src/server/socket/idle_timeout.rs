//! Notices that a client has fallen silent.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// The idle timeout of a client.
#[derive(Debug)]
pub(super) struct IdleTimeout {
    timeout: Duration,
    last_message: Instant,
    timer: Pin<Box<Sleep>>,
}

impl IdleTimeout {
    /// Starts now.
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            last_message: Instant::now(),
            timer: Box::pin(sleep(timeout)),
        }
    }

    /// Waits for a message; `None` once the client has been silent for too long. A message that came in time counts,
    /// however late this is called.
    pub(super) async fn watch<T>(&mut self, message: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            message = message => {
                self.last_message = Instant::now();
                Some(message)
            }
            () = self.elapsed() => None,
        }
    }

    /// Waits until the client has been silent for too long. A timer for each frame would cost more than the frame:
    /// there is one timer, which is set again at its end if a message came in meanwhile.
    async fn elapsed(&mut self) {
        loop {
            self.timer.as_mut().await;
            let until = self.last_message + self.timeout;
            if until <= Instant::now() {
                return;
            }
            self.timer.as_mut().reset(until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_timeout_starts_again_with_each_message() {
        let start = Instant::now();
        let mut idle = IdleTimeout::new(Duration::from_secs(45));
        for _ in 0..3 {
            let message = tokio::time::sleep(Duration::from_secs(30));
            assert_eq!(idle.watch(message).await, Some(()));
        }
        assert_eq!(idle.watch(std::future::pending::<()>()).await, None);
        assert_eq!(start.elapsed().as_secs(), 3 * 30 + 45);
    }
}
