//! Joining the room, and leaving it with the socket still open.

use uuid::Uuid;

use super::effects::Recipients;
use super::meeting_room::Room;
use super::peers::{JoinState, SocketPeer};
use super::presence::Disconnect;
use super::request::{Request, refusal};
use crate::presets;
use crate::state::Session;
use model::{PeerKind, StageAccess, StageStatus, UserId};
use protocol::signalling::{ErrorBody, Event, Frame, message};

impl Room<'_> {
    /// 3: joins the room, or the waiting room. The first participant to join starts the session.
    pub(super) fn join(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if !self.meeting.participants.contains_key(&request.user) {
            return Err(refusal(403, "no such participant"));
        }
        if self.must_wait(&request.user) {
            self.join_waiting_room(request);
            return Ok(());
        }
        if self.meeting.session.is_none() {
            self.meeting.session = Some(Session {
                id: Uuid::new_v4().to_string().into(),
                started_at: request.at,
            });
            self.effects.changed = true;
        }
        let was_present = self.has(&request.user);
        let had_socket = self.has_socket(&request.user);
        self.set_absent_since(&request.user, None);
        let permissions = self.permissions(&request.user);
        let is_allowed = permissions.access() == StageAccess::Allowed;
        // Without a stage, every participant who is not hidden is seen and heard.
        let is_seen = is_allowed || (!permissions.has_stage() && self.is_ordinary(&request.user));
        let returns = self
            .peers
            .get(request.from)
            .is_some_and(|peer| peer.returns);
        if !was_present && is_seen && !returns {
            // The others learn of this status by the join: it is set before.
            self.set_status(&request.user, StageStatus::OnStage, None);
        }
        let first = match self.peers.get_mut(request.from) {
            Some(peer) => {
                std::mem::replace(&mut peer.join_state, JoinState::Joined) != JoinState::Joined
            }
            None => return Ok(()),
        };
        let joined = message::PeerInfoResponse {
            peer: self.peer(&request.user, request.from),
        };
        let frame = Frame::with(Event::JoinRoom, &joined);
        self.reply(request, frame.clone());
        // In a livestream, the others would take a second join for the first peer's leaving.
        if first {
            let others = Recipients::EveryoneExcept(request.from.clone());
            self.send(others.clone(), frame);
            if !had_socket {
                self.announce_simulated(&request.user, Event::LeaveRoom, &others);
            }
            self.admit_waiting(&request.user);
        }
        Ok(())
    }

    /// 4: leaves the room; the socket stays open.
    pub(super) fn leave_room(&mut self, request: &Request<'_>) {
        let Some(peer) = self.peers.get(request.from) else {
            return;
        };
        let unjoined = SocketPeer::new(peer.user_id.clone(), peer.wants_acks);
        self.leave(request.from, Disconnect::Closed, request.at);
        self.peers.insert(request.from.clone(), unjoined);
    }

    fn is_ordinary(&self, user: &UserId) -> bool {
        let preset = self.preset_of(user);
        preset.is_some_and(|preset| presets::kind(preset) == PeerKind::Ordinary)
    }
}
