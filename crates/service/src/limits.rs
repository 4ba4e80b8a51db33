//! How many requests and event readers a service takes on at once, and how long they may take.
//!
//! Connections into meetings are limited by the platform: `Platform::with_most_connections`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest request body, in bytes.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;
/// How many requests are worked on at once.
pub(crate) const MOST_REQUESTS: usize = 1024;
/// How many readers may follow events at once.
pub(crate) const MOST_READERS: usize = 10_000;
/// How long a request may take: less than our client waits.
pub(crate) const LONGEST_REQUEST: Duration = Duration::from_mins(9);
/// How long the operations that are under way may take when the service ends: as long as an
/// operation may, with a lost connection.
pub(crate) const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the last responses may take to reach their callers.
pub(crate) const RESPONSE_TIMEOUT: Duration = Duration::from_secs(3);

/// Limits the requests that are worked on at once.
#[derive(Debug)]
pub(crate) struct RequestLimit(Arc<Semaphore>);

/// Counts a request as worked on, until it is given back or dropped.
#[derive(Debug, Clone)]
pub(crate) struct RequestPermit(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Default for RequestLimit {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_REQUESTS)))
    }
}

impl RequestLimit {
    /// A permit; `None` when there are [`MOST_REQUESTS`] already.
    pub(crate) fn acquire(&self) -> Option<RequestPermit> {
        let permit = self.0.clone().try_acquire_owned().ok()?;
        Some(RequestPermit(Arc::new(Mutex::new(Some(permit)))))
    }
}

impl RequestPermit {
    /// Frees the permit for another request before this one has its response.
    pub(crate) fn give_back(&self) {
        let mut permit = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(permit.take());
    }
}

/// Counts and limits the readers of events.
#[derive(Debug, Default)]
pub(crate) struct ReaderLimit(Arc<AtomicUsize>);

/// Counts a reader, until it is dropped.
#[derive(Debug)]
pub(crate) struct ReaderPermit(Arc<AtomicUsize>);

impl ReaderLimit {
    /// How many readers there are.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// A permit; `None` when there are [`MOST_READERS`] already.
    pub(crate) fn acquire(&self) -> Option<ReaderPermit> {
        let permit = ReaderPermit(self.0.clone());
        (self.0.fetch_add(1, Ordering::Relaxed) < MOST_READERS).then_some(permit)
    }
}

impl Drop for ReaderPermit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
