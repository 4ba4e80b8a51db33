//! Meetings, and the sessions that they become while people are in them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// `ACTIVE`, or `INACTIVE` when nobody may join.
    #[serde(default)]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

/// What a meeting is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMeeting {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// The meeting.
    #[serde(default)]
    pub associated_id: Option<String>,
    /// The meeting's title.
    #[serde(default)]
    pub meeting_display_name: Option<String>,
    /// Whether people are in it.
    #[serde(default)]
    pub status: Option<SessionStatus>,
    /// How many are in it now.
    #[serde(default)]
    pub live_participants: Option<u64>,
    /// When it began.
    #[serde(default)]
    pub started_at: Option<Timestamp>,
}

/// Whether people are in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SessionStatus {
    /// They are.
    Live,
    /// It is over.
    Ended,
    /// A status that this program does not know.
    #[serde(other)]
    Unknown,
}

/// The `data` of a list of sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// The sessions.
    #[serde(default)]
    pub sessions: Vec<Session>,
}
