//! What the sandbox remembers between commands.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::demo;
use model::{MeetingId, PeerId, PeerKind, SessionId, StageStatus, UserId};
use protocol::rest::Preset;

/// The version of this layout. A file with a higher one was written by a newer program.
pub const VERSION: u32 = 1;

/// Everything. It holds secrets, which `Debug` does not show.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// [`VERSION`].
    pub version: u32,
    /// What the management API asks for.
    pub api_token: String,
    /// What participant tokens are signed with.
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
    /// When it was made.
    pub created_at: Timestamp,
    /// The session, while people are in it.
    pub session: Option<Session>,
    /// Those who may join.
    pub participants: BTreeMap<UserId, Participant>,
    /// Those who ask to come on stage, first come first.
    pub queue: Vec<UserId>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub started_at: Timestamp,
}

/// Somebody who may join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// The chosen name.
    pub name: String,
    /// The customer's own id.
    pub custom_participant_id: String,
    /// The preset's name.
    pub preset_name: String,
    /// When they were added.
    pub created_at: Timestamp,
    /// Where they stand. The sandbox keeps it for the participant, not for each peer.
    #[serde(default)]
    pub stage_status: StageStatus,
    /// Since when they have been out of the room with a status that waits for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent_since: Option<Timestamp>,
    /// Whether somebody let them in who waited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_let_in: bool,
    /// The simulated attendee, if they are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Attendee>,
}

/// A simulated attendee: in the room without a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attendee {
    /// Their connections. Each id begins with `sim-`.
    pub peer_ids: Vec<PeerId>,
    /// What they do when they are let on stage.
    pub answer: Answer,
}

/// What an attendee does when they are let on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Comes.
    Comes,
    /// Stays accepted.
    Waits,
    /// Has changed their mind.
    Declines,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            version,
            api_token: _,
            token_key: _,
            presets,
            meetings,
        } = self;
        f.debug_struct("State")
            .field("version", version)
            .field("presets", presets)
            .field("meetings", meetings)
            .finish_non_exhaustive()
    }
}

impl State {
    /// A new sandbox.
    #[must_use]
    pub fn new(now: Timestamp, rehearsal: demo::Rehearsal) -> Self {
        Self {
            version: VERSION,
            api_token: secret(),
            token_key: secret(),
            presets: super::preset::all(rehearsal.view),
            meetings: [(super::DEMO.into(), demo::meeting(now, rehearsal))].into(),
        }
    }

    /// Whether others see somebody: neither hidden participants nor recorders are listed.
    #[must_use]
    pub fn lists(&self, participant: &Participant) -> bool {
        let preset = super::preset::named(&self.presets, &participant.preset_name);
        preset.is_none_or(|preset| super::preset::kind(preset) == PeerKind::Ordinary)
    }
}

impl Meeting {
    /// A meeting in which nobody has been yet.
    #[must_use]
    pub fn new(title: String, now: Timestamp) -> Self {
        Self {
            title,
            created_at: now,
            session: None,
            participants: BTreeMap::new(),
            queue: Vec::new(),
        }
    }
}

/// 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
