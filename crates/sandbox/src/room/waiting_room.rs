//! The waiting room: which participants wait, what they may ask meanwhile, and how moderators answer.

use super::effects::Recipients;
use super::meeting_room::Room;
use super::peers::JoinState;
use super::request::{Request, body, refusal};
use model::{PeerId, UserId};
use protocol::rest::SKIP_WAITING_ROOM;
use protocol::signalling::message::waiting_room::{
    GetWaitingRoomRequests, WaitingRoomRequest, WaitingUsers,
};
use protocol::signalling::{ErrorBody, Event, Frame, message};

/// The `waiting_room_type` of participants who wait only until a waiting-room moderator joins.
const WAITS_FOR_MODERATOR: &str = "ON_PRIVILEGED_USER_ENTRY";

impl Room<'_> {
    /// Handles a frame of a peer that waits. A waiting SDK sends the queries of one that joined, and gives up without
    /// replies. It learns about the meeting, but not about its participants.
    pub(super) fn answer_waiting(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        match request.frame.event() {
            Event::GetRoomInfo => self.info(request),
            event @ (Event::GetRoomPeersInfo
            | Event::GetMessages
            | Event::GetPolls
            | Event::GetPlugins) => self.reply(request, Frame::with(event, &())),
            _ => return Err(refusal(400, "not let in yet")),
        }
        Ok(())
    }

    /// 34 and 36: lets waiting participants in, or turns them away.
    pub(super) fn answer_waiting_requests(
        &mut self,
        request: &Request<'_>,
        accepts: bool,
    ) -> Result<(), ErrorBody> {
        self.require_waiting_room_moderator(request)?;
        let users: WaitingUsers = body(request.frame)?;
        for user in users.user_ids.into_iter().map(UserId::from) {
            let event = if accepts {
                Event::WaitingRoomRequestAccepted
            } else {
                Event::WaitingRoomRequestDenied
            };
            let peers = self.waiting_peers(&user);
            if peers.is_empty() {
                continue;
            }
            if let Some(participant) = self.meeting.participants.get_mut(&user) {
                self.effects.changed |= accepts && !participant.was_let_in;
                participant.was_let_in |= accepts;
            }
            for peer_id in peers {
                if let Some(peer) = self.peers.get_mut(&peer_id)
                    && !accepts
                {
                    peer.join_state = JoinState::NotJoined;
                }
                self.send(Recipients::One(peer_id), Frame::bare(event));
            }
            self.effects.waiting_room_changed = true;
        }
        Ok(())
    }

    /// 33: replies with the waiting requests.
    pub(super) fn list_waiting(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.require_waiting_room_moderator(request)?;
        self.reply(request, self.waiting_requests());
        Ok(())
    }

    /// The waiting requests: of each participant who waits, as moderators are told.
    pub(super) fn waiting_requests(&self) -> Frame {
        let waiting = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.join_state == JoinState::Waiting);
        let waiting = waiting.filter(|(_, peer)| self.must_wait(&peer.user_id));
        let requests = waiting.filter_map(|(peer_id, peer)| {
            let participant = self.meeting.participants.get(&peer.user_id)?;
            Some(WaitingRoomRequest {
                peer_id: peer_id.to_string(),
                user_id: peer.user_id.to_string(),
                display_name: participant.name.clone(),
                picture: None,
                custom_participant_id: Some(participant.custom_participant_id.clone()),
                preset_name: Some(participant.preset_name.clone()),
            })
        });
        let requests = requests.collect();
        Frame::with(
            Event::GetWaitingRoomRequests,
            &GetWaitingRoomRequests { requests },
        )
    }

    /// Keeps a peer that joins in the waiting room.
    pub(super) fn join_waiting_room(&mut self, request: &Request<'_>) {
        if let Some(peer) = self.peers.get_mut(request.from) {
            peer.join_state = JoinState::Waiting;
        }
        let mut peer = self.peer(&request.user, request.from);
        if let Some(peer) = &mut peer {
            peer.waitlisted = true;
        }
        let reply = message::PeerInfoResponse { peer };
        self.reply(request, Frame::with(Event::JoinRoom, &reply));
        self.effects.waiting_room_changed = true;
    }

    /// Whether a participant has to wait before joining.
    pub(super) fn must_wait(&self, user: &UserId) -> bool {
        let Some(participant) = self.meeting.participants.get(user) else {
            return false;
        };
        let preset = self.preset(participant);
        let kind = preset.and_then(|preset| preset.permissions.waiting_room_type.as_deref());
        let is_let_in = match kind {
            None | Some(SKIP_WAITING_ROOM) => true,
            Some(WAITS_FOR_MODERATOR) => self.has_waiting_room_moderator(),
            Some(_) => participant.was_let_in,
        };
        !is_let_in && !self.has(user)
    }

    /// Lets in the participants who only wait for a moderator, if the participant who joined is one.
    pub(super) fn admit_waiting(&mut self, user: &UserId) {
        if !self.moderates_waiting_room(user) {
            return;
        }
        self.effects.waiting_room_changed = true;
        let waiting = self.peers.iter().filter(|(_, peer)| {
            peer.join_state == JoinState::Waiting && !self.must_wait(&peer.user_id)
        });
        let waiting: Vec<_> = waiting.map(|(peer_id, _)| peer_id.clone()).collect();
        for peer_id in waiting {
            let accepted = Frame::bare(Event::WaitingRoomRequestAccepted);
            self.send(Recipients::One(peer_id), accepted);
        }
    }

    fn waiting_peers(&self, user: &UserId) -> Vec<PeerId> {
        let peers = self.peers.of(user);
        let waiting = peers.filter(|(_, peer)| peer.join_state == JoinState::Waiting);
        waiting.map(|(peer_id, _)| peer_id.clone()).collect()
    }

    fn has_waiting_room_moderator(&self) -> bool {
        let mut joined = self.peers.values().filter(|peer| peer.is_joined());
        joined.any(|peer| self.moderates_waiting_room(&peer.user_id))
    }

    fn require_waiting_room_moderator(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.moderates_waiting_room(&request.user) {
            return Ok(());
        }
        let reason = "permission denied: the preset does not accept waiting requests";
        Err(refusal(403, reason))
    }
}
