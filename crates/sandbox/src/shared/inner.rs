//! What the sandbox remembers, and who is in which room by which socket. What an event in a room changes is
//! saved before anybody is told of it.

use std::collections::HashMap;

use axum::extract::ws::Message;
use jiff::Timestamp;
use prost::Message as _;
use prost::bytes::Bytes;
use tokio::sync::mpsc;

use super::CLOSE;
use crate::media::Media;
use crate::peers::{Peers, Place, SocketPeer};
use crate::room::{Delivery, Effects, Exit, Room, Stores};
use crate::state::State;
use crate::store::{Store, StoreError};
use model::{MeetingId, PeerId};
use protocol::signalling::{Event, Frame};

/// The frames of how many events a socket may be behind before it is closed.
const OUTBOX: usize = 1024;

#[derive(Debug)]
pub(crate) struct Inner {
    /// None once the sandbox is closed.
    pub(super) store: Option<Store>,
    pub(crate) state: State,
    pub(super) rooms: HashMap<MeetingId, Sockets>,
    /// How many sockets there have been.
    sockets: u64,
    /// What answers media connections, if anything does.
    pub(crate) media: Option<Media>,
}

/// A meeting's sockets, what they share, and what to send on them.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    peers: Peers,
    stores: Stores,
    pub(super) outboxes: HashMap<PeerId, Outbox>,
}

/// What is to be sent on a socket.
#[derive(Debug)]
pub(super) struct Outbox {
    /// Tells the sockets apart that a peer has one after the other.
    pub(super) socket: u64,
    /// The frames of an event come together.
    sender: mpsc::Sender<Vec<Message>>,
}

/// A socket that was let in.
#[derive(Debug)]
pub(crate) struct Entered {
    /// Which socket of its peer it is.
    pub(crate) socket: u64,
    /// What is to be sent on it.
    pub(crate) outbox: mpsc::Receiver<Vec<Message>>,
}

/// Nothing more can be saved: the sandbox is closed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SaveError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the sandbox is closed")]
    Closed,
}

impl Inner {
    /// With nobody in any room.
    pub(super) fn new(store: Store, state: State) -> Self {
        Self {
            store: Some(store),
            state,
            rooms: HashMap::new(),
            sockets: 0,
            media: None,
        }
    }

    /// Puts a socket at the door of a meeting's room. A client that lost its connection comes back with the
    /// same peer, or says which one it was: that one has left. `None` when there is no such meeting, or the
    /// peer is somebody else's.
    pub(crate) fn enter(
        &mut self,
        meeting: &MeetingId,
        peer_id: &PeerId,
        before: Option<&PeerId>,
        mut peer: SocketPeer,
    ) -> Option<Entered> {
        if !self.state.meetings.contains_key(meeting) {
            return None;
        }
        let sockets = self.rooms.entry(meeting.clone()).or_default();
        let owner = |id: &PeerId| sockets.peers.get(id).map(|peer| peer.user_id.clone());
        if owner(peer_id).is_some_and(|owner| owner != peer.user_id) {
            return None;
        }
        let own = |id: &&PeerId| owner(id).as_ref() == Some(&peer.user_id);
        let lost: Vec<_> = before.into_iter().chain([peer_id]).filter(own).collect();
        for lost in lost {
            peer.returns = true;
            self.leave(meeting, lost, Exit::Broken);
        }
        self.sockets += 1;
        let socket = self.sockets;
        let (sender, outbox) = mpsc::channel(OUTBOX);
        let sockets = self.rooms.entry(meeting.clone()).or_default();
        sockets.peers.insert(peer_id.clone(), peer);
        sockets
            .outboxes
            .insert(peer_id.clone(), Outbox { socket, sender });
        Some(Entered { socket, outbox })
    }

    /// Saves the state. What cannot be saved is undone.
    pub(crate) fn save(&mut self) -> Result<(), SaveError> {
        let store = self.store.as_ref().ok_or(SaveError::Closed)?;
        if let Err(error) = store.save(&self.state) {
            (self.state, _) = store.load()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Runs an event in a meeting's room, saves what it changed, then sends what comes of it. Says
    /// whether it changed anything.
    pub(crate) fn in_room(
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
        if let Some(sockets) = self.rooms.get_mut(meeting_id) {
            for peer_id in &effects.closed {
                if let Some(outbox) = sockets.outboxes.remove(peer_id) {
                    // Whoever is too far behind to be told that is closed all the same.
                    let _ = outbox.sender.try_send(vec![CLOSE]);
                }
            }
        }
        Ok(effects.changed)
    }

    /// Sends frames. A socket that is too far behind is closed.
    pub(super) fn deliver(&mut self, meeting_id: &MeetingId, deliveries: &[Delivery]) {
        let Some((room, outboxes)) = self.room(meeting_id) else {
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
            let outbox = outboxes.get(peer_id);
            if outbox.is_some_and(|outbox| outbox.sender.try_send(batch).is_err()) {
                outboxes.remove(peer_id);
            }
        }
    }

    /// A meeting's room, and what is to be sent on its sockets.
    fn room<'a>(
        &'a mut self,
        id: &'a MeetingId,
    ) -> Option<(Room<'a>, &'a mut HashMap<PeerId, Outbox>)> {
        let meeting = self.state.meetings.get_mut(id)?;
        let sockets = self.rooms.entry(id.clone()).or_default();
        let room = Room {
            id,
            meeting,
            presets: &self.state.presets,
            peers: &mut sockets.peers,
            stores: &mut sockets.stores,
            ice: self.media.as_ref().map(Media::ice),
            effects: Effects::default(),
        };
        Some((room, &mut sockets.outboxes))
    }

    /// Takes a peer out of the room, and its socket.
    pub(super) fn leave(&mut self, meeting: &MeetingId, peer_id: &PeerId, how: Exit) {
        let now = Timestamp::now();
        if let Err(error) = self.in_room(meeting, |room| room.leave(peer_id, how, now)) {
            tracing::debug!(%error, "a peer left unsaved");
        }
        if let Some(sockets) = self.rooms.get_mut(meeting) {
            sockets.outboxes.remove(peer_id);
        }
    }

    /// Whether a socket is still the one of its peer.
    pub(super) fn is_there(&self, meeting: &MeetingId, peer_id: &PeerId, socket: u64) -> bool {
        let sockets = self.rooms.get(meeting);
        let outbox = sockets.and_then(|sockets| sockets.outboxes.get(peer_id));
        outbox.is_some_and(|outbox| outbox.socket == socket)
    }

    /// Whoever was told that they could not join has not.
    pub(super) fn undo_join(&mut self, meeting: &MeetingId, peer_id: &PeerId, frame: &Frame) {
        let sockets = self.rooms.get_mut(meeting);
        let peer = sockets.and_then(|sockets| sockets.peers.get_mut(peer_id));
        if let Some(peer) = peer.filter(|_| frame.event() == Event::JoinRoom) {
            peer.place = Place::Outside;
        }
    }
}
