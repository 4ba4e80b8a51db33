//! Who is in the room: by sockets, as simulated attendees, or awaited because their connection broke.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::{Recipients, Room};
use crate::sandbox::attendee;
use crate::sandbox::peers::SocketPeer;
use crate::sandbox::state::Participant;
use crate::stage::{PeerId, StageStatus, UserId};
use crate::wire::signalling::{Event, Frame, message};

/// How long the status of somebody whose connection broke waits for them.
pub const ABSENCE: Duration = Duration::from_secs(30);

/// How a socket came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// By either side's will.
    Closed,
    /// It broke: whoever had it may come back.
    Broken,
}

impl Room<'_> {
    /// Takes a socket out of the room. A simulated attendee whose place it had is there again.
    pub fn leave(&mut self, peer_id: &PeerId, how: Exit, now: Timestamp) {
        let Some(peer) = self.peers.get(peer_id).cloned() else {
            return;
        };
        let announced = self.peer(&peer.user_id, peer_id);
        self.peers.remove(peer_id);
        if !peer.joined {
            return;
        }
        if !self.has_socket(&peer.user_id) {
            self.tell_of_simulated(&peer.user_id, Event::JoinRoom, &Recipients::Everyone);
        }
        let left = message::PeerInfoResponse { peer: announced };
        self.send(Recipients::Everyone, Frame::with(Event::LeaveRoom, &left));
        match how {
            Exit::Closed => self.note_absence(&peer.user_id),
            Exit::Broken => {
                self.settle(now, now);
            }
        }
    }

    /// Whether somebody is in the room.
    #[must_use]
    pub fn has(&self, user: &UserId) -> bool {
        !self.peer_ids(user).is_empty()
    }

    /// Removes somebody from the room. Simulated attendees are gone at once, sockets when they are
    /// closed.
    pub fn remove(&mut self, user: &UserId) {
        for peer_id in self.sockets(user).cloned().collect::<Vec<_>>() {
            self.send(Recipients::One(peer_id.clone()), Frame::bare(Event::Kick));
            self.effects.closed.push(peer_id);
        }
        if !self.has_socket(user) {
            self.tell_of_simulated(user, Event::LeaveRoom, &Recipients::Everyone);
        }
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            self.effects.changed |= participant.attendee.take().is_some();
        }
        self.note_absence(user);
    }

    /// Tells of the simulated connections of somebody as if they came or went.
    pub(super) fn tell_of_simulated(&mut self, user: &UserId, event: Event, to: &Recipients) {
        let simulated = self.simulated(user).iter();
        let announced: Vec<_> = simulated.map(|id| self.peer(user, id)).collect();
        for peer in announced {
            let told = Frame::with(event, &message::PeerInfoResponse { peer });
            self.send(to.clone(), told);
        }
    }

    /// Whoever is gone is off the stage, and with the last one the session ends.
    pub(super) fn note_absence(&mut self, user: &UserId) {
        if !self.has(user) {
            self.set_status(user, StageStatus::OffStage, None);
        }
        self.note_end();
        self.announce();
    }

    /// With the last one the session ends, unless somebody may come back to it.
    fn note_end(&mut self) {
        let mut participants = self.meeting.participants.values();
        let is_awaited = participants.any(|p| p.absent_since.is_some());
        if self.meeting.session.is_some() && !is_awaited && self.is_empty() {
            self.meeting.session = None;
            self.effects.changed = true;
        }
    }

    /// Lets simulated attendees do what they do when they are let on stage, and those who did not come
    /// back in time lose their place; those of whom it was not known yet that they are away have been
    /// since `since`. Says whether somebody is still awaited.
    pub fn settle(&mut self, since: Timestamp, now: Timestamp) -> bool {
        let with_socket = self.with_socket();
        let mut answers = attendee::answers(self.meeting);
        answers.retain(|(user, _)| !with_socket.contains(user));
        let is_gone = |user: &UserId, p: &Participant| {
            let stands = p.stage_status != StageStatus::OffStage;
            stands && p.attendee.is_none() && !with_socket.contains(user)
        };
        let participants = self.meeting.participants.iter();
        let absent = participants.filter(|(user, p)| is_gone(user, p));
        let absent: Vec<_> = absent
            .map(|(user, p)| (user.clone(), p.absent_since))
            .collect();
        for (user, status) in answers {
            self.set_status(&user, status, None);
        }
        let mut is_awaited = false;
        for (user, known) in absent {
            let since = known.unwrap_or(since);
            if since + ABSENCE <= now {
                self.set_status(&user, StageStatus::OffStage, None);
            } else {
                is_awaited = true;
                self.set_absent(&user, Some(since));
            }
        }
        self.note_end();
        self.announce();
        is_awaited
    }

    fn is_empty(&self) -> bool {
        let mut participants = self.meeting.participants.values();
        let is_simulated = participants.any(|p| p.attendee.is_some());
        !is_simulated && !self.peers.values().any(|peer| peer.joined)
    }

    pub(super) fn set_absent(&mut self, user: &UserId, since: Option<Timestamp>) {
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            self.effects.changed |= participant.absent_since != since;
            participant.absent_since = since;
        }
    }

    /// The connections of somebody: their sockets, else those that are simulated.
    pub(super) fn peer_ids(&self, user: &UserId) -> Vec<PeerId> {
        let sockets: Vec<_> = self.sockets(user).cloned().collect();
        if sockets.is_empty() {
            return self.simulated(user).to_vec();
        }
        sockets
    }

    fn sockets<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a PeerId> {
        let joined = |peer: &SocketPeer| peer.joined && peer.user_id == *user;
        let sockets = self.peers.iter().filter(move |(_, peer)| joined(peer));
        sockets.map(|(id, _)| id)
    }

    pub(super) fn has_socket(&self, user: &UserId) -> bool {
        self.sockets(user).next().is_some()
    }

    /// Those who have a socket in the room.
    pub(super) fn with_socket(&self) -> HashSet<&UserId> {
        let sockets = self.peers.values().filter(|peer| peer.joined);
        sockets.map(|peer| &peer.user_id).collect()
    }

    /// The connections that are simulated while somebody has no socket.
    pub(super) fn simulated(&self, user: &UserId) -> &[PeerId] {
        let participant = self.meeting.participants.get(user);
        let attendee = participant.and_then(|p| p.attendee.as_ref());
        attendee.map_or(&[], |attendee| &attendee.peer_ids)
    }
}
