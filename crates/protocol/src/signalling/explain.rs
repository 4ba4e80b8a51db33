//! A frame as text, for traces.

use std::fmt::Debug;

use prost::Message;

use super::error::ErrorBody;
use super::event::Event;
use super::frame::Frame;
use super::message::{
    GetRoomStageStateResponse, GetStagePeersResponse, GetStageRequestsResponse, JoinRoomRequest,
    PeerInfoResponse, PeerStatusUpdate, RoomInfoResponse, RoomPeerCountResponse,
    RoomPeersInfoRequest, RoomPeersInfoResponse, StageUsers,
};

impl Frame {
    /// The contents of a frame that this program sends. None of these messages holds a token.
    #[must_use]
    pub fn explain_sent(&self) -> String {
        match self.event() {
            Event::JoinRoom => self.explain::<JoinRoomRequest>(),
            Event::GetRoomPeersInfo => self.explain::<RoomPeersInfoRequest>(),
            Event::GrantStageAccess | Event::DenyStageAccess | Event::LeaveStage => {
                self.explain::<StageUsers>()
            }
            _ => self.size(),
        }
    }

    /// The contents of a frame that this program receives. None of these messages holds a token.
    #[must_use]
    pub fn explain_received(&self) -> String {
        match self.event() {
            event if event.is_error() => format!("{:?}", ErrorBody::read(self)),
            Event::GetPeerInfo | Event::JoinRoom | Event::LeaveRoom => {
                self.explain::<PeerInfoResponse>()
            }
            Event::GetRoomPeersInfo => self.explain::<RoomPeersInfoResponse>(),
            Event::GetRoomInfo | Event::UpdateRoomInfo => self.explain::<RoomInfoResponse>(),
            Event::GetStagePeers => self.explain::<GetStagePeersResponse>(),
            Event::GetStageRequests => self.explain::<GetStageRequestsResponse>(),
            Event::RoomPeerCount => self.explain::<RoomPeerCountResponse>(),
            Event::PeerStageStatusUpdate => self.explain::<PeerStatusUpdate>(),
            Event::GetRoomStageState => self.explain::<GetRoomStageStateResponse>(),
            _ => self.size(),
        }
    }

    fn explain<M: Message + Default + Debug>(&self) -> String {
        match self.body::<M>() {
            Ok(message) => format!("{message:?}"),
            Err(_) => format!("{}, which are no such message", self.size()),
        }
    }

    fn size(&self) -> String {
        match &self.payload {
            Some(payload) => format!("{} bytes", payload.len()),
            None => "no payload".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_what_is_in_it_as_far_as_that_is_known() {
        let user_ids = vec!["a".to_owned()];
        let grant = Frame::with(Event::GrantStageAccess, &StageUsers { user_ids });
        assert_eq!(grant.explain_sent(), r#"StageUsers { user_ids: ["a"] }"#);
        assert_eq!(grant.explain_received(), "3 bytes");
        assert_eq!(Frame::bare(Event::Kick).explain_received(), "no payload");
        let count = Frame {
            payload: Some(vec![0xff].into()),
            ..Frame::bare(Event::RoomPeerCount)
        };
        assert_eq!(
            count.explain_received(),
            "1 bytes, which are no such message"
        );
    }
}
