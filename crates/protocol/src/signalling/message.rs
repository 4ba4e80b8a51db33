//! The messages that we use, field by field as in docs/protocol.md, "Messages".
//!
//! Written by hand: a fresh machine has no `protoc`. Fields that we never read are kept, so that
//! decoding and encoding give back the same bytes.

pub mod media;
pub mod stores;
pub mod waiting;

use prost::{Enumeration, Message};

/// Where a peer stands, on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum StageType {
    /// Not said; means off stage.
    Unspecified = 0,
    /// On stage.
    OnStage = 1,
    /// Granted, not on stage yet.
    ApprovedStage = 2,
    /// Asked.
    RequestedStage = 3,
    /// Off stage.
    OffStage = 4,
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

/// Properties of a peer that come from its preset.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerFlags {
    /// The preset's name.
    #[prost(string, tag = "1")]
    pub preset_name: String,
    /// `NONE` for everybody but the platform's recorders.
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
    /// Whose connection.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// The chosen name.
    #[prost(string, tag = "3")]
    pub display_name: String,
    /// Where it stands.
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
    /// What the preset says of it.
    #[prost(message, optional, tag = "9")]
    pub flags: Option<PeerFlags>,
}

/// 3 joinRoom: the request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct JoinRoomRequest {
    /// Ourselves.
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

/// 3 and 4: the reply, and what others are told.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerInfoResponse {
    /// Who.
    #[prost(message, optional, tag = "1")]
    pub peer: Option<Peer>,
}

/// 38: a peer's status changed.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerStatusUpdate {
    /// The peer.
    #[prost(string, tag = "1")]
    pub peer_id: String,
    /// Whose peer.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// Its status now.
    #[prost(enumeration = "StageType", optional, tag = "3")]
    pub stage_type: Option<i32>,
}

/// 2 getRoomPeersInfo: a part of the room. Without a body: the room.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeersInfoRequest {
    /// Part of a name. The misspelling is the platform's.
    #[prost(string, tag = "1")]
    pub seach_query: String,
    /// How many peers at the most.
    #[prost(int32, tag = "2")]
    pub limit: i32,
    /// How many to pass over.
    #[prost(int32, tag = "3")]
    pub offset: i32,
}

/// 2 getRoomPeersInfo: the reply.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeersInfoResponse {
    /// Who is in the room.
    #[prost(message, repeated, tag = "1")]
    pub peers: Vec<Peer>,
}

/// 17 roomPeerCount.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RoomPeerCountResponse {
    /// How many peers are in the room.
    #[prost(uint64, tag = "1")]
    pub count: u64,
}

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

/// 43 getRoomStageState: user ids by status.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetRoomStageStateResponse {
    /// Those on stage.
    #[prost(string, repeated, tag = "1")]
    pub on_stage_peers: Vec<String>,
    /// Those who may come.
    #[prost(string, repeated, tag = "2")]
    pub approved_stage_peers: Vec<String>,
    /// Those who asked.
    #[prost(string, repeated, tag = "3")]
    pub requested_stage_peers: Vec<String>,
}

/// 30 kick: out of the meeting.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RemoveParticipantsRequest {
    /// Peers, not users.
    #[prost(string, repeated, tag = "1")]
    pub peer_ids: Vec<String>,
}

/// Somebody who asks.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StageRequest {
    /// The chosen name.
    #[prost(string, tag = "1")]
    pub display_name: String,
    /// Who.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// By which connection.
    #[prost(string, tag = "3")]
    pub peer_id: String,
}

/// 12 getStageRequests: the reply, and what those who may answer are told.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetStageRequestsResponse {
    /// Who asks, first come first.
    #[prost(message, repeated, tag = "1")]
    pub stage_requests: Vec<StageRequest>,
}

/// 11 getStagePeers.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetStagePeersResponse {
    /// The user ids of everybody on stage.
    #[prost(string, repeated, tag = "1")]
    pub stage_peers: Vec<String>,
}

/// The body of 15 grantStageAccess, 16 denyStageAccess and 19 leaveStage, which the platform names
/// `GrantStageAccessRequest`, `DenyStageAccessRequest` and `LeaveStageRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StageUsers {
    /// User ids, never peer ids.
    #[prost(string, repeated, tag = "1")]
    pub user_ids: Vec<String>,
}

/// 0 getPeerInfo.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetPeerInfoRequest {
    /// The peer.
    #[prost(string, tag = "1")]
    pub peer_id: String,
}

/// 29 broadcastMessage.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BroadcastMessage {
    /// What the sender calls it.
    #[prost(string, tag = "1")]
    pub kind: String,
    /// JSON.
    #[prost(bytes = "vec", tag = "2")]
    pub payload: Vec<u8>,
    /// When it was sent.
    #[prost(uint64, tag = "3")]
    pub timestamp: u64,
    /// The peers that it is for; with none, everybody.
    #[prost(string, repeated, tag = "4")]
    pub ids: Vec<String>,
    /// Whether the ids are peers' or meetings'.
    #[prost(int32, optional, tag = "5")]
    pub broadcast_type: Option<i32>,
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
