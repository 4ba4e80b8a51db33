//! The registered participants of a meeting, and whether they are in it, by the platform's own
//! records.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::members::not_null;
use crate::service_info::Platform;
use model::{MeetingId, Participant, SessionId, UserId};

/// `GET …/participants`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParticipantList {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its live session, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Everybody who may join, or is there.
    pub participants: Vec<Registered>,
}

/// `POST …/participants`: whom to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewParticipant {
    /// The customer's own id for them.
    #[schema(pattern = r"\S")]
    pub custom_participant_id: String,
    /// The name of their preset.
    #[schema(pattern = r"\S")]
    pub preset_name: String,
    /// The name that others see.
    #[serde(
        default,
        deserialize_with = "not_null",
        skip_serializing_if = "Option::is_none"
    )]
    pub display_name: Option<String>,
    /// Whether the answer has their token, which lets whoever holds it join as them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_token: bool,
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// The answer to `POST …/participants`: 201 when they were added, 200 when they were there already, just
/// so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParticipantBody {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Nothing was done: this is what would be, without an id where there is none yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Whether they were added now, or would be.
    pub created: bool,
    /// Who was added, or was there.
    pub participant: Registered,
    /// Their token, when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<ParticipantToken>,
}

/// A participant token on its way to whoever asked for it. It is secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct ParticipantToken(pub String);

/// Does not show it.
impl fmt::Debug for ParticipantToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParticipantToken(…)")
    }
}

/// Somebody who may join a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registered {
    /// The platform's id for them.
    pub user_id: UserId,
    /// The customer's own id for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_participant_id: Option<String>,
    /// The name that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The name of their preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset_name: Option<String>,
    /// Whether they are in the session, by the platform's record of it, where that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_session: Option<bool>,
}

impl Registered {
    /// How to call them: by their name, or else by an id, the customer's own first.
    #[must_use]
    pub fn called(&self) -> &str {
        let name = self.display_name.as_deref().filter(|name| !name.is_empty());
        let name = name.or(self.custom_participant_id.as_deref());
        name.unwrap_or(self.user_id.as_str())
    }
}

impl From<Participant> for Registered {
    /// A participant of the session is in it.
    fn from(participant: Participant) -> Self {
        Self {
            user_id: participant.user_id,
            custom_participant_id: participant.custom_participant_id,
            display_name: Some(participant.display_name).filter(|name| !name.is_empty()),
            preset_name: participant.preset_name,
            in_session: Some(true),
        }
    }
}
