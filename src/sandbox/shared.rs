//! What the sandbox's connections share: its state, and who is in which room by which socket.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Message;
use jiff::Timestamp;
use prost::Message as _;
use prost::bytes::Bytes;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, interval, sleep_until};

use super::address::Address;
use super::peers::{Peers, SocketPeer};
use super::room::{ABSENCE, Effects, Exit, Room};
use super::state::State;
use super::store::{Store, StoreError};
use crate::stage::{MeetingId, PeerId};
use crate::wire::signalling::{ErrorBody, Event, Frame};

/// How long simulated attendees take to answer while the sandbox runs.
const ATTENDEES_ANSWER_AFTER: Duration = Duration::from_secs(1);
/// How often it is noted that the sandbox is served.
const NOTE_SERVICE: Duration = Duration::from_secs(5);
/// How long nobody who has no socket asks for anything once they are done.
const QUIET: Duration = Duration::from_millis(50);
/// How many frames a socket may be behind before it is closed.
const OUTBOX: usize = 1024;
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
}

#[derive(Debug)]
pub(super) struct Inner {
    /// None once the sandbox is closed.
    store: Option<Store>,
    pub(super) state: State,
    rooms: HashMap<MeetingId, Sockets>,
}

/// A meeting's sockets, and what to send on them.
#[derive(Debug, Default)]
struct Sockets {
    peers: Peers,
    outboxes: HashMap<PeerId, mpsc::Sender<Message>>,
}

/// Nothing more can be saved: the sandbox is closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum SaveError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the sandbox is closed")]
    Closed,
}

impl Shared {
    pub(super) fn new(store: Store, state: State) -> Self {
        Self {
            inner: Mutex::new(Inner {
                store: Some(store),
                state,
                rooms: HashMap::new(),
            }),
            exits: Notify::new(),
            last_used: Mutex::new(Instant::now()),
            waits_for_absent: AtomicBool::new(false),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in one connection leaves a state that was valid at its last save.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a socket into a meeting's room; what comes out of the receiver is to be sent on it.
    /// `None` when there is no such meeting, or the peer is there already.
    pub(super) fn enter(
        &self,
        meeting: &MeetingId,
        peer_id: &PeerId,
        peer: SocketPeer,
    ) -> Option<mpsc::Receiver<Message>> {
        let mut inner = self.lock();
        if !inner.state.meetings.contains_key(meeting) {
            return None;
        }
        let sockets = inner.rooms.entry(meeting.clone()).or_default();
        if sockets.peers.contains_key(peer_id) {
            return None;
        }
        let (sender, receiver) = mpsc::channel(OUTBOX);
        sockets.peers.insert(peer_id.clone(), peer);
        sockets.outboxes.insert(peer_id.clone(), sender);
        Some(receiver)
    }

    /// Takes a socket out of the room, after it was closed, or after it broke.
    pub(super) fn exit(self: &Arc<Self>, meeting: &MeetingId, peer_id: &PeerId, how: Exit) {
        let mut inner = self.lock();
        let now = Timestamp::now();
        if let Err(error) = inner.in_room(meeting, |room| room.leave(peer_id, how, now)) {
            tracing::debug!(%error, "a peer left unsaved");
        }
        if let Some(sockets) = inner.rooms.get_mut(meeting) {
            sockets.outboxes.remove(peer_id);
        }
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
        inner.rooms.clear();
    }

    /// Handles a frame that came in on a socket. A change that cannot be saved did not happen, and
    /// the requester is told so.
    pub(super) fn handle(self: &Arc<Self>, meeting: &MeetingId, peer_id: &PeerId, frame: &Frame) {
        let mut inner = self.lock();
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
                inner.send(meeting, std::slice::from_ref(peer_id), &refusal);
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
    fn wait_for_absent(self: &Arc<Self>) {
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

impl Inner {
    /// Saves the state. What cannot be saved is undone.
    pub(super) fn save(&mut self) -> Result<(), SaveError> {
        let store = self.store.as_ref().ok_or(SaveError::Closed)?;
        if let Err(error) = store.save(&self.state) {
            (self.state, _) = store.load()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Runs an event in a meeting's room, saves what it changed, then sends what comes of it. Says
    /// whether it changed anything.
    pub(super) fn in_room(
        &mut self,
        meeting_id: &MeetingId,
        event: impl FnOnce(&mut Room<'_>),
    ) -> Result<bool, SaveError> {
        let sockets = self.rooms.entry(meeting_id.clone()).or_default();
        let Some(meeting) = self.state.meetings.get_mut(meeting_id) else {
            return Ok(false);
        };
        let mut room = Room {
            id: meeting_id,
            meeting,
            presets: &self.state.presets,
            peers: &mut sockets.peers,
            effects: Effects::default(),
        };
        event(&mut room);
        let effects = std::mem::take(&mut room.effects);
        let deliveries: Vec<_> = effects
            .deliveries
            .into_iter()
            .map(|delivery| (room.recipients(&delivery.to), delivery.frame))
            .collect();
        if effects.changed {
            self.save()?;
        }
        for (to, frame) in deliveries {
            self.send(meeting_id, &to, &frame);
        }
        if let Some(sockets) = self.rooms.get_mut(meeting_id) {
            for peer_id in &effects.closed {
                if let Some(outbox) = sockets.outboxes.remove(peer_id) {
                    // Whoever is too far behind to be told that is closed all the same.
                    let _ = outbox.try_send(CLOSE);
                }
            }
        }
        Ok(effects.changed)
    }

    /// Whoever was told that they could not join has not.
    fn undo_join(&mut self, meeting: &MeetingId, peer_id: &PeerId, frame: &Frame) {
        let sockets = self.rooms.get_mut(meeting);
        let peer = sockets.and_then(|sockets| sockets.peers.get_mut(peer_id));
        if let Some(peer) = peer.filter(|_| frame.event() == Event::JoinRoom) {
            peer.joined = false;
        }
    }

    /// Sends a frame. A socket that is too far behind is closed.
    fn send(&mut self, meeting: &MeetingId, to: &[PeerId], frame: &Frame) {
        let Some(sockets) = self.rooms.get_mut(meeting) else {
            return;
        };
        let bytes = Bytes::from(frame.encode_to_vec());
        for peer_id in to {
            let outbox = sockets.outboxes.get(peer_id);
            if outbox.is_some_and(|o| o.try_send(Message::Binary(bytes.clone())).is_err()) {
                sockets.outboxes.remove(peer_id);
            }
        }
    }
}
