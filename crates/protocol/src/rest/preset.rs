//! Presets, as far as the stage is concerned.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use model::{Permissions, StageAccess, ViewType};

/// The `waiting_room_type` of participants who do not wait.
pub const SKIP_WAITING_ROOM: &str = "SKIP";

/// A preset as lists have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
}

/// A preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// How the meeting looks.
    #[serde(default)]
    pub config: PresetConfig,
    /// What its holders may do.
    #[serde(default)]
    pub permissions: PresetPermissions,
}

/// What a preset is made from: the platform wants every part in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPreset {
    /// Its name.
    pub name: String,
    /// How the meeting looks.
    pub config: Value,
    /// What its holders may do.
    pub permissions: Value,
    /// Colours.
    pub ui: Value,
}

/// How the meeting looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetConfig {
    /// The view.
    #[serde(default)]
    pub view_type: Option<ViewType>,
}

/// What holders of a preset may do. The stage's own fields are absent in older presets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetPermissions {
    /// The stage exists.
    #[serde(default)]
    pub stage_enabled: Option<bool>,
    /// Whether they may come on stage.
    #[serde(default)]
    pub stage_access: Option<StageAccess>,
    /// They may answer requests.
    #[serde(default)]
    pub accept_stage_requests: Option<bool>,
    /// The same, by its older name.
    #[serde(default)]
    pub can_accept_production_requests: Option<bool>,
    /// They may let others in who wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_waiting_requests: Option<bool>,
    /// They are not shown to others.
    #[serde(default)]
    pub hidden_participant: Option<bool>,
    /// They may remove others from the meeting.
    #[serde(default)]
    pub kick_participant: Option<bool>,
    /// `SKIP`, or who lets them in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_room_type: Option<String>,
    /// `NONE` for all but the platform's recorders.
    #[serde(default)]
    pub recorder_type: Option<String>,
    /// What they may produce.
    #[serde(default)]
    pub media: Media,
}

/// The media that holders of a preset may produce.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Sound.
    #[serde(default)]
    pub audio: Produce,
    /// Video.
    #[serde(default)]
    pub video: Produce,
    /// Their screen.
    #[serde(default)]
    pub screenshare: Produce,
}

/// Whether one medium may be produced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produce {
    /// Whether.
    #[serde(default)]
    pub can_produce: StageAccess,
}

impl From<&Preset> for Permissions {
    fn from(preset: &Preset) -> Self {
        let PresetPermissions { media, .. } = &preset.permissions;
        let widest = |rights: &[StageAccess]| {
            let order = [StageAccess::Allowed, StageAccess::CanRequest];
            let held = order.into_iter().find(|right| rights.contains(right));
            held.unwrap_or(StageAccess::NotAllowed)
        };
        let permissions = &preset.permissions;
        Self {
            view_type: preset.config.view_type,
            stage_enabled: permissions.stage_enabled.unwrap_or_default(),
            stage_access: permissions.stage_access,
            can_produce: widest(&[
                media.audio.can_produce,
                media.video.can_produce,
                media.screenshare.can_produce,
            ]),
            accept_stage_requests: permissions.accept_stage_requests.unwrap_or_default(),
            can_accept_production_requests: permissions
                .can_accept_production_requests
                .unwrap_or_default(),
            hidden_participant: permissions.hidden_participant.unwrap_or_default(),
            kick_participant: permissions.kick_participant.unwrap_or_default(),
            waiting_room: permissions
                .waiting_room_type
                .as_deref()
                .is_some_and(|kind| kind != SKIP_WAITING_ROOM),
        }
    }
}
