//! The data of a room that a client reads: roster, peers, stage and meeting.

use super::meeting_room::Room;
use super::request::{Request, body, refusal};
use model::{PeerId, StageStatus, UserId};
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

/// The number of peers on a page of the roster. A participant who may answer stage requests gets the whole roster,
/// unless a page is requested.
pub(super) const ROSTER_PAGE: usize = 500;

impl Room<'_> {
    pub(super) fn roster(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let wanted: message::RoomPeersInfoRequest = body(request.frame)?;
        let limit = match usize::try_from(wanted.limit) {
            Ok(limit @ 1..ROSTER_PAGE) => limit,
            // An SDK never reads a second page, and lists the stage requests from what it has read.
            Ok(0) if self.permissions(&request.user).manages_stage() => usize::MAX,
            _ => ROSTER_PAGE,
        };
        let offset = usize::try_from(wanted.offset).unwrap_or_default();
        let query = wanted.seach_query.to_lowercase();
        let is_named = |user: &UserId| {
            let participant = self.meeting.participants.get(user);
            participant.is_some_and(|p| p.name.to_lowercase().contains(&query))
        };
        let connections = self.connections();
        let found = connections.filter(|(user, _)| query.is_empty() || is_named(user));
        let page = found.skip(offset).take(limit);
        let peers = page.filter_map(|(user, peer_id)| self.peer(user, peer_id));
        let roster = message::RoomPeersInfoResponse {
            peers: peers.collect(),
        };
        self.reply(request, Frame::with(Event::GetRoomPeersInfo, &roster));
        Ok(())
    }

    pub(super) fn peer_info(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let wanted: message::GetPeerInfoRequest = body(request.frame)?;
        let peer = self
            .connections()
            .find(|(_, peer_id)| peer_id.as_str() == wanted.peer_id)
            .and_then(|(user, peer_id)| self.peer(user, peer_id));
        let peer = peer.ok_or_else(|| refusal(404, "no such peer"))?;
        let response = message::PeerInfoResponse { peer: Some(peer) };
        self.reply(request, Frame::with(Event::GetPeerInfo, &response));
        Ok(())
    }

    pub(super) fn connected_meetings(&self) -> Frame {
        let this = message::ConnectedMeeting {
            id: Some(self.id.to_string()),
            title: Some(self.meeting.title.clone()),
        };
        let none = message::GetConnectedRoomsDumpResponse {
            parent_meeting: Some(this),
            meetings: Vec::new(),
        };
        Frame::with(Event::GetConnectedRoomsDump, &none)
    }

    pub(super) fn info(&mut self, request: &Request<'_>) {
        let session = self.meeting.session.as_ref();
        let started = session.map_or(0, |session| session.started_at.as_second());
        let info = message::RoomInfoResponse {
            room: Some(message::Room {
                room_id: self.id.to_string(),
                title: self.meeting.title.clone(),
                created_at: u64::try_from(started).unwrap_or_default(),
                room_uuid: session.map(|session| session.id.to_string()),
            }),
        };
        self.reply(request, Frame::with(Event::GetRoomInfo, &info));
    }

    pub(super) fn stage_state(&self) -> message::GetRoomStageStateResponse {
        let with = |status| {
            let participants = self.meeting.participants.iter();
            let present = participants.filter(|(user, p)| {
                p.stage_status == status && (p.attendee.is_some() || self.has_socket(user))
            });
            present.map(|(user, _)| user.to_string()).collect()
        };
        message::GetRoomStageStateResponse {
            on_stage_peers: with(StageStatus::OnStage),
            approved_stage_peers: with(StageStatus::Accepted),
            requested_stage_peers: with(StageStatus::Requested),
        }
    }

    pub(super) fn stage_peers(&self) -> Frame {
        let stage_peers = self.stage_state().on_stage_peers;
        Frame::with(
            Event::GetStagePeers,
            &message::GetStagePeersResponse { stage_peers },
        )
    }

    pub(super) fn stage_requests(&self) -> Frame {
        let queue = self.meeting.queue.iter();
        let requests = queue.filter_map(|user| {
            Some(message::StageRequest {
                display_name: self.meeting.participants.get(user)?.name.clone(),
                user_id: user.to_string(),
                peer_id: self.peer_ids(user).first()?.to_string(),
            })
        });
        let requests = message::GetStageRequestsResponse {
            stage_requests: requests.collect(),
        };
        Frame::with(Event::GetStageRequests, &requests)
    }

    /// All peers in the room.
    pub(crate) fn all_peers(&self) -> Vec<message::Peer> {
        let connections = self.connections();
        connections
            .filter_map(|(user, peer_id)| self.peer(user, peer_id))
            .collect()
    }

    /// The connections in the room with their participants: the simulated ones, then sockets.
    pub(super) fn connections(&self) -> impl Iterator<Item = (&UserId, &PeerId)> {
        let participants = self.meeting.participants.iter();
        let attendees = participants.filter_map(|(user, p)| Some((user, p.attendee.as_ref()?)));
        let simulated = attendees
            .filter(|(user, _)| !self.has_socket(user))
            .flat_map(|(user, attendee)| attendee.peer_ids.iter().map(move |id| (user, id)));
        let joined = self.peers.by_user().filter(|(_, peer)| peer.is_joined());
        simulated.chain(joined.map(|(id, peer)| (&peer.user_id, id)))
    }

    pub(super) fn peer(&self, user: &UserId, peer_id: &PeerId) -> Option<message::Peer> {
        let participant = self.meeting.participants.get(user)?;
        let preset = self.preset(participant);
        let recorder_type = preset.and_then(|p| p.permissions.recorder_type.clone());
        Some(message::Peer {
            peer_id: peer_id.to_string(),
            user_id: user.to_string(),
            display_name: participant.name.clone(),
            stage_type: Some(convert::stage_type(participant.stage_status)),
            custom_participant_id: Some(participant.custom_participant_id.clone()),
            preset_id: preset.map(|preset| preset.id.clone()),
            display_picture_url: None,
            waitlisted: false,
            flags: Some(message::PeerFlags {
                preset_name: participant.preset_name.clone(),
                recorder_type: recorder_type.unwrap_or_else(|| convert::NO_RECORDER.to_owned()),
                hidden_participant: self.permissions(user).hidden_participant,
            }),
        })
    }
}
