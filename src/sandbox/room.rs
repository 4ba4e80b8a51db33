//! What happens in a meeting's room when a frame comes in: pure, so that it can be read and tested
//! as rules (docs/protocol.md, "What a server does").

mod deed;
mod presence;
mod stage;
#[cfg(test)]
mod tests;
mod views;

use jiff::Timestamp;
use uuid::Uuid;

use super::peers::{Peers, SocketPeer};
use super::preset;
use super::state::{Meeting, Participant, Session};
use crate::stage::{MeetingId, Operation, PeerId, Permissions, StageAccess, StageStatus, UserId};
use crate::wire::rest::Preset;
use crate::wire::signalling::{ErrorBody, Event, Frame, message};
pub use deed::NotDone;
pub use presence::{ABSENCE, Exit};

/// How many peers the roster has a page.
pub const ROSTER_PAGE: usize = 500;

/// A meeting's room, borrowed for one event.
pub struct Room<'a> {
    /// The meeting.
    pub id: &'a MeetingId,
    /// What is remembered of it.
    pub meeting: &'a mut Meeting,
    /// The presets of its app.
    pub presets: &'a [Preset],
    /// Its sockets.
    pub peers: &'a mut Peers,
    /// What comes of the event.
    pub effects: Effects,
}

/// What comes of an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effects {
    /// Frames to send, in order.
    pub deliveries: Vec<Delivery>,
    /// Sockets to close, once they were told why.
    pub closed: Vec<PeerId>,
    /// Something changed that must be remembered.
    pub changed: bool,
    /// Others are on stage than before.
    stage_moved: bool,
    /// Others ask than before.
    queue_moved: bool,
}

/// A frame to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// To whom.
    pub to: Recipients,
    /// What.
    pub frame: Frame,
}

/// Who gets a frame, among the sockets that joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// This socket.
    One(PeerId),
    /// All sockets of this participant.
    User(UserId),
    /// Everybody.
    Everyone,
    /// Everybody but this socket.
    EveryoneBut(PeerId),
    /// Those who may answer requests.
    Managers,
}

/// A request, and who made it.
struct Request<'a> {
    from: &'a PeerId,
    user: UserId,
    frame: &'a Frame,
}

impl Room<'_> {
    /// Handles a frame that came in on a socket.
    pub fn handle(&mut self, from: &PeerId, frame: &Frame, now: Timestamp) {
        let Some(peer) = self.peers.get(from) else {
            return;
        };
        let request = Request {
            from,
            user: peer.user_id.clone(),
            frame,
        };
        let joined = peer.joined;
        let answer = match frame.event() {
            Event::JoinRoom => self.join(&request, now),
            _ if !joined => Err(refusal(400, "join the room first")),
            _ => self.answer(&request, now),
        };
        if let Err(error) = answer {
            self.reply(&request, error.frame());
        }
        self.announce();
    }

    /// The sockets that get a frame.
    #[must_use]
    pub fn recipients(&self, to: &Recipients) -> Vec<PeerId> {
        let wanted = |(id, peer): &(&PeerId, &SocketPeer)| match to {
            Recipients::One(one) => *id == one,
            Recipients::User(user) => peer.joined && peer.user_id == *user,
            Recipients::Everyone => peer.joined,
            Recipients::EveryoneBut(one) => peer.joined && *id != one,
            Recipients::Managers => peer.joined && self.permissions(&peer.user_id).manages_stage(),
        };
        let peers = self.peers.iter().filter(wanted);
        peers.map(|(id, _)| id.clone()).collect()
    }

    fn join(&mut self, request: &Request<'_>, now: Timestamp) -> Result<(), ErrorBody> {
        if !self.meeting.participants.contains_key(&request.user) {
            return Err(refusal(403, "no such participant"));
        }
        if self.meeting.session.is_none() {
            self.meeting.session = Some(Session {
                id: Uuid::new_v4().to_string().into(),
                started_at: now,
            });
            self.effects.changed = true;
        }
        let was_there = self.has(&request.user);
        let had_socket = self.has_socket(&request.user);
        let first = match self.peers.get_mut(request.from) {
            Some(peer) => !std::mem::replace(&mut peer.joined, true),
            None => return Ok(()),
        };
        self.set_absent(&request.user, None);
        let permissions = self.permissions(&request.user);
        if !was_there && permissions.access() == StageAccess::Allowed {
            self.set_status(&request.user, StageStatus::OnStage, None);
        }
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
        }
        Ok(())
    }

    fn answer(&mut self, request: &Request<'_>, now: Timestamp) -> Result<(), ErrorBody> {
        match request.frame.event() {
            Event::LeaveRoom => self.leave(request.from, Exit::Closed, now),
            Event::GetRoomPeersInfo => self.roster(request)?,
            Event::GetRoomInfo => self.info(request),
            Event::RoomPeerCount => {
                let count = self.everybody().len() as u64;
                let count = message::RoomPeerCountResponse { count };
                self.reply(request, Frame::with(Event::RoomPeerCount, &count));
            }
            Event::GetStagePeers => self.reply(request, self.stage_peers()),
            Event::GetStageRequests => {
                self.managers_only(request)?;
                self.reply(request, self.stage_requests());
            }
            Event::GetRoomStageState => {
                let state = self.stage_state();
                self.reply(request, Frame::with(Event::GetRoomStageState, &state));
            }
            Event::RequestStageAccess => self.act(request, Operation::Request)?,
            Event::CancelStageRequest => self.act(request, Operation::Cancel)?,
            Event::JoinStage => self.act(request, Operation::Join)?,
            Event::GrantStageAccess => self.moderate(request, Operation::Grant)?,
            Event::DenyStageAccess => self.moderate(request, Operation::Deny)?,
            Event::LeaveStage => self.leave_stage(request)?,
            _ => {}
        }
        Ok(())
    }

    fn status(&self, user: &UserId) -> StageStatus {
        let participant = self.meeting.participants.get(user);
        participant.map_or(StageStatus::OffStage, |p| p.stage_status)
    }

    fn permissions(&self, user: &UserId) -> Permissions {
        let participant = self.meeting.participants.get(user);
        let preset = participant.and_then(|participant| self.preset(participant));
        preset.map(Permissions::from).unwrap_or_default()
    }

    fn preset(&self, participant: &Participant) -> Option<&Preset> {
        preset::named(self.presets, &participant.preset_name)
    }

    fn reply(&mut self, request: &Request<'_>, frame: Frame) {
        let frame = Frame {
            id: request.frame.id.clone(),
            ..frame
        };
        self.send(Recipients::One(request.from.clone()), frame);
    }

    fn send(&mut self, to: Recipients, frame: Frame) {
        self.effects.deliveries.push(Delivery { to, frame });
    }
}

fn refusal(code: i32, message: &str) -> ErrorBody {
    ErrorBody {
        code: Some(code),
        message: message.to_owned(),
    }
}

fn body<M: prost::Message + Default>(frame: &Frame) -> Result<M, ErrorBody> {
    let body = frame.body();
    body.map_err(|_| refusal(400, &format!("unreadable body of {}", frame.event())))
}
