//! Joining the room, and the waiting room before it.

use uuid::Uuid;

use super::{Exit, Recipients, Request, Room, body, refusal};
use crate::peers::{Place, SocketPeer};
use crate::preset;
use crate::state::Session;
use model::{PeerKind, StageAccess, StageStatus, UserId};
use protocol::rest::SKIP_WAITING_ROOM;
use protocol::signalling::message::waiting::{
    GetWaitingRoomRequests, WaitingRoomRequest, WaitingUsers,
};
use protocol::signalling::{ErrorBody, Event, Frame, message};

/// The `waiting_room_type` of those who are let in as soon as somebody is there who may let others in.
const WAITS_FOR_DOORKEEPER: &str = "ON_PRIVILEGED_USER_ENTRY";

impl Room<'_> {
    pub(super) fn join(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if !self.meeting.participants.contains_key(&request.user) {
            return Err(refusal(403, "no such participant"));
        }
        if self.must_wait(&request.user) {
            self.wait(request);
            return Ok(());
        }
        if self.meeting.session.is_none() {
            self.meeting.session = Some(Session {
                id: Uuid::new_v4().to_string().into(),
                started_at: request.at,
            });
            self.effects.changed = true;
        }
        let was_there = self.has(&request.user);
        let had_socket = self.has_socket(&request.user);
        self.set_absent(&request.user, None);
        let permissions = self.permissions(&request.user);
        let is_allowed = permissions.access() == StageAccess::Allowed;
        // Where there is no stage, whoever is not hidden is seen and heard.
        let is_seen = is_allowed || (!permissions.has_stage() && self.is_ordinary(&request.user));
        let returns = self
            .peers
            .get(request.from)
            .is_some_and(|peer| peer.returns);
        if !was_there && is_seen && !returns {
            // As long as they are not inside, nobody is told of it but by their joining.
            self.set_status(&request.user, StageStatus::OnStage, None);
        }
        let first = match self.peers.get_mut(request.from) {
            Some(peer) => std::mem::replace(&mut peer.place, Place::Inside) != Place::Inside,
            None => return Ok(()),
        };
        let joined = message::PeerInfoResponse {
            peer: self.peer(&request.user, request.from),
        };
        let frame = Frame::with(Event::JoinRoom, &joined);
        self.reply(request, frame.clone());
        // The second join of a livestream would make others believe that the first peer left.
        if first {
            let others = Recipients::EveryoneBut(request.from.clone());
            self.send(others.clone(), frame);
            if !had_socket {
                self.tell_of_simulated(&request.user, Event::LeaveRoom, &others);
            }
            self.open_the_door(&request.user);
        }
        Ok(())
    }

    /// 4: out of the room, and the socket stays.
    pub(super) fn step_out(&mut self, request: &Request<'_>) {
        let Some(peer) = self.peers.get(request.from) else {
            return;
        };
        let outside = SocketPeer::new(peer.user_id.clone(), peer.wants_acks);
        self.leave(request.from, Exit::Closed, request.at);
        self.peers.insert(request.from.clone(), outside);
    }

    fn is_ordinary(&self, user: &UserId) -> bool {
        let participant = self.meeting.participants.get(user);
        let preset = participant.and_then(|participant| self.preset(participant));
        preset.is_some_and(|preset| preset::kind(preset) == PeerKind::Ordinary)
    }

    /// An SDK that waits asks what everybody asks who has joined, and gives up without an answer. It hears
    /// of the meeting, and of nobody in it.
    pub(super) fn answer_outside(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
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

    /// Lets somebody in who waits, or turns them away.
    pub(super) fn answer_the_door(
        &mut self,
        request: &Request<'_>,
        lets_in: bool,
    ) -> Result<(), ErrorBody> {
        self.doorkeepers_only(request)?;
        let users: WaitingUsers = body(request.frame)?;
        for user in users.user_ids.into_iter().map(UserId::from) {
            let told = if lets_in {
                Event::WaitingRoomRequestAccepted
            } else {
                Event::WaitingRoomRequestDenied
            };
            let waiting = self.waiting(&user);
            if waiting.is_empty() {
                continue;
            }
            if let Some(participant) = self.meeting.participants.get_mut(&user) {
                self.effects.changed |= lets_in && !participant.was_let_in;
                participant.was_let_in |= lets_in;
            }
            for peer_id in waiting {
                if let Some(peer) = self.peers.get_mut(&peer_id)
                    && !lets_in
                {
                    peer.place = Place::Outside;
                }
                self.send(Recipients::One(peer_id), Frame::bare(told));
            }
            self.effects.door_moved = true;
        }
        Ok(())
    }

    pub(super) fn who_waits(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        self.doorkeepers_only(request)?;
        self.reply(request, self.waiting_requests());
        Ok(())
    }

    /// Everybody who waits.
    pub(super) fn waiting_requests(&self) -> Frame {
        let waiting = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.place == Place::Waiting);
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

    fn wait(&mut self, request: &Request<'_>) {
        if let Some(peer) = self.peers.get_mut(request.from) {
            peer.place = Place::Waiting;
        }
        let mut peer = self.peer(&request.user, request.from);
        if let Some(peer) = &mut peer {
            peer.waitlisted = true;
        }
        let kept = message::PeerInfoResponse { peer };
        self.reply(request, Frame::with(Event::JoinRoom, &kept));
        self.effects.door_moved = true;
    }

    fn must_wait(&self, user: &UserId) -> bool {
        let Some(participant) = self.meeting.participants.get(user) else {
            return false;
        };
        let preset = self.preset(participant);
        let kind = preset.and_then(|preset| preset.permissions.waiting_room_type.as_deref());
        let is_let_in = match kind {
            None | Some(SKIP_WAITING_ROOM) => true,
            Some(WAITS_FOR_DOORKEEPER) => self.has_doorkeeper(),
            Some(_) => participant.was_let_in,
        };
        !is_let_in && !self.has(user)
    }

    /// Those who only wait for somebody like this one come in.
    fn open_the_door(&mut self, user: &UserId) {
        if !self.keeps_the_door(user) {
            return;
        }
        self.effects.door_moved = true;
        let waiting = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.place == Place::Waiting && !self.must_wait(&peer.user_id));
        let waiting: Vec<_> = waiting.map(|(peer_id, _)| peer_id.clone()).collect();
        for peer_id in waiting {
            let told = Frame::bare(Event::WaitingRoomRequestAccepted);
            self.send(Recipients::One(peer_id), told);
        }
    }

    fn waiting(&self, user: &UserId) -> Vec<model::PeerId> {
        let peers = self.peers.of(user);
        let waiting = peers.filter(|(_, peer)| peer.place == Place::Waiting);
        waiting.map(|(peer_id, _)| peer_id.clone()).collect()
    }

    fn has_doorkeeper(&self) -> bool {
        let mut inside = self.peers.values().filter(|peer| peer.is_inside());
        inside.any(|peer| self.keeps_the_door(&peer.user_id))
    }

    /// Whether somebody may let others in.
    pub(super) fn keeps_the_door(&self, user: &UserId) -> bool {
        let participant = self.meeting.participants.get(user);
        let preset = participant.and_then(|participant| self.preset(participant));
        preset.is_some_and(|p| p.permissions.accept_waiting_requests == Some(true))
    }

    fn doorkeepers_only(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.keeps_the_door(&request.user) {
            return Ok(());
        }
        let reason = "permission denied: the preset does not accept waiting requests";
        Err(refusal(403, reason))
    }
}
