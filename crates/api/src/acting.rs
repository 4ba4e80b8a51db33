//! `POST …/participants/{p}/stage/request|cancel|join|leave`: acting as a participant.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::moderation::Reason;
use crate::participants::Registered;
use crate::service_info::Platform;
use model::{MeetingId, Operation, Outcome, PeerId, SessionId, StageStatus};

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
    /// The connection that the service keeps for it, if it keeps one.
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
    /// What was done stays when the caller goes: it rests on nothing, or the service keeps the connection
    /// until it is released.
    Detached,
    /// What was done rests on it, and the service keeps it only as long as it runs: with the caller.
    Held,
}
