//! Removing participants from the meeting, and ending it for all.

use super::effects::Recipients;
use super::meeting_room::Room;
use super::peers::JoinState;
use super::request::{Request, body, refusal};
use model::{PeerId, StageStatus, UserId};
use protocol::signalling::message::RemoveParticipantsRequest;
use protocol::signalling::{ErrorBody, Event, Frame, message};

impl Room<'_> {
    /// Removes a participant from the room. Simulated attendees leave at once, sockets when they are closed.
    pub(crate) fn remove(&mut self, user: &UserId) {
        let sockets: Vec<_> = self.sockets(user).cloned().collect();
        if sockets.is_empty() {
            self.announce_simulated(user, Event::LeaveRoom, &Recipients::Everyone);
        }
        for peer_id in sockets {
            self.kick_socket(peer_id, Event::Kick);
        }
        self.remove_attendee(user);
        self.record_departure(user);
    }

    /// 30 removes connections, not participants; SDKs from 2.x on send it twice.
    pub(super) fn kick(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.require_kick_permission(request)?;
        let kick: RemoveParticipantsRequest = body(request.frame)?;
        for peer_id in kick.peer_ids.into_iter().map(PeerId::from) {
            let peer = self.peers.get(&peer_id).filter(|peer| peer.is_joined());
            if let Some(user) = peer.map(|peer| peer.user_id.clone()) {
                self.kick_socket(peer_id, Event::Kick);
                // A simulated attendee does not return in place of a removed socket.
                self.remove_attendee(&user);
                self.record_departure(&user);
            } else if let Some(user) = self.simulated_user(&peer_id) {
                self.remove_simulated_peer(&user, &peer_id);
            }
        }
        Ok(())
    }

    /// 31 ends the session for all participants, the requester included.
    pub(super) fn kick_all(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.require_kick_permission(request)?;
        let peers = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.join_state != JoinState::NotJoined);
        let peers: Vec<_> = peers.map(|(peer_id, _)| peer_id.clone()).collect();
        for peer_id in peers {
            self.kick_socket(peer_id, Event::KickAll);
        }
        // Without an announcement of each: no participant is left to get it.
        for participant in self.meeting.participants.values_mut() {
            participant.stage_status = StageStatus::OffStage;
            participant.absent_since = None;
            participant.attendee = None;
        }
        self.meeting.queue.clear();
        self.effects.changed = true;
        self.end_session_if_empty();
        Ok(())
    }

    fn kick_socket(&mut self, peer_id: PeerId, event: Event) {
        self.send(Recipients::One(peer_id.clone()), Frame::bare(event));
        if let Some(peer) = self.peers.get_mut(&peer_id) {
            peer.join_state = JoinState::Removed;
            // The participant waits again after coming back.
            if let Some(participant) = self.meeting.participants.get_mut(&peer.user_id) {
                self.effects.changed |= std::mem::take(&mut participant.was_let_in);
            }
        }
        self.effects.closed.push(peer_id);
    }

    fn remove_attendee(&mut self, user: &UserId) {
        if let Some(participant) = self.meeting.participants.get_mut(user) {
            self.effects.changed |= participant.attendee.take().is_some();
        }
    }

    /// The participant whose simulated connection it is, if the connection is in the room.
    fn simulated_user(&self, peer_id: &PeerId) -> Option<UserId> {
        let mut participants = self.meeting.participants.iter();
        let (user, _) = participants.find(|(_, participant)| {
            let attendee = participant.attendee.as_ref();
            attendee.is_some_and(|attendee| attendee.peer_ids.contains(peer_id))
        })?;
        (!self.has_socket(user)).then(|| user.clone())
    }

    fn remove_simulated_peer(&mut self, user: &UserId, peer_id: &PeerId) {
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
        self.record_departure(user);
    }

    fn require_kick_permission(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.permissions(&request.user).kick_participant {
            return Ok(());
        }
        let reason = "permission denied: the preset does not remove participants";
        Err(refusal(403, reason))
    }
}
