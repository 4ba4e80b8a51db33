//! Participants, who may join a meeting, whether or not they are in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A participant.
#[derive(Clone, Serialize, Deserialize)]
pub struct Participant {
    /// The `user_id` of the signalling protocol.
    pub id: String,
    /// The chosen name.
    #[serde(default)]
    pub name: Option<String>,
    /// A picture's address.
    #[serde(default)]
    pub picture: Option<String>,
    /// The customer's own id.
    #[serde(default)]
    pub custom_participant_id: Option<String>,
    /// The preset's name.
    #[serde(default)]
    pub preset_name: Option<String>,
    /// When it was added.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// The participant token, where the route gives one: secret, hence no `Debug`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// What a participant is added from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewParticipant {
    /// The customer's own id.
    pub custom_participant_id: String,
    /// The preset's name.
    pub preset_name: String,
    /// The name that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What changes of a participant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantUpdate {
    /// The preset's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset_name: Option<String>,
}

/// A fresh participant token: secret, hence no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    /// The JWT.
    pub token: String,
}

/// What a participant is told of their own place in a meeting, as far as we need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantDetails {
    /// Where the meeting's socket is.
    #[serde(default)]
    pub socket: Option<Socket>,
}

/// Where a meeting's socket is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// The domain that the socket's host is under.
    #[serde(default)]
    pub base_uri: Option<String>,
}
