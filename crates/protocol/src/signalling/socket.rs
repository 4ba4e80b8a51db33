//! The socket itself: the query of its address, the text frames that keep it alive, and close codes.

use serde::{Deserialize, Serialize};

/// The query of the socket's address. The token in it is the only credential.
#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the platform's own query")]
pub struct ConnectQuery {
    /// The meeting.
    #[serde(rename = "roomID")]
    pub room_id: String,
    /// A fresh UUID for this connection.
    #[serde(rename = "peerID")]
    pub peer_id: String,
    /// The participant token.
    #[serde(rename = "authToken")]
    pub auth_token: String,
    /// The peer id of a connection that was lost.
    #[serde(rename = "oldPeerID", default, skip_serializing_if = "Option::is_none")]
    pub old_peer_id: Option<String>,
    /// Always `true`.
    #[serde(rename = "useMediaV2", default)]
    pub use_media_v2: bool,
    /// Whether the platform is to send pings.
    #[serde(default)]
    pub ping: bool,
    /// The numbers of [`Capability`](super::message::Capability), with spaces between.
    #[serde(default)]
    pub capabilities: String,
    /// `true` in SDKs from 2.x on: such a client needs no acknowledgement of 15 and 16.
    #[serde(rename = "joinWithDetails", default)]
    pub join_with_details: bool,
    /// Always `true`.
    #[serde(rename = "useCfWorker", default)]
    pub use_cf_worker: bool,
    /// Always `true`.
    #[serde(rename = "useStartSession", default)]
    pub use_start_session: bool,
}

/// The text frames that keep a socket alive.
pub mod ping {
    /// A ping.
    pub const PING: &str = "2";
    /// The pong that answers it.
    pub const PONG: &str = "3";
}

/// Close codes (docs/protocol.md, "Close codes").
pub mod close {
    /// The client left on purpose.
    pub const NORMAL: u16 = 1000;
    /// The platform did not understand the client.
    pub const BAD_REQUEST: u16 = 4000;
    /// The participant token was refused.
    pub const UNAUTHORIZED: u16 = 4001;
    /// The platform failed for good.
    pub const INTERNAL_ERROR: u16 = 4002;
    /// The other side was silent for too long; the client may try again.
    pub const PING_TIMEOUT: u16 = 3002;
}
