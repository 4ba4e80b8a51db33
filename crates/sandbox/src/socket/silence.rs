//! Notices that nothing at all is heard of a client.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// How long a client has been silent.
#[derive(Debug)]
pub(super) struct Silence {
    longest: Duration,
    heard: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Silence {
    /// It begins now, and is too long after so long.
    pub(super) fn new(longest: Duration) -> Self {
        Self {
            longest,
            heard: Instant::now(),
            timer: Box::pin(sleep(longest)),
        }
    }

    /// Waits for something to be heard, or until it has been silent for too long: then there is nothing. What was
    /// said in time is heard, however late it is looked for.
    pub(super) async fn broken_by<T>(&mut self, sound: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            heard = sound => {
                self.heard = Instant::now();
                Some(heard)
            }
            () = self.too_long() => None,
        }
    }

    /// Waits until it is too long. A timer for each frame would cost more than the frame: there is one, which
    /// looks at its end whether something was heard meanwhile.
    async fn too_long(&mut self) {
        loop {
            self.timer.as_mut().await;
            let until = self.heard + self.longest;
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
    async fn it_is_too_long_after_the_last_that_was_heard() {
        let start = Instant::now();
        let mut silence = Silence::new(Duration::from_secs(45));
        for _ in 0..3 {
            let sound = tokio::time::sleep(Duration::from_secs(30));
            assert_eq!(silence.broken_by(sound).await, Some(()));
        }
        assert_eq!(silence.broken_by(std::future::pending::<()>()).await, None);
        assert_eq!(start.elapsed().as_secs(), 3 * 30 + 45);
    }
}
