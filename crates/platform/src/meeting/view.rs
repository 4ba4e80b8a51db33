//! What the link has learnt of the room, as handles see it.

mod effect;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::error::JoinError;
use super::history::{History, What};
use super::news;
use super::reading::Reading;
use super::standing::{Standing, State};
use model::{Change, Peer, PeerId, Roster, SessionId, StageEvent, StageStatus, UserId};

pub(super) use effect::Watch;
use effect::Watched;

/// What the link and the handles share.
#[derive(Debug)]
pub(super) struct Shared {
    view: Mutex<View>,
    /// How often the view has changed.
    revision: AtomicU64,
    last_used: Mutex<Instant>,
    /// Whether the link is to leave, whatever it is doing.
    is_leaving: watch::Sender<bool>,
    /// Set once the link has ended: why, unless it left on purpose.
    pub(super) ended: OnceLock<Option<JoinError>>,
    standing: watch::Sender<Standing>,
    /// Whether the connection is in the room and knows who is there.
    is_in: watch::Sender<bool>,
    /// Where a host tells what happens.
    history: Option<Arc<History>>,
    /// The session that it joins.
    session_id: OnceLock<SessionId>,
}

#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) roster: Roster,
    pub(super) complete: bool,
    /// A participant's own connection, while there is one.
    own: Option<PeerId>,
    /// All by which they have asked to come in: the room may not have noticed yet that some are gone.
    ours: HashSet<PeerId>,
    watched: HashMap<u64, Watched>,
    next_watch: u64,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            view: Mutex::default(),
            revision: AtomicU64::new(0),
            last_used: Mutex::new(Instant::now()),
            is_leaving: watch::Sender::default(),
            ended: OnceLock::new(),
            standing: watch::Sender::default(),
            is_in: watch::Sender::default(),
            history: None,
            session_id: OnceLock::new(),
        }
    }
}

impl View {
    /// A participant's own connection, if the room has it.
    pub(super) fn own(&self) -> Option<&Peer> {
        self.roster.peer(self.own.as_ref()?)
    }

    /// Where a participant's own connection stands.
    pub(super) fn own_status(&self) -> Option<StageStatus> {
        Some(self.own()?.stage_status)
    }

    /// Whether a connection is or was their own here.
    pub(super) fn is_ours(&self, peer_id: &PeerId) -> bool {
        self.ours.contains(peer_id)
    }

    /// How many connections a participant has besides our own, seen by others or not.
    pub(super) fn others(&self, user: &UserId) -> usize {
        let peers = self.roster.peers_of(user);
        peers.filter(|peer| !self.is_ours(&peer.peer_id)).count()
    }

    /// Shows those who watch what changed, or, without changes, where everybody is.
    fn show(&mut self, changes: Option<&[Change]>) {
        let own = self.own().cloned();
        let is_gone = self.own.is_some() && own.is_none();
        for watched in self.watched.values_mut() {
            let confirmation = &mut watched.confirmation;
            match (&own, changes) {
                (Some(own), _) if watched.by_own => {
                    confirmation.see(&own.user_id, own.stage_status);
                }
                (None, _) if watched.by_own && !is_gone => {}
                (_, Some(changes)) => changes.iter().for_each(|c| confirmation.observe(c)),
                (_, None) => confirmation.read_back(&self.roster, self.complete),
            }
            if confirmation.is_settled() {
                watched.settled.notify_one();
            }
        }
    }
}

impl Shared {
    /// What a host shares, who tells what happens.
    pub(super) fn telling(history: Arc<History>) -> Self {
        Self {
            history: Some(history),
            ..Self::default()
        }
    }

    pub(super) fn view(&self) -> MutexGuard<'_, View> {
        // The view is valid after each event; a panic elsewhere does not change that.
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often the view has changed. Whoever reads it first and the view then has what was there at that
    /// revision, or something newer.
    pub(super) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// The view, to be changed.
    fn view_to_change(&self) -> MutexGuard<'_, View> {
        let view = self.view();
        self.revision.fetch_add(1, Ordering::Release);
        view
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

    /// Lets the link leave, whatever it is doing.
    pub(super) fn leave(&self) {
        self.is_leaving.send_replace(true);
    }

    /// Whether the link is to leave.
    pub(super) fn is_leaving(&self) -> bool {
        *self.is_leaving.borrow()
    }

    /// Waits until the link is to leave.
    pub(super) async fn leaving(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_leaving
            .subscribe()
            .wait_for(|leaving| *leaving)
            .await;
    }

    /// Takes note that a participant asks to come in by a new connection. Whether the room has it by then
    /// is not known when it breaks.
    pub(super) fn entering(&self, own: PeerId) {
        self.view().ours.insert(own);
    }

    /// Takes note of where the room put a participant's new connection.
    pub(super) fn enter(&self, own: Peer) {
        self.view().own = Some(own.peer_id.clone());
        self.apply(StageEvent::PeerJoined(own));
    }

    /// Takes note that the connection is in the room and knows who is there.
    pub(super) fn connected(&self) {
        let view = self.view();
        if let Some(own) = view.own() {
            self.note(State::Connected(own.peer_id.clone(), own.stage_status));
        }
        // Nobody told us what happened before.
        self.tell(What::Gap);
        self.is_in.send_replace(true);
    }

    /// Whether the connection is in the room, and knows who is there.
    pub(super) fn is_in_now(&self) -> bool {
        *self.is_in.borrow()
    }

    /// Takes note of the session that it joins, and stays in.
    pub(super) fn join(&self, session_id: SessionId) {
        // It joins once.
        let _ = self.session_id.set(session_id);
    }

    /// Waits until the connection is in the room.
    pub(super) async fn is_in(&self) {
        // Its sender is here, so that there is no error.
        let _ = self.is_in.subscribe().wait_for(|is_in| *is_in).await;
    }

    /// Takes note that the connection is lost: what happens meanwhile is not told. Nobody has left for
    /// that, so those who watch are not told either.
    pub(super) fn lost(&self) {
        let mut view = self.view_to_change();
        view.complete = false;
        self.is_in.send_replace(false);
        if let Some(own) = view.own.take() {
            view.roster.apply(StageEvent::PeerLeft(own));
            self.note(State::Connecting);
        }
    }

    /// Takes note that the link has ended, and why, unless it left on purpose.
    pub(super) fn end(&self, why: Option<JoinError>) {
        self.note(State::Ended(why.clone()));
        // Nobody else sets it.
        let _ = self.ended.set(why);
    }

    /// How a participant's connection is, now and from now on.
    pub(super) fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    fn note(&self, state: State) {
        self.standing.send_if_modified(|standing| {
            let changed = standing.state != state;
            if changed {
                standing.revision += 1;
                standing.state = state;
            }
            changed
        });
    }

    /// Takes note of where an own connection that is in the room stands now.
    fn note_own(&self, view: &View) {
        let is_connected = matches!(self.standing.borrow().state, State::Connected(..));
        if let Some(own) = view.own().filter(|_| is_connected) {
            self.note(State::Connected(own.peer_id.clone(), own.stage_status));
        }
    }

    /// Applies what happened in the room, and lets those who watch for it know.
    pub(super) fn apply(&self, event: StageEvent) {
        let mut view = self.view_to_change();
        let changes = self.change(&mut view.roster, event);
        view.show(Some(&changes));
        self.note_own(&view);
    }

    /// Changes the roster, and tells what that means.
    fn change(&self, roster: &mut Roster, event: StageEvent) -> Vec<Change> {
        if !self.is_telling() {
            return roster.apply(event);
        }
        let (changes, news) = news::apply(roster, event);
        for what in news {
            self.tell(what);
        }
        changes
    }

    /// Whether what happens is told: what happened before the connection was in the room is not.
    fn is_telling(&self) -> bool {
        self.history.is_some() && self.is_in_now()
    }

    fn tell(&self, what: What) {
        if let (Some(history), Some(session_id)) = (&self.history, self.session_id.get()) {
            history.note(session_id, what);
        }
    }

    /// Replaces what was known by a reading, or adds to it what an incomplete one told. Those who watch
    /// see where everybody is at its end, not what lay between its pages.
    pub(super) fn replace(&self, reading: Reading, complete: bool) {
        let mut view = self.view_to_change();
        let own = view.own().cloned();
        // What has happened since it began has been told already: only what it changes in the end is.
        let before = self.is_telling().then(|| news::everybody(&view.roster));
        for event in reading.finish(complete) {
            view.roster.apply(event);
        }
        // The room need not list whoever asks.
        if let Some(own) = own.filter(|own| !view.roster.knows_peer(&own.peer_id)) {
            view.roster.apply(StageEvent::PeerJoined(own));
        }
        if let Some(before) = before {
            for what in news::differences(before, &view.roster) {
                self.tell(what);
            }
        }
        view.complete = complete;
        view.show(None);
        self.note_own(&view);
    }
}
