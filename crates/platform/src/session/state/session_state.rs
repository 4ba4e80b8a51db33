//! What a task and its handle share: the room, the state of the connection, and why it ended.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::room::Room;
use crate::join_error::JoinError;
use crate::session::connection_snapshot::{ConnectionPhase, ConnectionSnapshot};
use crate::session::history::{History, SessionEvent};
use crate::session::roster_pager::RosterPager;
use model::{Peer, PeerId, SessionId, StageEvent, changes};

/// What a task and its handle share.
#[derive(Debug)]
pub(crate) struct SessionState {
    room: Mutex<Room>,
    /// How often the room has changed.
    revision: AtomicU64,
    last_used: Mutex<Instant>,
    /// Whether the task is to leave.
    is_leaving: watch::Sender<bool>,
    /// Set once the task has ended: why, unless it left on purpose.
    pub(crate) ended: OnceLock<Option<JoinError>>,
    connection: watch::Sender<ConnectionSnapshot>,
    /// Whether the connection is in the room and has read the roster.
    is_in: watch::Sender<bool>,
    /// Where a host records events.
    history: Option<Arc<History>>,
    /// The session that it joins.
    session_id: OnceLock<SessionId>,
}

impl Default for SessionState {
    fn default() -> Self {
        Self {
            room: Mutex::default(),
            revision: AtomicU64::new(0),
            last_used: Mutex::new(Instant::now()),
            is_leaving: watch::Sender::default(),
            ended: OnceLock::new(),
            connection: watch::Sender::default(),
            is_in: watch::Sender::default(),
            history: None,
            session_id: OnceLock::new(),
        }
    }
}

impl SessionState {
    /// The state of a host, which records events in a history.
    pub(crate) fn recording(history: Arc<History>) -> Self {
        Self {
            history: Some(history),
            ..Self::default()
        }
    }

    pub(crate) fn room(&self) -> MutexGuard<'_, Room> {
        // The room is valid after each event; a panic elsewhere does not change that.
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often the room has changed. Read it before the room: the room is then at least that new.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// The room, to be changed.
    fn room_to_change(&self) -> MutexGuard<'_, Room> {
        let room = self.room();
        self.revision.fetch_add(1, Ordering::Release);
        room
    }

    /// Notes a use of the host.
    pub(crate) fn touch(&self) {
        *self.last_used() = Instant::now();
    }

    pub(crate) fn last_used(&self) -> MutexGuard<'_, Instant> {
        self.last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the task leave.
    pub(crate) fn leave(&self) {
        self.is_leaving.send_replace(true);
    }

    /// Whether the task is to leave.
    pub(crate) fn is_leaving(&self) -> bool {
        *self.is_leaving.borrow()
    }

    /// Waits until the task is to leave.
    pub(crate) async fn leaving(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_leaving
            .subscribe()
            .wait_for(|leaving| *leaving)
            .await;
    }

    /// Notes the peer of a join that is about to be sent. When the connection breaks, it is not
    /// known whether the room has it.
    pub(crate) fn joining_as(&self, own: PeerId) {
        self.room().ours.insert(own);
    }

    /// Notes a participant's own peer, as the room answered the join.
    pub(crate) fn joined_as(&self, own: Peer) {
        self.room().own = Some(own.peer_id.clone());
        self.apply(StageEvent::PeerJoined(own));
    }

    /// Notes that the connection is in the room and has read the roster.
    pub(crate) fn connected(&self) {
        let room = self.room();
        if let Some(own) = room.own() {
            self.publish(ConnectionPhase::Connected(
                own.peer_id.clone(),
                own.stage_status,
            ));
        }
        // What happened before is not known.
        self.record(SessionEvent::Gap);
        self.is_in.send_replace(true);
    }

    /// Whether the connection is in the room, and has read the roster.
    pub(crate) fn is_in_now(&self) -> bool {
        *self.is_in.borrow()
    }

    /// Notes the session that the connection joins, and stays in.
    pub(crate) fn set_session(&self, session_id: SessionId) {
        // It joins once.
        let _ = self.session_id.set(session_id);
    }

    /// Waits until the connection is in the room.
    pub(crate) async fn is_in(&self) {
        // Its sender is here, so that there is no error.
        let _ = self.is_in.subscribe().wait_for(|is_in| *is_in).await;
    }

    /// Notes that the connection is lost: events until the next one are missing. No participant has
    /// left by that, so the watched operations are not shown anything.
    pub(crate) fn lost(&self) {
        let mut room = self.room_to_change();
        room.complete = false;
        self.is_in.send_replace(false);
        if let Some(own) = room.own.take() {
            room.roster.apply(StageEvent::PeerLeft(own));
            self.publish(ConnectionPhase::Connecting);
        }
    }

    /// Notes that the task has ended, and why, unless it left on purpose.
    pub(crate) fn end(&self, why: Option<JoinError>) {
        self.publish(ConnectionPhase::Ended(why.clone()));
        // It is set here only.
        let _ = self.ended.set(why);
    }

    /// The state of a participant's connection, now and from now on.
    pub(crate) fn connection(&self) -> watch::Receiver<ConnectionSnapshot> {
        self.connection.subscribe()
    }

    fn publish(&self, phase: ConnectionPhase) {
        self.connection.send_if_modified(|connection| {
            let changed = connection.phase != phase;
            if changed {
                connection.revision += 1;
                connection.phase = phase;
            }
            changed
        });
    }

    /// Publishes the status of a participant's own connection that is in the room.
    fn publish_own(&self, room: &Room) {
        let is_connected = matches!(
            self.connection.borrow().phase,
            ConnectionPhase::Connected(..)
        );
        if let Some(own) = room.own().filter(|_| is_connected) {
            self.publish(ConnectionPhase::Connected(
                own.peer_id.clone(),
                own.stage_status,
            ));
        }
    }

    /// Applies an event, and shows its changes to the watched operations.
    pub(crate) fn apply(&self, event: StageEvent) {
        let mut room = self.room_to_change();
        let changes = room.roster.apply(event);
        room.show(Some(&changes));
        self.publish_own(&room);
        if self.is_recording() {
            for change in changes {
                self.record(SessionEvent::Change(change));
            }
        }
    }

    /// Whether events go into a history: those before the connection is in the room do not.
    fn is_recording(&self) -> bool {
        self.history.is_some() && self.is_in_now()
    }

    fn record(&self, event: SessionEvent) {
        if let (Some(history), Some(session_id)) = (&self.history, self.session_id.get()) {
            history.push(session_id, event);
        }
    }

    /// Replaces the roster by a reading, or adds to it what an incomplete one has. The watched
    /// operations see the statuses at its end, not what lay between its pages.
    pub(crate) fn replace(&self, pages: RosterPager, complete: bool) {
        let mut room = self.room_to_change();
        let own = room.own().cloned();
        // The events since the reading began are recorded already: now only what it changes in the
        // end is.
        let participants = || room.roster.participants().collect::<Vec<_>>();
        let before = self.is_recording().then(participants);
        for event in pages.finish(complete) {
            room.roster.apply(event);
        }
        // The room need not list the connection that asks.
        if let Some(own) = own.filter(|own| !room.roster.knows_peer(&own.peer_id)) {
            room.roster.apply(StageEvent::PeerJoined(own));
        }
        if let Some(before) = before {
            // The roster has kept the peers that an incomplete reading lacks.
            for change in changes(before, room.roster.participants(), true) {
                self.record(SessionEvent::Change(change));
            }
        }
        room.complete = complete;
        room.show(None);
        self.publish_own(&room);
    }
}
