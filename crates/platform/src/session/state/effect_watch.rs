//! Watches for the effect of an operation, from before it is sent.

use std::sync::Arc;

use tokio::sync::Notify;

use super::room::WatchedOperation;
use super::session_state::SessionState;
use crate::session::confirmation::Confirmation;
use model::{Operation, StageStatus, UserId};

/// Watches for the effect of an operation, until it is dropped.
#[derive(Debug)]
pub(crate) struct EffectWatch<'a> {
    state: &'a SessionState,
    number: u64,
    settled: Arc<Notify>,
}

impl SessionState {
    /// Watches for the effect of an operation from now on.
    pub(crate) fn watch(&self, operation: Operation, users: &[UserId]) -> EffectWatch<'_> {
        let settled = Arc::new(Notify::new());
        let mut room = self.room();
        let number = room.next_watch;
        room.next_watch += 1;
        let watched = WatchedOperation {
            confirmation: Confirmation::new(operation, users),
            // Leaving the stage is for all connections of a participant.
            by_own: operation.is_own() && operation != Operation::Leave,
            settled: settled.clone(),
        };
        room.watched.insert(number, watched);
        EffectWatch {
            state: self,
            number,
            settled,
        }
    }
}

impl EffectWatch<'_> {
    /// Waits until the effect for each participant has been observed, or they have left.
    pub(crate) async fn settled(&self) {
        self.settled.notified().await;
    }

    /// Notes a status that came in another way than by a change.
    pub(crate) fn saw(&self, user: &UserId, status: StageStatus) {
        let mut room = self.state.room();
        if let Some(watched) = room.watched.get_mut(&self.number) {
            watched.confirmation.see(user, status);
        }
    }

    /// Notes the statuses in the roster.
    pub(crate) fn look(&self) {
        self.state.room().show(None);
    }

    /// What has been observed so far.
    pub(crate) fn so_far(&self) -> Confirmation {
        let room = self.state.room();
        let watched = room.watched.get(&self.number);
        watched
            .map(|watched| watched.confirmation.clone())
            .unwrap_or_default()
    }
}

impl Drop for EffectWatch<'_> {
    fn drop(&mut self) {
        self.state.room().watched.remove(&self.number);
    }
}
