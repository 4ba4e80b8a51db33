//! Watching for the effect of an operation, from before it is sent.

use std::sync::Arc;

use tokio::sync::Notify;

use super::Shared;
use crate::meeting::confirm::Confirmation;
use model::{Operation, StageStatus, UserId};

/// What is being watched for.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) confirmation: Confirmation,
    /// By where a participant's own connection stands, whatever others they have.
    pub(super) by_own: bool,
    pub(super) settled: Arc<Notify>,
}

/// An operation whose effect is being watched for, until this is dropped.
#[derive(Debug)]
pub(in crate::meeting) struct Watch<'a> {
    shared: &'a Shared,
    number: u64,
    settled: Arc<Notify>,
}

impl Shared {
    /// Watches from now on for the effect of an operation.
    pub(in crate::meeting) fn watch(&self, operation: Operation, users: &[UserId]) -> Watch<'_> {
        let settled = Arc::new(Notify::new());
        let mut view = self.view();
        let number = view.next_watch;
        view.next_watch += 1;
        let watched = Watched {
            confirmation: Confirmation::new(operation, users),
            // Leaving is for all of somebody's connections.
            by_own: operation.is_own() && operation != Operation::Leave,
            settled: settled.clone(),
        };
        view.watched.insert(number, watched);
        Watch {
            shared: self,
            number,
            settled,
        }
    }
}

impl Watch<'_> {
    /// Waits until every effect has been seen, or those concerned have left.
    pub(in crate::meeting) async fn settled(&self) {
        self.settled.notified().await;
    }

    /// Takes note of where somebody is by another way than a change.
    pub(in crate::meeting) fn saw(&self, user: &UserId, status: StageStatus) {
        let mut view = self.shared.view();
        if let Some(watched) = view.watched.get_mut(&self.number) {
            watched.confirmation.see(user, status);
        }
    }

    /// Looks where those concerned are now.
    pub(in crate::meeting) fn look(&self) {
        self.shared.view().show(None);
    }

    /// What has been seen so far.
    pub(in crate::meeting) fn so_far(&self) -> Confirmation {
        let view = self.shared.view();
        let watched = view.watched.get(&self.number);
        watched
            .map(|watched| watched.confirmation.clone())
            .unwrap_or_default()
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.shared.view().watched.remove(&self.number);
    }
}
