//! The entries of the cache: participants, and other things that have an id.

use serde::{Deserialize, Serialize};

use api::{ConnectionItem, MeetingItem, PresetItem, Registered};
use model::{Participant, StageStatus};

/// A participant that a command can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownParticipant {
    pub(crate) id: String,
    pub(crate) custom_id: Option<String>,
    pub(crate) name: String,
    /// The stage status, if it is known.
    pub(crate) status: Option<StageStatus>,
    /// Whether they are in the session.
    pub(crate) is_here: bool,
}

/// A meeting, preset or connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) about: String,
}

impl KnownParticipant {
    pub(super) fn leave(&mut self) {
        self.is_here = false;
        self.status = None;
    }
}

impl From<&Participant> for KnownParticipant {
    fn from(participant: &Participant) -> Self {
        Self {
            id: participant.user_id.to_string(),
            custom_id: participant.custom_participant_id.clone(),
            name: participant.called().to_owned(),
            status: Some(participant.stage_status),
            is_here: true,
        }
    }
}

impl From<&Registered> for KnownParticipant {
    fn from(registered: &Registered) -> Self {
        Self {
            id: registered.user_id.to_string(),
            custom_id: registered.custom_participant_id.clone(),
            name: registered.called().to_owned(),
            status: None,
            is_here: registered.in_session == Some(true),
        }
    }
}

impl From<&MeetingItem> for Item {
    fn from(meeting: &MeetingItem) -> Self {
        let title = meeting.title.as_deref().unwrap_or_default();
        let live = if meeting.live { ", live" } else { "" };
        Self {
            id: meeting.id.to_string(),
            about: format!("{title}{live}"),
        }
    }
}

impl From<&PresetItem> for Item {
    fn from(preset: &PresetItem) -> Self {
        let manages = if preset.manages_stage {
            "manages the stage"
        } else {
            ""
        };
        Self {
            id: preset.name.clone(),
            about: manages.to_owned(),
        }
    }
}

impl From<&ConnectionItem> for Item {
    fn from(connection: &ConnectionItem) -> Self {
        let who = connection.participant.as_ref().map(Registered::called);
        Self {
            id: connection.id.clone(),
            about: format!("{}, {}", who.unwrap_or("host"), connection.meeting_id),
        }
    }
}
