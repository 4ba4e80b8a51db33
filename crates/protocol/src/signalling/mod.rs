//! The signalling protocol of a meeting's socket (docs/protocol.md).
//!
//! A binary frame is one [`Frame`]; its [`Event`] says which [`message`] its payload holds. A text
//! frame is a [ping or a pong](ping). [`ConnectQuery`] is the query of the socket's address.

pub mod convert;
pub mod error;
pub mod event;
mod explain;
pub mod frame;
pub mod media;
pub mod message;

use serde::{Deserialize, Serialize};

pub use error::ErrorBody;
pub use event::Event;
pub use frame::Frame;

/// The text frames that keep a socket alive.
pub mod ping {
    /// Asks for a sign of life.
    pub const PING: &str = "2";
    /// Gives one.
    pub const PONG: &str = "3";
}

/// What the ids of simulated attendees' peers begin with on the sandbox (docs/sandbox.md, "Attendees").
pub const SIMULATED: &str = "sim-";

/// Close codes (docs/protocol.md, "Close codes").
pub mod close {
    /// Left on purpose.
    pub const NORMAL: u16 = 1000;
    /// The platform did not understand us.
    pub const BAD_REQUEST: u16 = 4000;
    /// The participant token was refused.
    pub const UNAUTHORIZED: u16 = 4001;
    /// The platform failed for good.
    pub const INTERNAL_ERROR: u16 = 4002;
    /// Nothing was heard of the other side for too long; worth another try.
    pub const PING_TIMEOUT: u16 = 3002;
}

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
    /// What the connection was called before it was lost.
    #[serde(rename = "oldPeerID", default, skip_serializing_if = "Option::is_none")]
    pub old_peer_id: Option<String>,
    /// Always `true`.
    #[serde(rename = "useMediaV2", default)]
    pub use_media_v2: bool,
    /// Whether the platform is to send pings.
    #[serde(default)]
    pub ping: bool,
    /// The numbers of [`message::Capability`], with spaces between.
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
