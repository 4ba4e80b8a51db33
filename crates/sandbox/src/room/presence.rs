//! Which participants are in the room: by a socket, as a simulated attendee, or expected back after their
//! connection broke. The session ends when none is left.

use std::time::Duration;

use jiff::Timestamp;

use super::effects::Recipients;
use super::meeting_room::Room;
use super::peers::{JoinState, SocketPeer};
use crate::state::Participant;
use model::{PeerId, StageStatus, UserId};
use protocol::signalling::{Event, Frame, message};

/// How long the status of a participant whose connection broke is kept.
pub(crate) const REJOIN_TIMEOUT: Duration = Duration::from_secs(30);

/// How a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disconnect {
    /// One of the sides closed it.
    Closed,
    /// It broke: the participant may come back.
    Broken,
}

impl Room<'_> {
    /// Removes a socket from the room. A simulated attendee that it replaced is present again.
    pub(crate) fn leave(&mut self, peer_id: &PeerId, how: Disconnect, now: Timestamp) {
        let Some(peer) = self.peers.get(peer_id).cloned() else {
            return;
        };
        let announced = self.peer(&peer.user_id, peer_id);
        self.leave_media(peer_id);
        self.peers.remove(peer_id);
        let how = match peer.join_state {
            JoinState::Joined => how,
            JoinState::Removed => Disconnect::Closed,
            JoinState::Waiting | JoinState::NotJoined => {
                self.effects.waiting_room_changed |= peer.join_state == JoinState::Waiting;
                return self.announce_changes();
            }
        };
        if !self.has_socket(&peer.user_id) {
            self.announce_simulated(&peer.user_id, Event::JoinRoom, &Recipients::Everyone);
        }
        let left = message::PeerInfoResponse { peer: announced };
        self.send(Recipients::Everyone, Frame::with(Event::LeaveRoom, &left));
        match how {
            Disconnect::Closed => self.record_departure(&peer.user_id),
            Disconnect::Broken => {
                self.expire_absences(now, now);
                self.end_session_if_empty();
                self.announce_changes();
            }
        }
    }

    /// Whether a participant is in the room.
    pub(crate) fn has(&self, user: &UserId) -> bool {
        !self.peer_ids(user).is_empty()
    }

    /// Announces the simulated connections of a participant as if they joined or left.
    pub(super) fn announce_simulated(&mut self, user: &UserId, event: Event, to: &Recipients) {
        let simulated = self.simulated(user).iter();
        let peers: Vec<_> = simulated.map(|id| self.peer(user, id)).collect();
        for peer in peers {
            let frame = Frame::with(event, &message::PeerInfoResponse { peer });
            self.send(to.clone(), frame);
        }
    }

    /// Takes a participant who left off the stage, and ends the session with the last one.
    pub(super) fn record_departure(&mut self, user: &UserId) {
        if !self.has(user) {
            self.set_status(user, StageStatus::OffStage, None);
        }
        self.end_session_if_empty();
        self.announce_changes();
    }

    /// Ends the session when no participant is in the room or expected back.
    pub(super) fn end_session_if_empty(&mut self) {
        let mut participants = self.meeting.participants.values();
        let is_expected = participants.any(|p| p.absent_since.is_some());
        if self.meeting.session.is_some() && !is_expected && self.is_empty() {
            self.meeting.session = None;
            for participant in self.meeting.participants.values_mut() {
                participant.was_let_in = false;
            }
            self.effects.changed = true;
        }
    }

    /// Lets simulated attendees react to grants, and takes participants off the stage who did not come back in
    /// time; absences that were not known yet began at `since`. Whether a participant is still expected back.
    pub(crate) fn settle(&mut self, since: Timestamp, now: Timestamp) -> bool {
        self.react_to_grants();
        let is_expected = self.expire_absences(since, now);
        self.end_session_if_empty();
        self.announce_changes();
        is_expected
    }

    /// Records which participants with a status have no connection any more, and takes them off the stage after
    /// [`REJOIN_TIMEOUT`]. Whether one is still expected back.
    fn expire_absences(&mut self, since: Timestamp, now: Timestamp) -> bool {
        let is_gone = |user: &UserId, p: &Participant| {
            let has_status = p.stage_status != StageStatus::OffStage;
            has_status && p.attendee.is_none() && !self.has_socket(user)
        };
        let participants = self.meeting.participants.iter();
        let absent = participants.filter(|(user, p)| is_gone(user, p));
        let absent: Vec<_> = absent
            .map(|(user, p)| (user.clone(), p.absent_since))
            .collect();
        let mut is_expected = false;
        for (user, known) in absent {
            let since = known.unwrap_or(since);
            if since + REJOIN_TIMEOUT <= now {
                self.set_status(&user, StageStatus::OffStage, None);
            } else {
                is_expected = true;
                self.set_absent_since(&user, Some(since));
            }
        }
        is_expected
    }

    fn is_empty(&self) -> bool {
        let mut participants = self.meeting.participants.values();
        let is_simulated = participants.any(|p| p.attendee.is_some());
        !is_simulated && !self.peers.values().any(SocketPeer::is_joined)
    }

    pub(super) fn set_absent_since(&mut self, user: &UserId, since: Option<Timestamp>) {
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            self.effects.changed |= participant.absent_since != since;
            participant.absent_since = since;
        }
    }

    /// The connections of a participant: its sockets, else the simulated ones.
    pub(super) fn peer_ids(&self, user: &UserId) -> Vec<PeerId> {
        let sockets: Vec<_> = self.sockets(user).cloned().collect();
        if sockets.is_empty() {
            return self.simulated(user).to_vec();
        }
        sockets
    }

    pub(super) fn sockets(&self, user: &UserId) -> impl Iterator<Item = &PeerId> {
        let joined = self.peers.of(user).filter(|(_, peer)| peer.is_joined());
        joined.map(|(id, _)| id)
    }

    pub(super) fn has_socket(&self, user: &UserId) -> bool {
        self.sockets(user).next().is_some()
    }

    /// The connections that are simulated while a participant has no socket.
    pub(super) fn simulated(&self, user: &UserId) -> &[PeerId] {
        let participant = self.meeting.participants.get(user);
        let attendee = participant.and_then(|p| p.attendee.as_ref());
        attendee.map_or(&[], |attendee| &attendee.peer_ids)
    }
}
