//! `POST …/participants/{p}/stage/request|cancel|join|leave`: acting as a participant, and the connection
//! that what came of it may rest on.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::ProblemSchema;
use super::{Platform, Problem, Reason, Registered};
use crate::stage::{MeetingId, Operation, Outcome, PeerId, SessionId, StageStatus};

/// How to act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActingRequest {
    /// Also when the participant is in the session already: a second, silent connection of theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_connection: bool,
    /// Only say what would be done, without joining.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acting {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its live session.
    pub session_id: SessionId,
    /// Nothing was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// What was done.
    pub operation: Operation,
    /// For whom.
    pub participant: Registered,
    /// What became of it.
    pub outcome: Outcome,
    /// Where they stand now, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_status: Option<StageStatus>,
    /// Why, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Why, or what follows, for people.
    pub detail: String,
    /// What became of the connection, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionUse>,
    /// The connection that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// By which peer it is in the room, unless it is lost just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer_id: Option<PeerId>,
}

/// What became of a participant's connection once it had served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionUse {
    /// What was done stays without it.
    Detached,
    /// What was done rests on it: the service holds it in the meeting.
    Held,
}

/// The query of `GET /v1/connections/{c}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConnectionQuery {
    /// Wait until it has changed more often than this, or for 25 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

/// `GET /v1/connections/{c}`: a participant's connection that the service holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionBody {
    /// The platform.
    pub platform: Platform,
    /// The connection.
    pub connection: ConnectionItem,
}

/// A participant's connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionItem {
    /// Its id, which the service gave it.
    pub id: String,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Whose it is.
    pub participant: Registered,
    /// How it is.
    pub state: ConnectionState,
    /// By which peer it is in the room, while it is connected: another one after each reconnect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer_id: Option<PeerId>,
    /// Where it stands, while it is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_status: Option<StageStatus>,
    /// How often it has changed.
    pub revision: u64,
    /// Why it ended, unless on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemSchema>)]
    pub problem: Option<Problem>,
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
