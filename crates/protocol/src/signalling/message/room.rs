//! The room: its meeting, connected meetings, and broadcasts.

use prost::Message;

/// The room, as far as we use it.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Room {
    /// The meeting.
    #[prost(string, tag = "1")]
    pub room_id: String,
    /// Its title.
    #[prost(string, tag = "2")]
    pub title: String,
    /// In seconds since the epoch.
    #[prost(uint64, tag = "4")]
    pub created_at: u64,
    /// The session.
    #[prost(string, optional, tag = "6")]
    pub room_uuid: Option<String>,
}

/// 5 getRoomInfo.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomInfoResponse {
    /// The room.
    #[prost(message, optional, tag = "1")]
    pub room: Option<Room>,
}

/// A meeting that is connected with others.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ConnectedMeeting {
    /// The meeting.
    #[prost(string, optional, tag = "1")]
    pub id: Option<String>,
    /// Its title.
    #[prost(string, optional, tag = "2")]
    pub title: Option<String>,
}

/// 20 getConnectedRoomsDump: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetConnectedRoomsDumpResponse {
    /// The meeting that the others come from. SDKs need it, even where there are none.
    #[prost(message, optional, tag = "1")]
    pub parent_meeting: Option<ConnectedMeeting>,
    /// The others.
    #[prost(message, repeated, tag = "2")]
    pub meetings: Vec<ConnectedMeeting>,
}

/// 29 broadcastMessage.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BroadcastMessage {
    /// The sender's name for it.
    #[prost(string, tag = "1")]
    pub kind: String,
    /// JSON.
    #[prost(bytes = "vec", tag = "2")]
    pub payload: Vec<u8>,
    /// When it was sent.
    #[prost(uint64, tag = "3")]
    pub timestamp: u64,
    /// The recipients; if empty, all peers.
    #[prost(string, repeated, tag = "4")]
    pub ids: Vec<String>,
    /// Whether the ids are peers' or meetings'.
    #[prost(int32, optional, tag = "5")]
    pub broadcast_type: Option<i32>,
}
