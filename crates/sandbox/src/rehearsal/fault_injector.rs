//! Injects faults at random: decides for each frame and each API call, from a seed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use fastrand::Rng;
use tokio::time::Instant;

use super::faults::Faults;
use super::latency::Latency;

/// Decides about faults. The same calls in the same order give the same decisions for the same seed.
#[derive(Debug)]
pub struct FaultInjector {
    faults: Faults,
    latency: Latency,
    random: Mutex<Rng>,
}

/// Whether a frame arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameOutcome {
    /// It arrives.
    Deliver,
    /// It is lost silently.
    Drop,
    /// It is lost, and its socket closes.
    Close,
}

impl FaultInjector {
    /// An injector with a seed.
    #[must_use]
    pub fn new(faults: Faults, latency: Latency, seed: u64) -> Self {
        Self {
            faults,
            latency,
            random: Mutex::new(Rng::with_seed(seed)),
        }
    }

    /// Decides about the next frame.
    pub(crate) fn frame_outcome(&self) -> FrameOutcome {
        let Faults { drop, close, .. } = self.faults;
        let outcomes = [(drop, FrameOutcome::Drop), (close, FrameOutcome::Close)];
        self.choose(outcomes).unwrap_or(FrameOutcome::Deliver)
    }

    /// Decides about the next API call: the status of its failure, or `None` if it does not fail.
    pub(crate) fn call_failure(&self) -> Option<StatusCode> {
        self.choose([
            (self.faults.too_many_requests, StatusCode::TOO_MANY_REQUESTS),
            (self.faults.server_error, StatusCode::INTERNAL_SERVER_ERROR),
        ])
    }

    /// The latency of the next API call.
    pub(crate) fn delay(&self) -> Duration {
        let fraction = self.random().f64();
        self.latency.at(fraction)
    }

    /// When a frame arrives that is sent `now`; never before the `previous` one of its socket, whose order is kept.
    pub(crate) fn due(&self, now: Instant, previous: Instant) -> Instant {
        previous.max(now + self.delay())
    }

    /// One of two by their probabilities, or neither.
    fn choose<T>(&self, choices: [(f64, T); 2]) -> Option<T> {
        let mut chance = self.random().f64();
        for (probability, choice) in choices {
            if chance < probability {
                return Some(choice);
            }
            chance -= probability;
        }
        None
    }

    fn random(&self) -> MutexGuard<'_, Rng> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIALS: usize = 10_000;

    fn injector(faults: &str, seed: u64) -> FaultInjector {
        let latency = "80ms..200ms".parse().unwrap();
        FaultInjector::new(faults.parse().unwrap(), latency, seed)
    }

    #[test]
    fn the_same_seed_gives_the_same_rehearsal() {
        let rehearse = |seed| {
            let injector = injector("drop=0.3,close=0.3,429=0.3,500=0.3", seed);
            let decisions = (0..50).map(|_| {
                (
                    injector.frame_outcome(),
                    injector.call_failure(),
                    injector.delay(),
                )
            });
            decisions.collect::<Vec<_>>()
        };
        assert_eq!(rehearse(7), rehearse(7));
        assert_ne!(rehearse(7), rehearse(8));
    }

    #[test]
    fn each_fault_happens_with_its_probability() {
        let injector = injector("drop=0.25,close=0.5,429=0.5,500=0.25", 1);
        let frames: Vec<_> = (0..TRIALS).map(|_| injector.frame_outcome()).collect();
        let answers: Vec<_> = (0..TRIALS).map(|_| injector.call_failure()).collect();
        let about =
            |count: usize, quarters: usize| count.abs_diff(TRIALS * quarters / 4) < TRIALS / 50;
        let frames = |outcome| frames.iter().filter(|f| **f == outcome).count();
        let answers = |status| answers.iter().filter(|a| **a == status).count();
        assert!(about(frames(FrameOutcome::Drop), 1) && about(frames(FrameOutcome::Close), 2));
        assert!(about(answers(Some(StatusCode::TOO_MANY_REQUESTS)), 2));
        assert!(about(answers(None), 1));
    }

    #[test]
    fn faults_never_happen_at_0_and_always_at_1() {
        let fine = FaultInjector::new(Faults::default(), Latency::default(), 1);
        let closes = injector("close=1,500=1", 1);
        for _ in 0..TRIALS {
            assert_eq!(
                (fine.frame_outcome(), fine.call_failure()),
                (FrameOutcome::Deliver, None)
            );
            assert_eq!(fine.delay(), Duration::ZERO);
            assert_eq!(closes.frame_outcome(), FrameOutcome::Close);
            assert_eq!(
                closes.call_failure(),
                Some(StatusCode::INTERNAL_SERVER_ERROR)
            );
        }
    }

    #[test]
    fn frames_of_a_socket_keep_their_order() {
        let injector = injector("drop=0", 1);
        let start = Instant::now();
        let mut previous = start;
        for milliseconds in 0..100 {
            let now = start + Duration::from_millis(milliseconds);
            let due = injector.due(now, previous);
            assert!(due >= previous && due >= now + Duration::from_millis(80));
            previous = due;
        }
    }
}
