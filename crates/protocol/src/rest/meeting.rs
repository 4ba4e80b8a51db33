//! Meetings.

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
    /// `ACTIVE`, or `INACTIVE` when no participant may join.
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
