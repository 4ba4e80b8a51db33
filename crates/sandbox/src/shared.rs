//! What the sandbox's connections share: its state, and who is in which room by which socket; and what becomes
//! of both by itself, in time.

mod inner;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::extract::ws::Message;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::{Instant, interval, sleep_until};

use super::address::Address;
use super::faults::FaultInjector;
use super::room::{ABSENCE, Delivery, Exit, Recipients};
use super::socket::Patience;
use super::state::State;
use super::store::{Store, StoreError};
use inner::Inner;
pub(super) use inner::{Entered, SaveError};
use model::{MeetingId, PeerId};
use protocol::signalling::{ErrorBody, Frame};

/// How long simulated attendees take to answer while the sandbox runs.
const ATTENDEES_ANSWER_AFTER: Duration = Duration::from_secs(1);
/// How often it is noted that the sandbox is served.
const NOTE_SERVICE: Duration = Duration::from_secs(5);
/// How long nobody who has no socket asks for anything once they are done.
const QUIET: Duration = Duration::from_millis(50);
/// Ends a socket on purpose; one whose outbox just ends has broken.
pub(super) const CLOSE: Message = Message::Close(None);

/// What the connections share.
#[derive(Debug)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Told when a socket is gone.
    exits: Notify,
    last_used: Mutex<Instant>,
    /// Whether it is going to be looked who did not come back.
    waits_for_absent: AtomicBool,
    pub(super) patience: Patience,
    /// What goes wrong, if anything does.
    pub(super) injector: OnceLock<FaultInjector>,
}

impl Shared {
    pub(super) fn new(store: Store, state: State, patience: Patience) -> Self {
        Self {
            inner: Mutex::new(Inner::new(store, state)),
            exits: Notify::new(),
            last_used: Mutex::new(Instant::now()),
            waits_for_absent: AtomicBool::new(false),
            patience,
            injector: OnceLock::new(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in one connection leaves a state that was valid at its last save.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a socket out of the room, after it was closed, or after it broke.
    pub(super) fn exit(
        self: &Arc<Self>,
        meeting: &MeetingId,
        peer_id: &PeerId,
        socket: u64,
        how: Exit,
    ) {
        let mut inner = self.lock();
        let sockets = inner.rooms.get(meeting);
        let now_there = sockets.and_then(|sockets| sockets.outboxes.get(peer_id));
        // The peer has come back by another one.
        if now_there.is_some_and(|there| there.socket != socket) {
            return;
        }
        inner.leave(meeting, peer_id, how);
        if how == Exit::Broken {
            self.wait_for_absent();
        }
        self.exits.notify_one();
    }

    /// Tells other processes where it is served.
    pub(super) fn publish(&self, address: &Address) -> Result<(), StoreError> {
        let inner = self.lock();
        let store = inner.store.as_ref();
        store.map_or(Ok(()), |store| store.publish(address))
    }

    /// Tells them no longer; says whether they were told.
    pub(super) fn withdraw(&self) -> bool {
        let inner = self.lock();
        inner.store.as_ref().is_some_and(Store::withdraw)
    }

    /// Takes note that somebody uses it.
    pub(super) fn note_use(&self) {
        *self.last_used() = Instant::now();
    }

    fn last_used(&self) -> MutexGuard<'_, Instant> {
        self.last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on noting that the sandbox is served.
    pub(super) async fn note_service(self: Arc<Self>) {
        let mut often = interval(NOTE_SERVICE);
        loop {
            often.tick().await;
            if let Some(store) = &self.lock().store {
                store.note_service();
            }
        }
    }

    /// Waits until nobody has a socket, and nobody has asked for anything for a while.
    pub(super) async fn drained(&self) {
        loop {
            let has_sockets = {
                let inner = self.lock();
                inner.rooms.values().any(|room| !room.outboxes.is_empty())
            };
            let quiet_from = *self.last_used() + QUIET;
            if has_sockets {
                self.exits.notified().await;
            } else if quiet_from > Instant::now() {
                sleep_until(quiet_from).await;
            } else {
                return;
            }
        }
    }

    /// Nothing is saved any more, and sockets are closed.
    pub(super) fn close(&self) {
        let mut inner = self.lock();
        if let Some(store) = &inner.store {
            store.note_service();
        }
        inner.store = None;
        inner.media = None;
        inner.rooms.clear();
    }

    /// Handles a frame that came in on a socket. A change that cannot be saved did not happen, and
    /// the requester is told so.
    pub(super) fn handle(
        self: &Arc<Self>,
        meeting: &MeetingId,
        peer_id: &PeerId,
        socket: u64,
        frame: &Frame,
    ) {
        let mut inner = self.lock();
        if !inner.is_there(meeting, peer_id, socket) {
            return;
        }
        let now = Timestamp::now();
        match inner.in_room(meeting, |room| room.handle(peer_id, frame, now)) {
            Ok(false) => {}
            Ok(true) => self.settle_after(ATTENDEES_ANSWER_AFTER),
            Err(error) => {
                inner.undo_join(meeting, peer_id, frame);
                let refusal = ErrorBody {
                    code: Some(500),
                    message: error.to_string(),
                };
                let mut refusal = refusal.frame();
                refusal.id.clone_from(&frame.id);
                let refusal = Delivery {
                    to: Recipients::One(peer_id.clone()),
                    frame: refusal,
                };
                inner.deliver(meeting, &[refusal]);
            }
        }
    }

    /// Lets the simulated attendees of every meeting answer, and those who are gone for good go.
    fn settle(self: &Arc<Self>) {
        self.settle_since(Timestamp::now());
    }

    /// The same at first: whoever is away has been since nobody served the sandbox.
    pub(super) fn settle_at_first(self: &Arc<Self>) {
        let served_until = self.lock().store.as_ref().and_then(Store::served_until);
        self.settle_since(served_until.unwrap_or_else(Timestamp::now));
    }

    /// Those of whom it was not known yet that they are away have been since some moment.
    fn settle_since(self: &Arc<Self>, since: Timestamp) {
        let mut inner = self.lock();
        let meetings: Vec<_> = inner.state.meetings.keys().cloned().collect();
        let now = Timestamp::now();
        let mut waits = false;
        for meeting in meetings {
            let settled = inner.in_room(&meeting, |room| waits |= room.settle(since, now));
            if let Err(error) = settled {
                tracing::debug!(%error, "attendees' answers are not saved");
            }
        }
        if waits {
            self.wait_for_absent();
        }
    }

    /// Looks once whoever is awaited now must have come back.
    pub(super) fn wait_for_absent(self: &Arc<Self>) {
        if !self.waits_for_absent.swap(true, Ordering::Relaxed) {
            self.settle_after(ABSENCE);
        }
    }

    fn settle_after(self: &Arc<Self>, wait: Duration) {
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep_until(Instant::now() + wait).await;
            if let Some(shared) = shared.upgrade() {
                shared.waits_for_absent.store(false, Ordering::Relaxed);
                shared.settle();
            }
        });
    }
}
