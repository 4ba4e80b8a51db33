//! What happens in a meeting's room when a frame comes in: pure, so that it can be read and tested
//! as rules (docs/protocol.md, "What a server does").

mod deed;
mod entrance;
mod media;
mod presence;
mod removal;
mod stage;
mod stores;
#[cfg(test)]
mod tests;
mod views;

use jiff::Timestamp;

use super::media::Ice;
use super::peers::{Peers, Place, SocketPeer};
use super::preset;
use super::state::{Meeting, Participant};
pub use deed::NotDone;
use model::{MeetingId, Operation, PeerId, Permissions, StageStatus, UserId};
pub use presence::{ABSENCE, Exit};
use protocol::rest::Preset;
use protocol::signalling::media::{MediaEvent, MediaServer};
use protocol::signalling::{ErrorBody, Event, Frame, message};
pub use stores::Stores;

/// How many peers the roster has a page. Whoever may answer requests reads it whole, unless they ask for a page.
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
    /// What its sockets share.
    pub stores: &'a mut Stores,
    /// What answers their media connections, if anything does.
    pub ice: Option<&'a Ice>,
    /// What comes of the event.
    pub effects: Effects,
}

/// What comes of an event.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what has moved, each of which is told apart"
)]
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
    /// Others wait to be let in than before.
    door_moved: bool,
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
    /// Those who may let others in.
    Doorkeepers,
    /// Everybody on this media server but this socket.
    MediaBut(MediaServer, PeerId),
}

/// A request, and who made it.
struct Request<'a> {
    from: &'a PeerId,
    user: UserId,
    frame: &'a Frame,
    at: Timestamp,
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
            at: now,
        };
        let place = peer.place;
        if place == Place::Removed {
            return;
        }
        let answer = match frame.event() {
            Event::JoinRoom => self.join(&request),
            // An SDK does this before it joins.
            event if MediaEvent::is_media(event) => self.media(&request),
            Event::StoreGetKeys => self.read_store(&request),
            _ => match place {
                Place::Inside => self.answer(&request),
                Place::Waiting => self.answer_outside(&request),
                Place::Outside | Place::Removed => Err(refusal(400, "join the room first")),
            },
        };
        if let Err(error) = answer {
            self.reply(&request, error.frame());
        }
        self.announce();
    }

    /// The sockets that get a frame.
    #[must_use]
    pub fn recipients<'b>(
        &'b self,
        to: &'b Recipients,
    ) -> Box<dyn Iterator<Item = &'b PeerId> + 'b> {
        let inside = self.peers.iter().filter(|(_, peer)| peer.is_inside());
        match to {
            Recipients::One(one) => Box::new(self.peers.get_key_value(one).into_iter().map(id)),
            Recipients::User(user) => Box::new(self.sockets(user)),
            Recipients::Everyone => Box::new(inside.map(id)),
            Recipients::EveryoneBut(one) => Box::new(inside.map(id).filter(move |id| *id != one)),
            Recipients::Managers => {
                let manages = |user| self.permissions(user).manages_stage();
                Box::new(
                    inside
                        .filter(move |(_, peer)| manages(&peer.user_id))
                        .map(id),
                )
            }
            Recipients::Doorkeepers => {
                let keepers = inside.filter(|(_, peer)| self.keeps_the_door(&peer.user_id));
                Box::new(keepers.map(id))
            }
            Recipients::MediaBut(server, one) => {
                let joined = self
                    .peers
                    .iter()
                    .filter(|(_, peer)| peer.media == Some(*server));
                Box::new(joined.map(id).filter(move |id| *id != one))
            }
        }
    }

    fn answer(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        match request.frame.event() {
            Event::LeaveRoom => self.step_out(request),
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
            Event::Kick => self.kick(request)?,
            Event::KickAll => self.kick_all(request)?,
            Event::GetWaitingRoomRequests => self.who_waits(request)?,
            Event::AcceptWaitingRoomRequests => self.answer_the_door(request, true)?,
            Event::DenyWaitingRoomRequests => self.answer_the_door(request, false)?,
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

fn id<'a>((id, _): (&'a PeerId, &SocketPeer)) -> &'a PeerId {
    id
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
