//! Makes faults happen, by chance: the same chance again from the same seed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use fastrand::Rng;
use tokio::time::Instant;

use super::{Faults, Latency};

/// Decides what goes wrong. Asked the same questions in the same order, one with the same seed decides the same.
#[derive(Debug)]
pub struct FaultInjector {
    faults: Faults,
    latency: Latency,
    random: Mutex<Rng>,
}

/// What becomes of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Deliver,
    /// It is lost, and nobody is told.
    Drop,
    /// Its socket closes, and it is lost with it.
    Close,
}

impl FaultInjector {
    /// One that decides by a seed.
    #[must_use]
    pub fn new(faults: Faults, latency: Latency, seed: u64) -> Self {
        Self {
            faults,
            latency,
            random: Mutex::new(Rng::with_seed(seed)),
        }
    }

    /// What becomes of the next frame.
    pub fn frame(&self) -> Fate {
        let Faults { drop, close, .. } = self.faults;
        let fates = [(drop, Fate::Drop), (close, Fate::Close)];
        self.chosen(fates).unwrap_or(Fate::Deliver)
    }

    /// How the next call is answered instead of what it asks for, if it is.
    pub fn answer(&self) -> Option<StatusCode> {
        self.chosen([
            (self.faults.too_many_requests, StatusCode::TOO_MANY_REQUESTS),
            (self.faults.server_error, StatusCode::INTERNAL_SERVER_ERROR),
        ])
    }

    /// How long the next call takes on its way.
    pub fn delay(&self) -> Duration {
        let fraction = self.random().f64();
        self.latency.at(fraction)
    }

    /// When the next frame of a socket arrives that is sent now, never before the `previous` one: a socket
    /// keeps the order of its frames.
    pub fn due(&self, now: Instant, previous: Instant) -> Instant {
        previous.max(now + self.delay())
    }

    /// One of two, by their probabilities, or neither.
    fn chosen<T>(&self, choices: [(f64, T); 2]) -> Option<T> {
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
    fn the_same_seed_is_the_same_rehearsal() {
        let rehearse = |seed| {
            let injector = injector("drop=0.3,close=0.3,429=0.3,500=0.3", seed);
            let fates = (0..50).map(|_| (injector.frame(), injector.answer(), injector.delay()));
            fates.collect::<Vec<_>>()
        };
        assert_eq!(rehearse(7), rehearse(7));
        assert_ne!(rehearse(7), rehearse(8));
    }

    #[test]
    fn each_fault_happens_as_often_as_was_said() {
        let injector = injector("drop=0.25,close=0.5,429=0.5,500=0.25", 1);
        let frames: Vec<_> = (0..TRIALS).map(|_| injector.frame()).collect();
        let answers: Vec<_> = (0..TRIALS).map(|_| injector.answer()).collect();
        let about =
            |count: usize, quarters: usize| count.abs_diff(TRIALS * quarters / 4) < TRIALS / 50;
        let frames = |fate| frames.iter().filter(|f| **f == fate).count();
        let answers = |status| answers.iter().filter(|a| **a == status).count();
        assert!(about(frames(Fate::Drop), 1) && about(frames(Fate::Close), 2));
        assert!(about(answers(Some(StatusCode::TOO_MANY_REQUESTS)), 2));
        assert!(about(answers(None), 1));
    }

    #[test]
    fn nothing_goes_wrong_unless_it_was_asked_for_and_then_always() {
        let fine = FaultInjector::new(Faults::default(), Latency::default(), 1);
        let closes = injector("close=1,500=1", 1);
        for _ in 0..TRIALS {
            assert_eq!((fine.frame(), fine.answer()), (Fate::Deliver, None));
            assert_eq!(fine.delay(), Duration::ZERO);
            assert_eq!(closes.frame(), Fate::Close);
            assert_eq!(closes.answer(), Some(StatusCode::INTERNAL_SERVER_ERROR));
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
