//! The saved state, and the sockets of each meeting's room. What an event in a room changes is saved before any
//! socket is told of it.

use std::collections::HashMap;

use axum::extract::ws::Message;
use jiff::Timestamp;
use prost::Message as _;
use prost::bytes::Bytes;
use tokio::sync::mpsc;

use crate::media::MediaListener;
use crate::room::{
    Delivery, Disconnect, Effects, JoinState, Peers, PluginStores, Room, SocketPeer,
};
use crate::state::SavedState;
use crate::store::{Store, StoreError};
use model::{MeetingId, PeerId};
use protocol::signalling::{Event, Frame};

/// How many events' frames a socket may be behind before it is closed.
const QUEUE: usize = 1024;
/// Ends a socket on purpose. A socket whose queue ends without it has broken.
pub(super) const CLOSE: Message = Message::Close(None);

/// The rooms of all meetings.
#[derive(Debug)]
pub(super) struct Rooms {
    /// `None` once the sandbox is closed.
    pub(super) store: Option<Store>,
    pub(super) state: SavedState,
    sockets: HashMap<MeetingId, RoomSockets>,
    /// The id of the last socket.
    last_socket: u64,
    /// Answers media connections, if the sandbox serves SDKs.
    pub(super) media: Option<MediaListener>,
}

/// The sockets of a meeting, the plugin stores that they share, and the queues of frames to them.
#[derive(Debug, Default)]
struct RoomSockets {
    peers: Peers,
    plugin_stores: PluginStores,
    queues: HashMap<PeerId, SocketQueue>,
}

/// The queue of frames to a socket. The frames of an event come together.
#[derive(Debug)]
struct SocketQueue {
    /// The id of the socket: it distinguishes the sockets that a peer has one after the other.
    socket: u64,
    sender: mpsc::Sender<Vec<Message>>,
}

/// A socket that was added to a room.
#[derive(Debug)]
pub(super) struct AddedSocket {
    /// The id of the socket.
    pub(super) id: u64,
    /// The frames to send, those of an event together.
    pub(super) queue: mpsc::Receiver<Vec<Message>>,
}

/// The state cannot be saved.
#[derive(Debug, thiserror::Error)]
pub(super) enum SaveError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the sandbox is closed")]
    Closed,
}

impl Rooms {
    /// Rooms without sockets.
    pub(super) fn new(store: Store, state: SavedState) -> Self {
        Self {
            store: Some(store),
            state,
            sockets: HashMap::new(),
            last_socket: 0,
            media: None,
        }
    }

    /// Adds a socket to a meeting; it joins by a frame. A client that lost its connection comes back with the same
    /// peer id, or gives the `previous` one: that peer has left. `None` if there is no such meeting, or the peer id
    /// belongs to another participant.
    pub(super) fn add_socket(
        &mut self,
        meeting: &MeetingId,
        peer_id: &PeerId,
        previous: Option<&PeerId>,
        mut peer: SocketPeer,
    ) -> Option<AddedSocket> {
        if !self.state.meetings.contains_key(meeting) {
            return None;
        }
        let sockets = self.sockets.entry(meeting.clone()).or_default();
        let owner = |id: &PeerId| sockets.peers.get(id).map(|peer| peer.user_id.clone());
        if owner(peer_id).is_some_and(|owner| owner != peer.user_id) {
            return None;
        }
        let is_own = |id: &&PeerId| owner(id).as_ref() == Some(&peer.user_id);
        let lost = previous.into_iter().chain([peer_id]).filter(is_own);
        for lost in lost.collect::<Vec<_>>() {
            peer.returns = true;
            self.remove_socket(meeting, lost, Disconnect::Broken);
        }
        self.last_socket += 1;
        let id = self.last_socket;
        let (sender, queue) = mpsc::channel(QUEUE);
        let sockets = self.sockets.entry(meeting.clone()).or_default();
        sockets.peers.insert(peer_id.clone(), peer);
        let socket_queue = SocketQueue { socket: id, sender };
        sockets.queues.insert(peer_id.clone(), socket_queue);
        Some(AddedSocket { id, queue })
    }

    /// Removes a peer and its socket from the room.
    pub(super) fn remove_socket(&mut self, meeting: &MeetingId, peer_id: &PeerId, how: Disconnect) {
        let now = Timestamp::now();
        if let Err(error) = self.in_room(meeting, |room| room.leave(peer_id, how, now)) {
            tracing::debug!(%error, "a peer left unsaved");
        }
        if let Some(sockets) = self.sockets.get_mut(meeting) {
            sockets.queues.remove(peer_id);
        }
    }

    /// Whether a socket is the current one of its peer.
    pub(super) fn is_current(&self, meeting: &MeetingId, peer_id: &PeerId, socket: u64) -> bool {
        self.current_socket(meeting, peer_id) == Some(socket)
    }

    /// Whether the peer of a socket has another one now.
    pub(super) fn is_replaced(&self, meeting: &MeetingId, peer_id: &PeerId, socket: u64) -> bool {
        let current = self.current_socket(meeting, peer_id);
        current.is_some_and(|current| current != socket)
    }

    fn current_socket(&self, meeting: &MeetingId, peer_id: &PeerId) -> Option<u64> {
        Some(self.sockets.get(meeting)?.queues.get(peer_id)?.socket)
    }

    pub(super) fn has_sockets(&self) -> bool {
        let mut rooms = self.sockets.values();
        rooms.any(|room| !room.queues.is_empty())
    }

    /// Saves the state. A change that cannot be saved is undone.
    pub(super) fn save(&mut self) -> Result<(), SaveError> {
        let store = self.store.as_ref().ok_or(SaveError::Closed)?;
        if let Err(error) = store.save(&self.state) {
            (self.state, _) = store.load()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Runs an event in a meeting's room, saves what it changed, then sends its frames. Whether it changed anything.
    pub(super) fn in_room(
        &mut self,
        meeting_id: &MeetingId,
        event: impl FnOnce(&mut Room<'_>),
    ) -> Result<bool, SaveError> {
        let Some((mut room, _)) = self.room(meeting_id) else {
            return Ok(false);
        };
        event(&mut room);
        let effects = room.effects;
        if effects.changed {
            self.save()?;
        }
        self.deliver(meeting_id, &effects.deliveries);
        if let Some(sockets) = self.sockets.get_mut(meeting_id) {
            for peer_id in &effects.closed {
                if let Some(queue) = sockets.queues.remove(peer_id) {
                    // A socket whose queue is full is closed without being told.
                    let _ = queue.sender.try_send(vec![CLOSE]);
                }
            }
        }
        Ok(effects.changed)
    }

    /// Sends frames. A socket whose queue is full is closed.
    pub(super) fn deliver(&mut self, meeting_id: &MeetingId, deliveries: &[Delivery]) {
        let Some((room, queues)) = self.room(meeting_id) else {
            return;
        };
        let mut batches: HashMap<&PeerId, Vec<Message>> = HashMap::new();
        for Delivery { to, frame } in deliveries {
            let frame = Bytes::from(frame.encode_to_vec());
            for peer_id in room.recipients(to) {
                let message = Message::Binary(frame.clone());
                batches.entry(peer_id).or_default().push(message);
            }
        }
        for (peer_id, batch) in batches {
            let queue = queues.get(peer_id);
            if queue.is_some_and(|queue| queue.sender.try_send(batch).is_err()) {
                queues.remove(peer_id);
            }
        }
    }

    /// Undoes the join of a peer that was told that it failed.
    pub(super) fn undo_join(&mut self, meeting: &MeetingId, peer_id: &PeerId, frame: &Frame) {
        let sockets = self.sockets.get_mut(meeting);
        let peer = sockets.and_then(|sockets| sockets.peers.get_mut(peer_id));
        if let Some(peer) = peer.filter(|_| frame.event() == Event::JoinRoom) {
            peer.join_state = JoinState::NotJoined;
        }
    }

    /// Closes all sockets and releases the state file.
    pub(super) fn close(&mut self) {
        self.store = None;
        self.media = None;
        self.sockets.clear();
    }

    /// A meeting's room, and the queues of its sockets.
    fn room<'a>(
        &'a mut self,
        id: &'a MeetingId,
    ) -> Option<(Room<'a>, &'a mut HashMap<PeerId, SocketQueue>)> {
        let meeting = self.state.meetings.get_mut(id)?;
        let sockets = self.sockets.entry(id.clone()).or_default();
        let room = Room {
            id,
            meeting,
            presets: &self.state.presets,
            peers: &mut sockets.peers,
            plugin_stores: &mut sockets.plugin_stores,
            ice_agent: self.media.as_ref().map(MediaListener::agent),
            effects: Effects::default(),
        };
        Some((room, &mut sockets.queues))
    }
}
