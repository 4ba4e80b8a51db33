//! What the link has learnt of the room, as handles see it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::confirm::Confirmation;
use super::error::JoinError;
use super::reading::Reading;
use crate::stage::{Operation, Roster, StageEvent, StageStatus, UserId};

/// What the link and the handles share.
#[derive(Debug)]
pub(super) struct Shared {
    view: Mutex<View>,
    last_used: Mutex<Instant>,
    /// Told when the host is to leave, whatever it is doing.
    pub(super) leave: Notify,
    /// Set once the link has ended: why, unless it left on purpose.
    pub(super) ended: OnceLock<Option<JoinError>>,
}

#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) roster: Roster,
    pub(super) complete: bool,
    watched: HashMap<u64, (Confirmation, Arc<Notify>)>,
    next_watch: u64,
}

/// An operation whose effect is being watched for, until this is dropped.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    shared: &'a Shared,
    number: u64,
    settled: Arc<Notify>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            view: Mutex::default(),
            last_used: Mutex::new(Instant::now()),
            leave: Notify::new(),
            ended: OnceLock::new(),
        }
    }
}

impl Shared {
    pub(super) fn view(&self) -> MutexGuard<'_, View> {
        // The view is valid after each event; a panic elsewhere does not change that.
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that somebody uses the host.
    pub(super) fn touch(&self) {
        *self.last_used() = Instant::now();
    }

    pub(super) fn last_used(&self) -> MutexGuard<'_, Instant> {
        self.last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Applies what happened in the room, and lets those who watch for it know.
    pub(super) fn apply(&self, event: StageEvent) {
        let mut view = self.view();
        let changes = view.roster.apply(event);
        for (confirmation, settled) in view.watched.values_mut() {
            for change in &changes {
                confirmation.observe(change);
            }
            if confirmation.is_settled() {
                settled.notify_one();
            }
        }
    }

    /// Replaces what was known by a reading, or adds to it what an incomplete one told. Those who watch see where everybody is at its end, not
    /// what lay between its pages.
    pub(super) fn replace(&self, reading: Reading, complete: bool) {
        let mut view = self.view();
        for event in reading.finish(complete) {
            view.roster.apply(event);
        }
        view.complete = complete;
        let View {
            roster, watched, ..
        } = &mut *view;
        for (confirmation, settled) in watched.values_mut() {
            confirmation.read_back(roster, complete);
            if confirmation.is_settled() {
                settled.notify_one();
            }
        }
    }

    /// Watches from now on for the effect of an operation.
    pub(super) fn watch(&self, operation: Operation, users: &[UserId]) -> Watch<'_> {
        let settled = Arc::new(Notify::new());
        let mut view = self.view();
        let number = view.next_watch;
        view.next_watch += 1;
        let confirmation = Confirmation::new(operation, users);
        view.watched.insert(number, (confirmation, settled.clone()));
        Watch {
            shared: self,
            number,
            settled,
        }
    }
}

impl Watch<'_> {
    /// Waits until every effect has been seen, or those concerned have left.
    pub(super) async fn settled(&self) {
        self.settled.notified().await;
    }

    /// Takes note of where somebody is by another way than a change.
    pub(super) fn saw(&self, user: &UserId, status: StageStatus) {
        let mut view = self.shared.view();
        if let Some((confirmation, _)) = view.watched.get_mut(&self.number) {
            confirmation.see(user, status);
        }
    }

    /// What has been seen so far.
    pub(super) fn so_far(&self) -> Confirmation {
        let view = self.shared.view();
        let watched = view.watched.get(&self.number);
        watched
            .map(|(confirmation, _)| confirmation.clone())
            .unwrap_or_default()
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.shared.view().watched.remove(&self.number);
    }
}
