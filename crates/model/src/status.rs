//! Where somebody stands with regard to the stage.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stage status of a peer, or of a participant (then the most advanced of their peers).
///
/// In order from the least to the most advanced.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
)]
pub enum StageStatus {
    /// Watching.
    #[default]
    #[serde(rename = "OFF_STAGE")]
    OffStage,
    /// Asked to come on stage; nobody has answered yet.
    #[serde(rename = "REQUESTED_TO_JOIN_STAGE")]
    Requested,
    /// May come on stage, and has not yet.
    #[serde(rename = "ACCEPTED_TO_JOIN_STAGE")]
    Accepted,
    /// On stage: may be heard and seen by everybody.
    #[serde(rename = "ON_STAGE")]
    OnStage,
}

impl StageStatus {
    /// Every status, the most advanced first.
    pub const ALL: [Self; 4] = [
        Self::OnStage,
        Self::Accepted,
        Self::Requested,
        Self::OffStage,
    ];

    /// The name that the SDK and the Stage API use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OffStage => "OFF_STAGE",
            Self::Requested => "REQUESTED_TO_JOIN_STAGE",
            Self::Accepted => "ACCEPTED_TO_JOIN_STAGE",
            Self::OnStage => "ON_STAGE",
        }
    }
}

impl fmt::Display for StageStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
