//! Who is in the room: peers as the platform announces them, participants as people think of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{PeerId, UserId};
use crate::status::StageStatus;

/// One connection into the room, as the platform announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// This connection.
    pub peer_id: PeerId,
    /// Whose connection it is.
    pub user_id: UserId,
    /// The name that they chose. Anybody may choose any name.
    pub display_name: String,
    /// The customer's own id for them, if the platform tells.
    pub custom_participant_id: Option<String>,
    /// The name of their preset, if the platform tells.
    pub preset_name: Option<String>,
    /// Where this connection stands.
    pub stage_status: StageStatus,
    /// Whether it is listed and acted on.
    pub kind: PeerKind,
}

/// Whether a peer is an attendee, or one of those that are kept apart: never listed, counted or
/// acted on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeerKind {
    /// An attendee like any other.
    #[default]
    Ordinary,
    /// In the room unseen: a moderator's tool, such as this program.
    Hidden,
    /// In the waiting room, not in the meeting yet.
    Waitlisted,
    /// The platform's recorder or livestreamer.
    Recorder,
    /// This program's own, whichever process of it.
    Own,
}

/// A participant who is in the session, with all of their peers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Participant {
    /// The platform's id for them.
    pub user_id: UserId,
    /// Their connections, in order of id.
    pub peer_ids: Vec<PeerId>,
    /// The customer's own id for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_participant_id: Option<String>,
    /// The name that they chose. Anybody may choose any name.
    pub display_name: String,
    /// The name of their preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset_name: Option<String>,
    /// The most advanced status of their peers.
    pub stage_status: StageStatus,
}

impl Participant {
    /// How to call them: by their name, or else by an id, the customer's own first.
    #[must_use]
    pub fn called(&self) -> &str {
        let name = Some(&*self.display_name).filter(|name| !name.is_empty());
        let name = name.or(self.custom_participant_id.as_deref());
        name.unwrap_or(self.user_id.as_str())
    }
}
