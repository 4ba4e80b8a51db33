//! Peers: joining, leaving, the roster, and kicks.

use prost::{Enumeration, Message};

use super::stage::StageType;

/// Properties of a peer that come from its preset.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerFlags {
    /// The preset's name.
    #[prost(string, tag = "1")]
    pub preset_name: String,
    /// `NONE` for all but the platform's recorders.
    #[prost(string, tag = "2")]
    pub recorder_type: String,
    /// Not shown to others.
    #[prost(bool, tag = "3")]
    pub hidden_participant: bool,
}

/// A peer.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Peer {
    /// This connection.
    #[prost(string, tag = "1")]
    pub peer_id: String,
    /// The participant.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// The chosen name.
    #[prost(string, tag = "3")]
    pub display_name: String,
    /// The stage status.
    #[prost(enumeration = "StageType", optional, tag = "4")]
    pub stage_type: Option<i32>,
    /// The customer's own id.
    #[prost(string, optional, tag = "5")]
    pub custom_participant_id: Option<String>,
    /// The preset's id.
    #[prost(string, optional, tag = "6")]
    pub preset_id: Option<String>,
    /// A picture's address.
    #[prost(string, optional, tag = "7")]
    pub display_picture_url: Option<String>,
    /// In the waiting room.
    #[prost(bool, tag = "8")]
    pub waitlisted: bool,
    /// Its properties by the preset.
    #[prost(message, optional, tag = "9")]
    pub flags: Option<PeerFlags>,
}

/// What a client can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum Capability {
    /// Media over the older servers.
    Hive = 0,
    /// Chat.
    Chat = 1,
    /// The server sends pings.
    Ping = 2,
}

/// 3 joinRoom: the request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct JoinRoomRequest {
    /// The client's own peer.
    #[prost(message, optional, tag = "1")]
    pub peer: Option<Peer>,
    /// Empty.
    #[prost(string, tag = "3")]
    pub room_uuid: String,
    /// Unused by SDKs.
    #[prost(string, optional, tag = "4")]
    pub organization_id: Option<String>,
    /// Unused by SDKs.
    #[prost(bool, optional, tag = "5")]
    pub use_hive: Option<bool>,
    /// Unused by SDKs.
    #[prost(bytes = "vec", optional, tag = "6")]
    pub preset: Option<Vec<u8>>,
    /// What the client can do.
    #[prost(enumeration = "Capability", repeated, tag = "7")]
    pub capabilities: Vec<i32>,
    /// Unused by SDKs.
    #[prost(uint64, optional, tag = "8")]
    pub timestamp: Option<u64>,
}

/// 3 and 4: the reply, and the broadcast to the others.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerInfoResponse {
    /// The peer.
    #[prost(message, optional, tag = "1")]
    pub peer: Option<Peer>,
}

/// 0 getPeerInfo.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetPeerInfoRequest {
    /// The peer.
    #[prost(string, tag = "1")]
    pub peer_id: String,
}

/// 2 getRoomPeersInfo: a part of the room. Without a body: the room.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeersInfoRequest {
    /// Part of a name. The misspelling is the platform's.
    #[prost(string, tag = "1")]
    pub seach_query: String,
    /// The maximum number of peers.
    #[prost(int32, tag = "2")]
    pub limit: i32,
    /// The number of peers to skip.
    #[prost(int32, tag = "3")]
    pub offset: i32,
}

/// 2 getRoomPeersInfo: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeersInfoResponse {
    /// The peers in the room.
    #[prost(message, repeated, tag = "1")]
    pub peers: Vec<Peer>,
}

/// 17 roomPeerCount.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeerCountResponse {
    /// The number of peers in the room.
    #[prost(uint64, tag = "1")]
    pub count: u64,
}

/// 30 kick: removes peers from the meeting.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RemoveParticipantsRequest {
    /// Peers, not users.
    #[prost(string, repeated, tag = "1")]
    pub peer_ids: Vec<String>,
}
