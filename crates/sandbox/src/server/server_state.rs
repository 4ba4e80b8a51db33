//! What all handlers of the server share: the rooms, the timeouts, the fault injector, and when the sandbox was
//! last used. A frame from a socket comes through here into its room.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::{Instant, interval, sleep_until};

use super::rooms::Rooms;
use super::timeouts::SocketTimeouts;
use crate::rehearsal::FaultInjector;
use crate::room::{Delivery, Disconnect, Recipients};
use crate::state::SavedState;
use crate::store::{Address, Store, StoreError};
use model::{MeetingId, PeerId};
use protocol::signalling::{ErrorBody, Frame};

/// The interval at which the lock's file records that the sandbox is served.
const RECORD_SERVICE: Duration = Duration::from_secs(5);
/// How long simulated attendees take to react to a grant.
const ATTENDEE_REACTION: Duration = Duration::from_secs(1);
/// How long no request may come in until clients without a socket count as done.
const QUIET: Duration = Duration::from_millis(50);

/// What the handlers share.
#[derive(Debug)]
pub(super) struct ServerState {
    rooms: Mutex<Rooms>,
    /// Notified when a socket is gone.
    disconnects: Notify,
    last_used: Mutex<Instant>,
    /// Whether [`settle`](super::settle) is scheduled for after the rejoin timeout.
    pub(super) settles_absences: AtomicBool,
    pub(super) timeouts: SocketTimeouts,
    /// Decides about faults, if a rehearsal injects any.
    pub(super) fault_injector: OnceLock<FaultInjector>,
}

impl ServerState {
    pub(super) fn new(store: Store, state: SavedState, timeouts: SocketTimeouts) -> Self {
        Self {
            rooms: Mutex::new(Rooms::new(store, state)),
            disconnects: Notify::new(),
            last_used: Mutex::new(Instant::now()),
            settles_absences: AtomicBool::new(false),
            timeouts,
            fault_injector: OnceLock::new(),
        }
    }

    pub(super) fn rooms(&self) -> MutexGuard<'_, Rooms> {
        // A panic in one connection leaves a state that was valid at its last save.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Handles a frame that came in on a socket. A change that cannot be saved is undone, and the requester gets an
    /// error.
    pub(super) fn handle(
        self: &Arc<Self>,
        meeting: &MeetingId,
        peer_id: &PeerId,
        socket: u64,
        frame: &Frame,
    ) {
        let mut rooms = self.rooms();
        if !rooms.is_current(meeting, peer_id, socket) {
            return;
        }
        let now = Timestamp::now();
        match rooms.in_room(meeting, |room| room.handle(peer_id, frame, now)) {
            Ok(false) => {}
            Ok(true) => self.settle_after(ATTENDEE_REACTION),
            Err(error) => {
                rooms.undo_join(meeting, peer_id, frame);
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
                rooms.deliver(meeting, &[refusal]);
            }
        }
    }

    /// Removes a socket that was closed or broke from its room.
    pub(super) fn disconnect(
        self: &Arc<Self>,
        meeting: &MeetingId,
        peer_id: &PeerId,
        socket: u64,
        how: Disconnect,
    ) {
        let mut rooms = self.rooms();
        // The peer has come back by another socket.
        if rooms.is_replaced(meeting, peer_id, socket) {
            return;
        }
        rooms.remove_socket(meeting, peer_id, how);
        if how == Disconnect::Broken {
            self.settle_after_rejoin_timeout();
        }
        self.disconnects.notify_one();
    }

    /// Publishes where the sandbox is served.
    pub(super) fn publish(&self, address: &Address) -> Result<(), StoreError> {
        let rooms = self.rooms();
        let store = rooms.store.as_ref();
        store.map_or(Ok(()), |store| store.publish(address))
    }

    /// Withdraws the published address; whether there was one.
    pub(super) fn withdraw(&self) -> bool {
        let rooms = self.rooms();
        rooms.store.as_ref().is_some_and(Store::withdraw)
    }

    /// Records that the sandbox is used now.
    pub(super) fn record_use(&self) {
        *self.last_used() = Instant::now();
    }

    fn last_used(&self) -> MutexGuard<'_, Instant> {
        self.last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps recording that the sandbox is served.
    pub(super) async fn record_service(self: Arc<Self>) {
        let mut ticks = interval(RECORD_SERVICE);
        loop {
            ticks.tick().await;
            if let Some(store) = &self.rooms().store {
                store.record_service();
            }
        }
    }

    /// Waits until no socket is open and no request has come in for [`QUIET`].
    pub(super) async fn drained(&self) {
        loop {
            let has_sockets = self.rooms().has_sockets();
            let quiet_from = *self.last_used() + QUIET;
            if has_sockets {
                self.disconnects.notified().await;
            } else if quiet_from > Instant::now() {
                sleep_until(quiet_from).await;
            } else {
                return;
            }
        }
    }

    /// Closes all sockets. Nothing is saved any more.
    pub(super) fn close(&self) {
        let mut rooms = self.rooms();
        if let Some(store) = &rooms.store {
            store.record_service();
        }
        rooms.close();
    }
}
