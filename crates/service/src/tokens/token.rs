//! A token, and a token that is to be created.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use api::Role;
use model::MeetingId;

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its public id: short, and no other token's id or name.
    pub id: String,
    /// Its name, which says whose it is.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// The meetings that it is for; empty means every meeting.
    pub meetings: Vec<MeetingId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires; `None` means never.
    pub expires_at: Option<Timestamp>,
}

impl Token {
    /// Whether it has expired.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires| expires <= now)
    }

    /// Whether a name or an id means it.
    pub(super) fn is_called(&self, name_or_id: &str) -> bool {
        self.name == name_or_id || self.id == name_or_id
    }
}

/// A token that is to be created.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its name: at most 64 characters, and no other token's name.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// The meetings that it is for; empty means every meeting.
    pub meetings: Vec<MeetingId>,
    /// How long it is valid, at most ten years; `None` means for ever.
    pub expires_in: Option<Duration>,
}
