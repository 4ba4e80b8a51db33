//! `/v1/connections`: the service's own connections into meetings.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::participants::Registered;
use crate::problem::{Problem, ProblemSchema};
use crate::service_info::Platform;
use model::{MeetingId, PeerId, StageStatus};

/// The query of `GET /v1/connections/{c}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConnectionQuery {
    /// Wait until it has changed more often than this, or for 25 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

/// The query of `DELETE /v1/connections/{c}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReleaseQuery {
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// `GET /v1/connections`: every connection that the service has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionList {
    /// The platform.
    pub platform: Platform,
    /// The connections, hosts first, then by meeting.
    pub connections: Vec<ConnectionItem>,
}

/// `GET /v1/connections/{c}`, and the answer to its `DELETE`: one connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionBody {
    /// The platform.
    pub platform: Platform,
    /// Nothing was released: this is what would be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The connection.
    pub connection: ConnectionItem,
}

/// A connection of the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionItem {
    /// Its id, which the service gave it.
    pub id: String,
    /// As whom it is in the meeting.
    pub role: ConnectionRole,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Whose it is, unless it is the host's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<Registered>,
    /// How it is.
    pub state: ConnectionState,
    /// By which peer a participant is in the room, while it is connected: another one after each reconnect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer_id: Option<PeerId>,
    /// Where a participant's stands, while it is connected; `OFF_STAGE` in the end, when it was let go because
    /// nothing rested on it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_status: Option<StageStatus>,
    /// How often a participant's has changed.
    pub revision: u64,
    /// Why it ended, unless on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemSchema>)]
    pub problem: Option<Problem>,
}

/// As whom a connection is in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionRole {
    /// The hidden host, who leaves when nobody needs it.
    Host,
    /// A participant for whom the service acts.
    Participant,
}

/// How a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// In the meeting.
    Connected,
    /// Lost, and on its way back.
    Reconnecting,
    /// Over.
    Ended,
}
