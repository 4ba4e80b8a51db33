//! Sessions: meetings while people are in them.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::envelope::Paging;

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

/// A connection of a participant who is or was in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionParticipant {
    /// The `peer_id` of the signalling protocol.
    #[serde(default)]
    pub id: String,
    /// The `user_id` of the signalling protocol.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The customer's own id.
    #[serde(default)]
    pub custom_participant_id: Option<String>,
    /// The chosen name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The preset's name.
    #[serde(default)]
    pub preset_name: Option<String>,
    /// When they left; absent while they are there.
    #[serde(default, deserialize_with = "time")]
    pub left_at: Option<Timestamp>,
}

/// The `data` of a list of those in a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionParticipantList {
    /// Those in it.
    #[serde(default)]
    pub participants: Vec<SessionParticipant>,
    /// Which part this is: here by Dyte's example, beside `data` on other routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

/// The participants to remove from a session. The platform takes the customer's own ids in a list of their own,
/// and may refuse an empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kick {
    /// Their `user_id`s.
    #[serde(default)]
    pub participant_ids: Vec<String>,
}

/// What the platform says of a removal. It does not say whether they are gone yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kicked {
    /// The platform's own word for it.
    #[serde(default)]
    pub action: Option<String>,
}

/// A time; `null` as a word, which the platform's own example has, is none.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    match Option::<String>::deserialize(deserializer)?.as_deref() {
        None | Some("null" | "") => Ok(None),
        Some(time) => time.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_participant_without_a_leave_time_is_present() {
        for left in ["", r#","left_at":null"#, r#","left_at":"null""#] {
            let json = format!(r#"{{"id":"p"{left}}}"#);
            let participant: SessionParticipant = serde_json::from_str(&json).unwrap();
            assert_eq!(participant.left_at, None, "{json}");
        }
        let json = r#"{"id":"p","left_at":"2023-02-01T10:56:56.612Z"}"#;
        let participant: SessionParticipant = serde_json::from_str(json).unwrap();
        assert!(participant.left_at.is_some());
    }
}
