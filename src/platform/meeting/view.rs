//! What the link has learnt of the room, as handles see it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::confirm::Confirmation;
use super::error::JoinError;
use super::reading::Reading;
use crate::stage::{Operation, Peer, PeerId, Roster, StageEvent, StageStatus, UserId};

/// What the link and the handles share.
#[derive(Debug)]
pub(super) struct Shared {
    view: Mutex<View>,
    last_used: Mutex<Instant>,
    /// Told when the host is to leave, whatever it is doing.
    pub(super) leave: Notify,
    /// Set once the link has ended: why, unless it left on purpose.
    pub(super) ended: OnceLock<Option<JoinError>>,
    standing: watch::Sender<Standing>,
}

/// Where a participant's connection stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How often it has changed.
    pub revision: u64,
    /// Where it is.
    pub place: Place,
}

/// Where a participant's connection is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// On its way into the room, or back.
    #[default]
    Away,
    /// In the room.
    There(StageStatus),
    /// Gone for good: why, unless it left on purpose.
    Gone(Option<JoinError>),
}

#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) roster: Roster,
    pub(super) complete: bool,
    /// A participant's own connection, while there is one.
    own: Option<PeerId>,
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
            standing: watch::Sender::default(),
        }
    }
}

impl View {
    /// Where a participant's own connection stands.
    pub(super) fn own_status(&self) -> Option<StageStatus> {
        let own = self.roster.peer(self.own.as_ref()?)?;
        Some(own.stage_status)
    }

    /// How many connections a participant has besides our own, simulated ones not counted.
    pub(super) fn others(&self, user: &UserId) -> usize {
        let participant = self.roster.participant(user);
        let peer_ids = participant.into_iter().flat_map(|p| p.peer_ids);
        let others = peer_ids.filter(|id| Some(id) != self.own.as_ref() && !id.is_simulated());
        others.count()
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

    /// Takes note of where the room put a participant's new connection.
    pub(super) fn enter(&self, own: Peer) {
        self.view().own = Some(own.peer_id.clone());
        self.apply(StageEvent::PeerJoined(own));
    }

    /// Takes note that the connection is in the room and knows who is there.
    pub(super) fn find(&self) {
        if let Some(status) = self.view().own_status() {
            self.stand(Place::There(status));
        }
    }

    /// Takes note that the connection is lost: what happens meanwhile is not told. Nobody has left for
    /// that, so those who watch are not told either.
    pub(super) fn lose(&self) {
        let mut view = self.view();
        view.complete = false;
        if let Some(own) = view.own.take() {
            view.roster.apply(StageEvent::PeerLeft(own));
            self.stand(Place::Away);
        }
    }

    /// Takes note that the link has ended, and why, unless it left on purpose.
    pub(super) fn end(&self, why: Option<JoinError>) {
        self.stand(Place::Gone(why.clone()));
        // Nobody else sets it.
        let _ = self.ended.set(why);
    }

    /// Where a participant's connection stands, now and from now on.
    pub(super) fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    fn stand(&self, place: Place) {
        self.standing.send_if_modified(|standing| {
            let changed = standing.place != place;
            if changed {
                standing.revision += 1;
                standing.place = place;
            }
            changed
        });
    }

    /// Takes note of where an own connection that is in the room stands now.
    fn stand_as(&self, view: &View) {
        let is_there = matches!(self.standing.borrow().place, Place::There(_));
        if let Some(status) = view.own_status().filter(|_| is_there) {
            self.stand(Place::There(status));
        }
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
        self.stand_as(&view);
    }

    /// Replaces what was known by a reading, or adds to it what an incomplete one told. Those who watch
    /// see where everybody is at its end, not what lay between its pages.
    pub(super) fn replace(&self, reading: Reading, complete: bool) {
        let mut view = self.view();
        let own = view.own.as_ref().and_then(|own| view.roster.peer(own));
        let own = own.cloned();
        for event in reading.finish(complete) {
            view.roster.apply(event);
        }
        // The room need not list whoever asks.
        if let Some(own) = own.filter(|own| !view.roster.knows_peer(&own.peer_id)) {
            view.roster.apply(StageEvent::PeerJoined(own));
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
        self.stand_as(&view);
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
