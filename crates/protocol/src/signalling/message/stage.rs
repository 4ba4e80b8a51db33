//! The stage: statuses, requests, and the frame of each operation, such as a grant.

use prost::{Enumeration, Message};

use super::super::event::Event;
use super::super::frame::Frame;
use model::{Operation, UserId};

/// The stage status of a peer, on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum StageType {
    /// Unset; means off stage.
    Unspecified = 0,
    /// On stage.
    OnStage = 1,
    /// Granted, not on stage yet.
    ApprovedStage = 2,
    /// Requested the stage.
    RequestedStage = 3,
    /// Off stage.
    OffStage = 4,
}

/// 38: a peer's status changed.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PeerStatusUpdate {
    /// The peer.
    #[prost(string, tag = "1")]
    pub peer_id: String,
    /// The participant.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// Its status now.
    #[prost(enumeration = "StageType", optional, tag = "3")]
    pub stage_type: Option<i32>,
}

/// The body of 15 grantStageAccess, 16 denyStageAccess and 19 leaveStage, which the platform names
/// `GrantStageAccessRequest`, `DenyStageAccessRequest` and `LeaveStageRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StageUsers {
    /// User ids, never peer ids.
    #[prost(string, repeated, tag = "1")]
    pub user_ids: Vec<String>,
}

/// A participant's stage request.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StageRequest {
    /// The chosen name.
    #[prost(string, tag = "1")]
    pub display_name: String,
    /// The participant.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// The connection.
    #[prost(string, tag = "3")]
    pub peer_id: String,
}

/// 12 getStageRequests: the reply, and the broadcast to the participants who may answer requests.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetStageRequestsResponse {
    /// The requests, first come first.
    #[prost(message, repeated, tag = "1")]
    pub stage_requests: Vec<StageRequest>,
}

/// 11 getStagePeers.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetStagePeersResponse {
    /// The user ids of all participants on stage.
    #[prost(string, repeated, tag = "1")]
    pub stage_peers: Vec<String>,
}

/// 43 getRoomStageState: user ids by status.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetRoomStageStateResponse {
    /// The participants on stage.
    #[prost(string, repeated, tag = "1")]
    pub on_stage_peers: Vec<String>,
    /// The participants with a grant.
    #[prost(string, repeated, tag = "2")]
    pub approved_stage_peers: Vec<String>,
    /// The participants with a request.
    #[prost(string, repeated, tag = "3")]
    pub requested_stage_peers: Vec<String>,
}

impl Frame {
    /// The frame that asks the platform for an operation (docs/protocol.md, "Events"). A host names the users;
    /// a request, its withdrawal and a join are for the sender alone.
    #[must_use]
    pub fn of_operation(operation: Operation, users: &[UserId]) -> Self {
        let naming_users = |event| {
            let user_ids = users.iter().map(ToString::to_string).collect();
            Self::with(event, &StageUsers { user_ids })
        };
        match operation {
            Operation::Grant => naming_users(Event::GrantStageAccess),
            Operation::Deny => naming_users(Event::DenyStageAccess),
            Operation::Kick | Operation::Leave => naming_users(Event::LeaveStage),
            Operation::Request => Self::bare(Event::RequestStageAccess),
            Operation::Cancel => Self::bare(Event::CancelStageRequest),
            Operation::Join => Self::bare(Event::JoinStage),
        }
    }
}
