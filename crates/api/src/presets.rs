//! `/v1/presets`: what each preset allows on the stage, and which one the host uses.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::service_info::Platform;
use model::{StageAccess, ViewType};

/// The query of `GET /v1/presets`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PresetQuery {
    /// Only the preset of this name. There is none: 404.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `GET /v1/presets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresetList {
    /// The platform.
    pub platform: Platform,
    /// The preset that the host joins with; absent when there is none, or when several could be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_preset: Option<String>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// All of them, or the one that was asked for.
    pub presets: Vec<PresetItem>,
}

/// `POST /v1/presets`: makes the preset that the host joins with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHostPreset {
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// The answer to `POST /v1/presets`: 201 when it was made, 200 when there was one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresetBody {
    /// The platform.
    pub platform: Platform,
    /// Nothing was done: this is what would be, without an id where there is none yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Whether it was made now, or would be.
    pub created: bool,
    /// The preset.
    pub preset: PresetItem,
}

/// A preset, as far as the stage is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresetItem {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How the meeting looks to its holders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_type: Option<ViewType>,
    /// Whether the stage exists for them.
    pub stage_enabled: bool,
    /// Whether they may come on stage.
    pub stage_access: StageAccess,
    /// Whether they may list requests, grant, deny and kick.
    pub manages_stage: bool,
    /// Whether nobody sees them.
    pub hidden_participant: bool,
    /// Why the host would not join with it by itself; nothing: it could.
    pub obstacles: Vec<String>,
}
