//! The messages between an SDK and a media server until the SDK considers itself connected (docs/protocol.md, "Media").
//! Fields that are never read are left out.

use prost::Message;

/// A session description, in SDP.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct SessionDescription {
    /// 0: to send; 1: to receive.
    #[prost(int32, tag = "1")]
    pub target: i32,
    /// `offer` or `answer`.
    #[prost(string, tag = "2")]
    pub kind: String,
    /// The description.
    #[prost(string, tag = "3")]
    pub sdp: String,
}

/// 1 createWebRTCTransport: the request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct CreateTransportRequest {
    /// Whether it is to receive.
    #[prost(bool, tag = "1")]
    pub consuming: bool,
    /// The offer.
    #[prost(message, optional, tag = "3")]
    pub description: Option<SessionDescription>,
}

/// 1 createWebRTCTransport: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct CreateTransportResponse {
    /// The connection.
    #[prost(string, tag = "1")]
    pub transport_id: String,
    /// The answer.
    #[prost(message, optional, tag = "2")]
    pub description: Option<SessionDescription>,
}

/// 2 produce: the request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ProducerCreateRequest {
    /// `audio` or `video`.
    #[prost(string, tag = "1")]
    pub kind: String,
    /// The offer.
    #[prost(message, optional, tag = "4")]
    pub description: Option<SessionDescription>,
}

/// 2 produce: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ProducerCreateResponse {
    /// Whether it is sent from now on.
    #[prost(bool, tag = "1")]
    pub status: bool,
    /// The track.
    #[prost(string, tag = "2")]
    pub producer_id: String,
    /// The answer.
    #[prost(message, optional, tag = "4")]
    pub description: Option<SessionDescription>,
}

/// 6 closeProducer: the request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ProducerCloseRequest {
    /// The track.
    #[prost(string, tag = "1")]
    pub producer_id: String,
    /// The offer.
    #[prost(message, optional, tag = "2")]
    pub description: Option<SessionDescription>,
}

/// 6 closeProducer: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ProducerClosingResponse {
    /// The answer.
    #[prost(message, optional, tag = "1")]
    pub description: Option<SessionDescription>,
}

/// The media room. An SDK needs it to be there.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct MediaRoomState {
    /// The meeting's title.
    #[prost(string, tag = "1")]
    pub display_title: String,
    /// The meeting.
    #[prost(string, tag = "3")]
    pub room_uuid: String,
    /// The requester.
    #[prost(string, tag = "5")]
    pub current_peer_id: String,
}

/// A participant in the media room, without streams.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomParticipant {
    /// The connection.
    #[prost(string, tag = "1")]
    pub peer_id: String,
    /// The chosen name.
    #[prost(string, tag = "3")]
    pub display_name: String,
    /// The participant.
    #[prost(string, optional, tag = "4")]
    pub user_id: Option<String>,
}

/// 20 selfJoinComplete: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerJoinCompleteResponse {
    /// The room.
    #[prost(message, optional, tag = "1")]
    pub room_state: Option<MediaRoomState>,
    /// The other participants.
    #[prost(message, repeated, tag = "2")]
    pub participants: Vec<RoomParticipant>,
    /// The maximum number of streams.
    #[prost(int32, tag = "4")]
    pub max_preferred_streams: i32,
}

/// 25: a participant joined.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerJoinBroadcastResponse {
    /// The participant.
    #[prost(message, optional, tag = "1")]
    pub participant: Option<RoomParticipant>,
}

/// 26: a participant left.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerLeaveBroadcastResponse {
    /// The connection.
    #[prost(string, tag = "1")]
    pub participant_id: String,
}

/// 17 leaveRoom: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerLeaveResponse {
    /// Whether the room is closed, too.
    #[prost(bool, tag = "1")]
    pub closed: bool,
}
