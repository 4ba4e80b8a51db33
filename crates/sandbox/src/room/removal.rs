//! Out of the meeting: whoever is removed from it, and everybody when it is ended.

use super::{Recipients, Request, Room, body, refusal};
use crate::peers::Place;
use model::{PeerId, StageStatus, UserId};
use protocol::signalling::message::RemoveParticipantsRequest;
use protocol::signalling::{ErrorBody, Event, Frame, message};

impl Room<'_> {
    /// Removes somebody from the room. Simulated attendees are gone at once, sockets when they are
    /// closed.
    pub fn remove(&mut self, user: &UserId) {
        let sockets: Vec<_> = self.sockets(user).cloned().collect();
        if sockets.is_empty() {
            self.tell_of_simulated(user, Event::LeaveRoom, &Recipients::Everyone);
        }
        for peer_id in sockets {
            self.close(peer_id, Event::Kick);
        }
        self.end_attendance(user);
        self.note_absence(user);
    }

    /// 30 removes connections, not people; SDKs from 2.x on say it twice.
    pub(super) fn kick(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.kickers_only(request)?;
        let kick: RemoveParticipantsRequest = body(request.frame)?;
        for peer_id in kick.peer_ids.into_iter().map(PeerId::from) {
            let peer = self.peers.get(&peer_id).filter(|peer| peer.is_inside());
            if let Some(user) = peer.map(|peer| peer.user_id.clone()) {
                self.close(peer_id, Event::Kick);
                // Nobody takes the place of somebody who was removed.
                self.end_attendance(&user);
                self.note_absence(&user);
            } else if let Some(user) = self.simulating(&peer_id) {
                self.end_simulation(&user, &peer_id);
            }
        }
        Ok(())
    }

    /// 31 ends the session for everybody, whoever says it included.
    pub(super) fn kick_all(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.kickers_only(request)?;
        let there = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.place != Place::Outside);
        let there: Vec<_> = there.map(|(peer_id, _)| peer_id.clone()).collect();
        for peer_id in there {
            self.close(peer_id, Event::KickAll);
        }
        // Nobody is left to be told of each.
        for participant in self.meeting.participants.values_mut() {
            participant.stage_status = StageStatus::OffStage;
            participant.absent_since = None;
            participant.attendee = None;
        }
        self.meeting.queue.clear();
        self.effects.changed = true;
        self.note_end();
        Ok(())
    }

    fn close(&mut self, peer_id: PeerId, told: Event) {
        self.send(Recipients::One(peer_id.clone()), Frame::bare(told));
        if let Some(peer) = self.peers.get_mut(&peer_id) {
            peer.place = Place::Removed;
            // They wait again, if they come back.
            if let Some(participant) = self.meeting.participants.get_mut(&peer.user_id) {
                self.effects.changed |= std::mem::take(&mut participant.was_let_in);
            }
        }
        self.effects.closed.push(peer_id);
    }

    fn end_attendance(&mut self, user: &UserId) {
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            self.effects.changed |= participant.attendee.take().is_some();
        }
    }

    /// Whose connection it is, if it is a simulated one that is there.
    fn simulating(&self, peer_id: &PeerId) -> Option<UserId> {
        let mut participants = self.meeting.participants.iter();
        let (user, _) = participants.find(|(_, participant)| {
            let attendee = participant.attendee.as_ref();
            attendee.is_some_and(|attendee| attendee.peer_ids.contains(peer_id))
        })?;
        (!self.has_socket(user)).then(|| user.clone())
    }

    fn end_simulation(&mut self, user: &UserId, peer_id: &PeerId) {
        let peer = self.peer(user, peer_id);
        let left = Frame::with(Event::LeaveRoom, &message::PeerInfoResponse { peer });
        self.send(Recipients::Everyone, left);
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            if let Some(attendee) = &mut participant.attendee {
                attendee.peer_ids.retain(|id| id != peer_id);
            }
            participant
                .attendee
                .take_if(|attendee| attendee.peer_ids.is_empty());
            self.effects.changed = true;
        }
        self.note_absence(user);
    }

    fn kickers_only(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.permissions(&request.user).kick_participant {
            return Ok(());
        }
        let reason = "permission denied: the preset does not remove participants";
        Err(refusal(403, reason))
    }
}
