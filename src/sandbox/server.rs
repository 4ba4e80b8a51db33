//! The sandbox as a server on loopback, and the state that its connections share.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::Message;
use axum::serve::ListenerExt;
use jiff::Timestamp;
use prost::Message as _;
use prost::bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::address::Address;
use super::peers::{Peers, SocketPeer};
use super::room::{ABSENCE, Effects, Exit, Room};
use super::state::State;
use super::store::{Found, SetAside, Store, StoreError};
use super::{rest, socket};
use crate::stage::{MeetingId, PeerId};
use crate::wire::signalling::{ErrorBody, Event, Frame};

/// How long simulated attendees take to answer while the sandbox runs.
const ATTENDEES_ANSWER_AFTER: Duration = Duration::from_secs(1);
/// How long others who use a sandbox may take to be done when it ends.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// Whichever port is free.
const ANY_PORT: u16 = 0;
/// How many frames a socket may be behind before it is closed.
const OUTBOX: usize = 1024;

/// A sandbox that is being served.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: Address,
    path: PathBuf,
    set_aside: Option<SetAside>,
    is_published: AtomicBool,
    server: JoinHandle<()>,
}

/// A sandbox that can be used.
#[derive(Debug)]
pub enum Opened {
    /// This process serves it.
    Here(Sandbox),
    /// A process that stays serves it.
    Elsewhere(Address),
}

/// The sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no port for it.
    #[error("cannot listen on this machine: {0}")]
    Listen(#[from] std::io::Error),
}

impl Sandbox {
    /// Serves the sandbox of a folder on a free port of loopback, once no other process does; or finds
    /// the process that does and stays.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn open(folder: &Path) -> Result<Opened, ServeError> {
        Ok(match Store::lock_or_find(folder).await? {
            Found::Lock(store) => Opened::Here(Self::on(store, ANY_PORT).await?),
            Found::Address(address) => Opened::Elsewhere(address),
        })
    }

    /// Serves the sandbox of a folder on a free port of loopback, once no other process does.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn serve(folder: &Path) -> Result<Self, ServeError> {
        Self::on(Store::lock(folder).await?, ANY_PORT).await
    }

    /// Serves the sandbox of a folder in the place of a process that ends, however long that takes, and
    /// publishes it. Where that is possible it has the same port, so that those who use it need not know.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn take_over(folder: &Path, from: &Address) -> Result<Self, ServeError> {
        let store = Store::take_over(folder).await?;
        let sandbox = Self::on(store, from.listener.port()).await?;
        sandbox.publish()?;
        Ok(sandbox)
    }

    async fn on(store: Store, port: u16) -> Result<Self, ServeError> {
        let (state, set_aside) = store.load()?;
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(_) if port != ANY_PORT => TcpListener::bind((Ipv4Addr::LOCALHOST, ANY_PORT)).await,
            bound => bound,
        }?;
        let address = Address {
            process: std::process::id(),
            listener: listener.local_addr()?,
            api_token: state.api_token.clone(),
        };
        let path = store.path().to_owned();
        let shared = Arc::new(Shared::new(store, state));
        shared.settle();
        let router = Router::new()
            .merge(rest::router(shared.clone()))
            .merge(socket::router(shared.clone()));
        // Small frames must not wait for each other's acknowledgement: that takes 40 ms.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the sandbox stopped");
            }
        });
        Ok(Self {
            shared,
            address,
            path,
            set_aside,
            is_published: AtomicBool::new(false),
            server,
        })
    }

    /// Where it is served, and with which token.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The file in which it remembers.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file that could not be used and was kept under another name.
    #[must_use]
    pub const fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Lets other processes use it while this one serves it, instead of waiting.
    ///
    /// # Errors
    ///
    /// When that cannot be written.
    pub fn publish(&self) -> Result<(), StoreError> {
        if let Some(store) = &self.shared.lock().store {
            store.publish(&self.address)?;
            self.is_published.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Stops serving and lets other processes have the sandbox. Everything is saved already. Others who
    /// are just using it are given a moment to be done; those who stay come back to whoever is next.
    pub async fn close(self) {
        if self.is_published.load(Ordering::Relaxed) {
            if let Some(store) = &self.shared.lock().store {
                store.withdraw();
            }
            // Those who are not done by then find it gone.
            let _ = timeout(DRAIN_TIMEOUT, self.shared.drained()).await;
        }
        self.server.abort();
        self.shared.close();
    }
}

/// What the connections share.
#[derive(Debug)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Told when a socket is gone.
    exits: Notify,
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
    fn new(store: Store, state: State) -> Self {
        Self {
            inner: Mutex::new(Inner {
                store: Some(store),
                state,
                rooms: HashMap::new(),
            }),
            exits: Notify::new(),
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
            self.settle_after(ABSENCE);
        }
        self.exits.notify_one();
    }

    /// Waits until nobody has a socket.
    async fn drained(&self) {
        let is_used = || {
            let inner = self.lock();
            inner.rooms.values().any(|room| !room.outboxes.is_empty())
        };
        while is_used() {
            self.exits.notified().await;
        }
    }

    /// Nothing is saved any more, and sockets are closed.
    fn close(&self) {
        let mut inner = self.lock();
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
        let mut inner = self.lock();
        let meetings: Vec<_> = inner.state.meetings.keys().cloned().collect();
        let now = Timestamp::now();
        let mut waits = false;
        for meeting in meetings {
            let settled = inner.in_room(&meeting, |room| waits |= room.settle(now));
            if let Err(error) = settled {
                tracing::debug!(%error, "attendees' answers are not saved");
            }
        }
        if waits {
            self.settle_after(ABSENCE);
        }
    }

    fn settle_after(self: &Arc<Self>, wait: Duration) {
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            if let Some(shared) = shared.upgrade() {
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
                sockets.outboxes.remove(peer_id);
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
