//! Converts between the platform's messages and the values of `model`.

use super::message::{self, StageType};
use model::{PeerKind, StageStatus};

/// The prefix of the peer ids of simulated attendees in the sandbox (docs/sandbox.md, "Attendees").
pub const SIMULATED: &str = "sim-";

/// The recorder type of a participant who is not a recorder. An SDK hides a peer whose flags lack it.
pub const NO_RECORDER: &str = "NONE";

impl From<StageType> for StageStatus {
    fn from(stage_type: StageType) -> Self {
        match stage_type {
            StageType::OnStage => Self::OnStage,
            StageType::ApprovedStage => Self::Accepted,
            StageType::RequestedStage => Self::Requested,
            StageType::Unspecified | StageType::OffStage => Self::OffStage,
        }
    }
}

impl From<StageStatus> for StageType {
    fn from(status: StageStatus) -> Self {
        match status {
            StageStatus::OnStage => Self::OnStage,
            StageStatus::Accepted => Self::ApprovedStage,
            StageStatus::Requested => Self::RequestedStage,
            StageStatus::OffStage => Self::OffStage,
        }
    }
}

/// The status in a field; a number that is none of the platform's means off stage, as in the SDK.
#[must_use]
pub fn status(stage_type: Option<i32>) -> StageStatus {
    let stage_type = StageType::try_from(stage_type.unwrap_or_default());
    stage_type.unwrap_or(StageType::Unspecified).into()
}

/// The number of a status.
#[must_use]
pub fn stage_type(status: StageStatus) -> i32 {
    StageType::from(status).into()
}

impl From<message::Peer> for model::Peer {
    fn from(peer: message::Peer) -> Self {
        let flags = peer.flags.unwrap_or_default();
        let records = !["", NO_RECORDER].contains(&flags.recorder_type.as_str());
        Self {
            peer_id: peer.peer_id.into(),
            user_id: peer.user_id.into(),
            display_name: peer.display_name,
            custom_participant_id: peer.custom_participant_id.filter(|id| !id.is_empty()),
            preset_name: Some(flags.preset_name).filter(|name| !name.is_empty()),
            stage_status: status(peer.stage_type),
            kind: if peer.waitlisted {
                PeerKind::Waitlisted
            } else if flags.hidden_participant {
                PeerKind::Hidden
            } else if records {
                PeerKind::Recorder
            } else {
                PeerKind::Ordinary
            },
        }
    }
}
