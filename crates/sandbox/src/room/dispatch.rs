//! Dispatches a frame that came in on a socket to the rule that handles it.

use jiff::Timestamp;

use super::meeting_room::Room;
use super::peers::JoinState;
use super::request::{Request, refusal};
use model::{Operation, PeerId};
use protocol::signalling::media::MediaEvent;
use protocol::signalling::{ErrorBody, Event, Frame, message};

impl Room<'_> {
    /// Handles a frame that came in on a socket.
    pub(crate) fn handle(&mut self, from: &PeerId, frame: &Frame, now: Timestamp) {
        let Some(peer) = self.peers.get(from) else {
            return;
        };
        let request = Request {
            from,
            user: peer.user_id.clone(),
            frame,
            at: now,
        };
        let join_state = peer.join_state;
        if join_state == JoinState::Removed {
            return;
        }
        let result = match frame.event() {
            Event::JoinRoom => self.join(&request),
            // An SDK sends these before it joins.
            event if MediaEvent::is_media(event) => self.media(&request),
            Event::StoreGetKeys => self.read_store(&request),
            _ => match join_state {
                JoinState::Joined => self.answer_joined(&request),
                JoinState::Waiting => self.answer_waiting(&request),
                JoinState::NotJoined | JoinState::Removed => {
                    Err(refusal(400, "join the room first"))
                }
            },
        };
        if let Err(error) = result {
            self.reply(&request, error.frame());
        }
        self.announce_changes();
    }

    /// Handles a frame of a peer that joined.
    fn answer_joined(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        match request.frame.event() {
            Event::LeaveRoom => self.leave_room(request),
            Event::GetPeerInfo => self.peer_info(request)?,
            Event::GetRoomPeersInfo => self.roster(request)?,
            Event::GetRoomInfo => self.info(request),
            Event::RoomPeerCount => {
                let count = self.connections().count() as u64;
                let count = message::RoomPeerCountResponse { count };
                self.reply(request, Frame::with(Event::RoomPeerCount, &count));
            }
            Event::GetStagePeers => self.reply(request, self.stage_peers()),
            Event::GetStageRequests => {
                self.require_manager(request)?;
                self.reply(request, self.stage_requests());
            }
            Event::GetRoomStageState => {
                let state = self.stage_state();
                self.reply(request, Frame::with(Event::GetRoomStageState, &state));
            }
            Event::RequestStageAccess => self.act_on_self(request, Operation::Request)?,
            Event::CancelStageRequest => self.act_on_self(request, Operation::Cancel)?,
            Event::JoinStage => self.act_on_self(request, Operation::Join)?,
            Event::GrantStageAccess => self.act_on_others(request, Operation::Grant)?,
            Event::DenyStageAccess => self.act_on_others(request, Operation::Deny)?,
            Event::LeaveStage => self.leave_stage(request)?,
            Event::Kick => self.kick(request)?,
            Event::KickAll => self.kick_all(request)?,
            Event::GetWaitingRoomRequests => self.list_waiting(request)?,
            Event::AcceptWaitingRoomRequests => self.answer_waiting_requests(request, true)?,
            Event::DenyWaitingRoomRequests => self.answer_waiting_requests(request, false)?,
            Event::BroadcastMessage | Event::BroadcastToEntity => self.broadcast(request)?,
            Event::GetConnectedRoomsDump => self.reply(request, self.connected_meetings()),
            // There are none.
            event @ (Event::GetMessages | Event::GetPolls | Event::GetPlugins) => {
                self.reply(request, Frame::with(event, &()));
            }
            Event::StoreInsertKeys | Event::StoreDeleteKeys | Event::StoreDelete => {
                self.write_store(request)?;
            }
            event => return Err(refusal(501, &format!("the sandbox does not do {event}"))),
        }
        Ok(())
    }
}
