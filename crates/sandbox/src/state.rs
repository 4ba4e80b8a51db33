//! What the sandbox saves between commands: presets, meetings, participants. Data only; `store` has the file.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::presets;
use model::{MeetingId, PeerId, PeerKind, SessionId, StageStatus, UserId};
use protocol::rest::Preset;

/// The version of this layout. A newer program wrote a file with a higher one.
pub(crate) const VERSION: u32 = 1;

/// All of it. It holds secrets, which `Debug` does not show.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedState {
    /// The version of the layout.
    pub version: u32,
    /// The token of the management API.
    pub api_token: String,
    /// The key that signs participant tokens.
    pub token_key: String,
    /// The presets.
    pub presets: Vec<Preset>,
    /// The meetings.
    pub meetings: BTreeMap<MeetingId, Meeting>,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its title.
    pub title: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// The session, while it is live.
    pub session: Option<Session>,
    /// The participants who may join.
    pub participants: BTreeMap<UserId, Participant>,
    /// The participants who request the stage, first come first.
    pub queue: Vec<UserId>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When it started.
    pub started_at: Timestamp,
}

/// A participant who may join a meeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// The chosen name.
    pub name: String,
    /// The customer's own id.
    pub custom_participant_id: String,
    /// The preset's name.
    pub preset_name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// The stage status. The sandbox keeps one for the participant, not for each peer.
    #[serde(default)]
    pub stage_status: StageStatus,
    /// When the connection of a participant broke whose status is kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent_since: Option<Timestamp>,
    /// Whether a moderator let the participant in from the waiting room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_let_in: bool,
    /// The simulated attendee, if the participant is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Attendee>,
}

/// A simulated attendee: in the room without a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attendee {
    /// The simulated connections. Each id begins with `sim-`.
    pub peer_ids: Vec<PeerId>,
    /// What the attendee does after a grant.
    #[serde(rename = "answer")]
    pub reaction: GrantReaction,
}

/// What a simulated attendee does after a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GrantReaction {
    /// Comes on stage.
    Comes,
    /// Stays accepted.
    Waits,
    /// Goes back off stage.
    Declines,
}

impl fmt::Debug for SavedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            version,
            api_token: _,
            token_key: _,
            presets,
            meetings,
        } = self;
        f.debug_struct("SavedState")
            .field("version", version)
            .field("presets", presets)
            .field("meetings", meetings)
            .finish_non_exhaustive()
    }
}

impl SavedState {
    /// Whether other participants see this one: hidden participants and recorders are not listed.
    #[must_use]
    pub fn lists(&self, participant: &Participant) -> bool {
        let preset = presets::find(&self.presets, &participant.preset_name);
        preset.is_none_or(|preset| presets::kind(preset) == PeerKind::Ordinary)
    }
}

impl Meeting {
    /// A meeting without participants.
    pub(crate) fn new(title: String, now: Timestamp) -> Self {
        Self {
            title,
            created_at: now,
            session: None,
            participants: BTreeMap::new(),
            queue: Vec::new(),
        }
    }
}
