//! The waiting room (docs/protocol.md, "Waiting room").

use prost::Message;

/// A participant who waits to be let in.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WaitingRoomRequest {
    /// The connection.
    #[prost(string, tag = "1")]
    pub peer_id: String,
    /// The participant.
    #[prost(string, tag = "2")]
    pub user_id: String,
    /// The chosen name.
    #[prost(string, tag = "3")]
    pub display_name: String,
    /// A picture's address.
    #[prost(string, optional, tag = "4")]
    pub picture: Option<String>,
    /// The customer's own id.
    #[prost(string, optional, tag = "5")]
    pub custom_participant_id: Option<String>,
    /// The preset's name.
    #[prost(string, optional, tag = "6")]
    pub preset_name: Option<String>,
}

/// 33: the waiting requests, as a reply and whenever they change.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetWaitingRoomRequests {
    /// The requests.
    #[prost(message, repeated, tag = "1")]
    pub requests: Vec<WaitingRoomRequest>,
}

/// The body of 34 acceptWaitingRoomRequests and 36 denyWaitingRoomRequests, which the platform names
/// `AcceptWaitingRoomRequests` and `DenyWaitingRoomRequests`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WaitingUsers {
    /// User ids.
    #[prost(string, repeated, tag = "1")]
    pub user_ids: Vec<String>,
}
