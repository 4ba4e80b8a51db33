//! What the room tells about itself.

use super::{ROSTER_PAGE, Request, Room, body};
use crate::stage::{PeerId, StageStatus, UserId};
use crate::wire::signalling::{ErrorBody, Event, Frame, convert, message};

impl Room<'_> {
    pub(super) fn roster(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let wanted: message::RoomPeersInfoRequest = body(request.frame)?;
        let limit = match usize::try_from(wanted.limit) {
            Ok(limit @ 1..ROSTER_PAGE) => limit,
            _ => ROSTER_PAGE,
        };
        let offset = usize::try_from(wanted.offset).unwrap_or_default();
        let query = wanted.seach_query.to_lowercase();
        let everybody = self.everybody().into_iter();
        let peers = everybody
            .filter(|peer| peer.display_name.to_lowercase().contains(&query))
            .skip(offset)
            .take(limit);
        let roster = message::RoomPeersInfoResponse {
            peers: peers.collect(),
        };
        self.reply(request, Frame::with(Event::GetRoomPeersInfo, &roster));
        Ok(())
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
        let with_socket = self.with_socket();
        let with = |status| {
            let participants = self.meeting.participants.iter();
            let there = participants.filter(|(user, p)| {
                p.stage_status == status && (p.attendee.is_some() || with_socket.contains(user))
            });
            there.map(|(user, _)| user.to_string()).collect()
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

    /// Every peer in the room: simulated attendees, then sockets.
    pub(in crate::sandbox) fn everybody(&self) -> Vec<message::Peer> {
        let mut sockets: Vec<_> = self.peers.iter().filter(|(_, peer)| peer.joined).collect();
        sockets.sort_by_key(|(_, peer)| &peer.user_id);
        let with_socket = self.with_socket();
        let simulated = self
            .meeting
            .participants
            .iter()
            .filter(|(user, _)| !with_socket.contains(user))
            .flat_map(|(user, participant)| {
                let attendee = participant.attendee.iter();
                attendee
                    .flat_map(|attendee| &attendee.peer_ids)
                    .map(move |peer_id| (user, peer_id))
            });
        let sockets = sockets.into_iter().map(|(id, peer)| (&peer.user_id, id));
        let everybody = simulated.chain(sockets);
        everybody
            .filter_map(|(user, peer_id)| self.peer(user, peer_id))
            .collect()
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
