//! Who is in the room: by sockets, as simulated attendees, or awaited because their connection broke.

use std::time::Duration;

use jiff::Timestamp;

use super::{Recipients, Room};
use crate::attendee;
use crate::peers::{Place, SocketPeer};
use crate::state::Participant;
use model::{PeerId, StageStatus, UserId};
use protocol::signalling::{Event, Frame, message};

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
        self.leave_media(peer_id);
        self.peers.remove(peer_id);
        let how = match peer.place {
            Place::Inside => how,
            Place::Removed => Exit::Closed,
            Place::Waiting | Place::Outside => {
                self.effects.door_moved |= peer.place == Place::Waiting;
                return self.announce();
            }
        };
        if !self.has_socket(&peer.user_id) {
            self.tell_of_simulated(&peer.user_id, Event::JoinRoom, &Recipients::Everyone);
        }
        let left = message::PeerInfoResponse { peer: announced };
        self.send(Recipients::Everyone, Frame::with(Event::LeaveRoom, &left));
        match how {
            Exit::Closed => self.note_absence(&peer.user_id),
            Exit::Broken => {
                self.note_absent(now, now);
                self.note_end();
                self.announce();
            }
        }
    }

    /// Whether somebody is in the room.
    #[must_use]
    pub fn has(&self, user: &UserId) -> bool {
        !self.peer_ids(user).is_empty()
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
    pub(super) fn note_end(&mut self) {
        let mut participants = self.meeting.participants.values();
        let is_awaited = participants.any(|p| p.absent_since.is_some());
        if self.meeting.session.is_some() && !is_awaited && self.is_empty() {
            self.meeting.session = None;
            for participant in self.meeting.participants.values_mut() {
                participant.was_let_in = false;
            }
            self.effects.changed = true;
        }
    }

    /// Lets simulated attendees do what they do when they are let on stage, and those who did not come
    /// back in time lose their place; those of whom it was not known yet that they are away have been
    /// since `since`. Says whether somebody is still awaited.
    pub fn settle(&mut self, since: Timestamp, now: Timestamp) -> bool {
        let mut answers = attendee::answers(self.meeting);
        answers.retain(|(user, _)| !self.has_socket(user));
        for (user, status) in answers {
            self.set_status(&user, status, None);
        }
        let is_awaited = self.note_absent(since, now);
        self.note_end();
        self.announce();
        is_awaited
    }

    /// Whoever has no connection any more is awaited for a while, and then not; says whether somebody is.
    fn note_absent(&mut self, since: Timestamp, now: Timestamp) -> bool {
        let is_gone = |user: &UserId, p: &Participant| {
            let stands = p.stage_status != StageStatus::OffStage;
            stands && p.attendee.is_none() && !self.has_socket(user)
        };
        let participants = self.meeting.participants.iter();
        let absent = participants.filter(|(user, p)| is_gone(user, p));
        let absent: Vec<_> = absent
            .map(|(user, p)| (user.clone(), p.absent_since))
            .collect();
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
        is_awaited
    }

    fn is_empty(&self) -> bool {
        let mut participants = self.meeting.participants.values();
        let is_simulated = participants.any(|p| p.attendee.is_some());
        !is_simulated && !self.peers.values().any(SocketPeer::is_inside)
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

    pub(super) fn sockets(&self, user: &UserId) -> impl Iterator<Item = &PeerId> {
        let inside = self.peers.of(user).filter(|(_, peer)| peer.is_inside());
        inside.map(|(id, _)| id)
    }

    pub(super) fn has_socket(&self, user: &UserId) -> bool {
        self.sockets(user).next().is_some()
    }

    /// The connections that are simulated while somebody has no socket.
    pub(super) fn simulated(&self, user: &UserId) -> &[PeerId] {
        let participant = self.meeting.participants.get(user);
        let attendee = participant.and_then(|p| p.attendee.as_ref());
        attendee.map_or(&[], |attendee| &attendee.peer_ids)
    }
}
