//! The Stage API: the contract that the service serves and the client speaks (docs/stage-api.md).
//!
//! Bodies are JSON in snake case; times are RFC 3339 in UTC. Every body names the [`Platform`], so
//! that a script can tell a rehearsal. Every error is a [`Problem`].

pub mod acting;
pub mod connections;
pub mod doctor;
pub mod events;
pub mod meetings;
pub mod moderation;
pub mod participants;
pub mod path;
pub mod presets;
pub mod problem;
pub mod stage;

use std::fmt;
use std::str::FromStr;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use model::MeetingId;

pub use acting::{Acting, ActingRequest, ConnectionUse};
pub use connections::{
    ConnectionBody, ConnectionItem, ConnectionList, ConnectionQuery, ConnectionRole,
    ConnectionState, ReleaseQuery,
};
pub use doctor::{Check, CheckStatus, Doctor, DoctorQuery};
pub use events::{Event, EventKind, LAST_EVENT_ID};
pub use meetings::{MeetingBody, MeetingItem, MeetingList, MeetingQuery, NewMeeting};
pub use moderation::{Moderation, ModerationOutcome, ModerationRequest, ModerationResult, Reason};
pub use participants::{
    NewParticipant, ParticipantBody, ParticipantList, ParticipantToken, Registered, RemovalRequest,
};
pub use presets::{NewHostPreset, PresetBody, PresetItem, PresetList, PresetQuery};
pub use problem::{ErrorCode, Problem};
pub use stage::{Requests, Stage, StageQuery};

/// Which platform a service manages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Cloudflare RealtimeKit.
    RealtimeKit,
    /// Dyte, version 2 of its API.
    Dyte,
    /// The platform on this machine.
    Sandbox,
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::RealtimeKit => "realtimekit",
            Self::Dyte => "dyte",
            Self::Sandbox => "sandbox",
        })
    }
}

impl FromStr for Platform {
    type Err = serde::de::value::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::deserialize(name.into_deserializer())
    }
}

/// What the holder of a token may do. Each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Grants, denies and kicks.
    Moderator,
    /// Everything else.
    Admin,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Viewer => "viewer",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        })
    }
}

/// `GET /v1/health`: no token needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: String,
    /// The service's version.
    pub version: String,
}

/// `GET /v1/whoami`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Whoami {
    /// The platform.
    pub platform: Platform,
    /// What this token may do.
    pub role: Role,
    /// The token's name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The meetings that it is for; none: every one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<MeetingId>,
}

/// Reads a member of a request that may be left out: what is given is a value, never null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
