//! Who of this program is in a meeting or on the way into one, so that all can leave when it ends.

use tokio::sync::watch;
use tokio::time::timeout;

use super::meeting::JoinError;
use super::timing::LEAVE_TIMEOUT;

/// Those who are in a meeting or on the way into one.
#[derive(Debug)]
pub(super) struct Attendance {
    /// How many there may be.
    pub(super) most: usize,
    count: watch::Sender<usize>,
    is_closing: watch::Sender<bool>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Inside(watch::Sender<usize>);

impl Default for Attendance {
    fn default() -> Self {
        Self {
            most: usize::MAX,
            count: watch::Sender::default(),
            is_closing: watch::Sender::default(),
        }
    }
}

impl Attendance {
    /// Counts one more, if there may be one more.
    pub(super) fn enter(&self) -> Result<Inside, JoinError> {
        let is_one_more = |count: &mut usize| {
            let is_one_more = *count < self.most;
            *count += usize::from(is_one_more);
            is_one_more
        };
        if self.count.send_if_modified(is_one_more) {
            Ok(Inside(self.count.clone()))
        } else {
            Err(JoinError::Full(self.most))
        }
    }

    /// Whether all are to leave.
    pub(super) fn is_closing(&self) -> bool {
        *self.is_closing.borrow()
    }

    /// Waits until all are to leave.
    pub(super) async fn closing(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }

    /// Lets all leave, and nobody enter any more; waits until they have, for as long as that may take.
    pub(super) async fn leave(&self) {
        self.is_closing.send_replace(true);
        let mut count = self.count.subscribe();
        let gone = count.wait_for(|count| *count == 0);
        if timeout(LEAVE_TIMEOUT, gone).await.is_err() {
            tracing::debug!("not everybody has left in time");
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
