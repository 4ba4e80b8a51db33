//! The media servers' events: an SDK considers itself connected, and no media is sent (docs/sandbox.md, "Media").

use uuid::Uuid;

use super::effects::Recipients;
use super::meeting_room::Room;
use super::request::{Request, body, refusal};
use model::{PeerId, UserId};
use protocol::signalling::media::{MediaEvent, MediaServer};
use protocol::signalling::message::media::{
    CreateTransportRequest, CreateTransportResponse, MediaRoomState, PeerJoinBroadcastResponse,
    PeerJoinCompleteResponse, PeerLeaveBroadcastResponse, PeerLeaveResponse, ProducerCloseRequest,
    ProducerClosingResponse, ProducerCreateRequest, ProducerCreateResponse, RoomParticipant,
    SessionDescription,
};
use protocol::signalling::{ErrorBody, Frame};

/// The maximum number of streams that a participant is told to expect: there are none.
const MOST_STREAMS: i32 = 6;

impl Room<'_> {
    /// Handles a frame to a media server. Events without a name need no reply.
    pub(super) fn media(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let Some((server, event)) = MediaEvent::read(request.frame.event()) else {
            return Ok(());
        };
        let number = request.frame.event();
        let reply = match event {
            MediaEvent::CreateTransport => {
                let wanted: CreateTransportRequest = body(request.frame)?;
                let created = CreateTransportResponse {
                    transport_id: Uuid::new_v4().to_string(),
                    description: Some(self.describe(wanted.description)?),
                };
                Frame::with(number, &created)
            }
            MediaEvent::Produce => {
                let wanted: ProducerCreateRequest = body(request.frame)?;
                let description = wanted.description;
                let created = ProducerCreateResponse {
                    status: true,
                    producer_id: Uuid::new_v4().to_string(),
                    description: description
                        .map(|offer| self.describe(Some(offer)))
                        .transpose()?,
                };
                Frame::with(number, &created)
            }
            MediaEvent::CloseProducer => {
                let wanted: ProducerCloseRequest = body(request.frame)?;
                let description = wanted.description;
                let closing = ProducerClosingResponse {
                    description: description
                        .map(|offer| self.describe(Some(offer)))
                        .transpose()?,
                };
                Frame::with(number, &closing)
            }
            MediaEvent::Join | MediaEvent::ToggleProducer => Frame::with(number, &()),
            MediaEvent::Leave => {
                self.leave_media(request.from);
                Frame::with(number, &PeerLeaveResponse { closed: false })
            }
            MediaEvent::SelfJoinComplete => self.complete_media(request, server)?,
            MediaEvent::PeerJoined | MediaEvent::PeerLeft | MediaEvent::Error => return Ok(()),
        };
        self.reply(request, reply);
        Ok(())
    }

    /// Removes a peer from the media server that it joined, if it did.
    pub(super) fn leave_media(&mut self, peer_id: &PeerId) {
        let Some(peer) = self.peers.get_mut(peer_id) else {
            return;
        };
        let (had_media, user) = (peer.media.take().is_some(), peer.user_id.clone());
        if had_media && self.media_participant(peer_id, &user).is_some() {
            let left = PeerLeaveBroadcastResponse {
                participant_id: peer_id.to_string(),
            };
            self.announce_media(MediaEvent::PeerLeft, &left, peer_id);
        }
    }

    fn complete_media(
        &mut self,
        request: &Request<'_>,
        server: MediaServer,
    ) -> Result<Frame, ErrorBody> {
        let Some(peer) = self
            .peers
            .get_mut(request.from)
            .filter(|peer| peer.is_joined())
        else {
            return Err(refusal(400, "join the room first"));
        };
        let is_new = peer.media.replace(server).is_none();
        let others = self
            .peers
            .iter()
            .filter(|(id, p)| p.media.is_some() && *id != request.from);
        let others = others.filter_map(|(id, peer)| self.media_participant(id, &peer.user_id));
        let complete = PeerJoinCompleteResponse {
            room_state: Some(MediaRoomState {
                display_title: self.meeting.title.clone(),
                room_uuid: self.id.to_string(),
                current_peer_id: request.from.to_string(),
            }),
            participants: others.collect(),
            max_preferred_streams: MOST_STREAMS,
        };
        let participant = self.media_participant(request.from, &request.user);
        if is_new && participant.is_some() {
            let joined = PeerJoinBroadcastResponse { participant };
            self.announce_media(MediaEvent::PeerJoined, &joined, request.from);
        }
        Ok(Frame::with(request.frame.event(), &complete))
    }

    /// A participant of the media room; `None` if hidden.
    fn media_participant(&self, peer_id: &PeerId, user: &UserId) -> Option<RoomParticipant> {
        let participant = self.meeting.participants.get(user)?;
        let is_hidden = self.permissions(user).hidden_participant;
        (!is_hidden).then(|| RoomParticipant {
            peer_id: peer_id.to_string(),
            display_name: participant.name.clone(),
            user_id: Some(user.to_string()),
        })
    }

    fn announce_media(
        &mut self,
        event: MediaEvent,
        message: &impl prost::Message,
        except: &PeerId,
    ) {
        for server in MediaServer::ALL {
            let to = Recipients::MediaExcept(server, except.clone());
            self.send(to, Frame::with(server.event(event), message));
        }
    }

    /// Answers an offer.
    fn describe(&self, offer: Option<SessionDescription>) -> Result<SessionDescription, ErrorBody> {
        let Some(agent) = self.ice_agent else {
            let reason = "this sandbox has no media: dyte-stage sandbox run has";
            return Err(refusal(501, reason));
        };
        let offer = offer.unwrap_or_default();
        let sdp = agent.answer(&offer.sdp);
        let sdp = sdp.map_err(|error| refusal(400, &error.to_string()))?;
        Ok(SessionDescription {
            target: offer.target,
            kind: "answer".to_owned(),
            sdp,
        })
    }
}
