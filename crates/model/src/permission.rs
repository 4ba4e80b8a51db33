//! What a preset may do on the stage, as the SDK derives it (docs/protocol.md, "Presets").

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a participant may come on stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StageAccess {
    /// Without asking.
    Allowed,
    /// After a host said yes.
    CanRequest,
    /// Not at all.
    #[default]
    NotAllowed,
}

/// How a meeting looks to those in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViewType {
    /// Everybody sees everybody.
    GroupCall,
    /// A few on stage, an audience off it, media over WebRTC.
    Webinar,
    /// A few on stage, an audience that watches a stream.
    Livestream,
    /// A group call without video.
    AudioRoom,
    /// Text only.
    Chat,
    /// A view that this program does not know.
    #[serde(other)]
    Unknown,
}

/// What a preset may do on the stage.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of the platform's preset, under their own names"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions {
    /// How the meeting looks to holders of this preset.
    pub view_type: Option<ViewType>,
    /// The preset's own switch for the stage.
    pub stage_enabled: bool,
    /// Access as the preset states it; absent in older presets.
    pub stage_access: Option<StageAccess>,
    /// The widest right to produce audio, video or a screen share.
    pub can_produce: StageAccess,
    /// May answer stage requests.
    pub accept_stage_requests: bool,
    /// May answer stage requests, by the older name.
    pub can_accept_production_requests: bool,
    /// Is not shown to others.
    pub hidden_participant: bool,
    /// May remove others from the meeting.
    pub kick_participant: bool,
    /// Is kept in the waiting room until somebody lets them in, or a host comes.
    pub waiting_room: bool,
}

/// Why a preset is not one for this program to join with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The stage does not exist for its holders.
    #[error("the stage is not enabled (stage_enabled)")]
    StageNotEnabled,
    /// Its holders may not answer requests.
    #[error("may not answer requests (accept_stage_requests, can_accept_production_requests)")]
    CannotManage,
    /// Its holders are seen.
    #[error("is seen by everybody (hidden_participant)")]
    Seen,
    /// Its holders may be kept waiting.
    #[error("may be kept in the waiting room (waiting_room_type)")]
    WaitingRoom,
}

impl Permissions {
    /// Whether the stage exists for holders of this preset.
    #[must_use]
    pub const fn has_stage(&self) -> bool {
        self.stage_enabled
            || matches!(
                self.view_type,
                Some(ViewType::Webinar | ViewType::Livestream)
            )
    }

    /// Whether holders may list requests, grant, deny and kick.
    #[must_use]
    pub const fn manages_stage(&self) -> bool {
        self.has_stage() && (self.accept_stage_requests || self.can_accept_production_requests)
    }

    /// Why this program would not join with it by itself; nothing: it would.
    #[must_use]
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let accepts = self.accept_stage_requests || self.can_accept_production_requests;
        let obstacles = [
            (!self.has_stage(), Obstacle::StageNotEnabled),
            (!accepts, Obstacle::CannotManage),
            (!self.hidden_participant, Obstacle::Seen),
            (self.waiting_room, Obstacle::WaitingRoom),
        ];
        let there = obstacles.into_iter().filter(|(is_there, _)| *is_there);
        there.map(|(_, obstacle)| obstacle).collect()
    }

    /// Whether holders may come on stage.
    #[must_use]
    pub fn access(&self) -> StageAccess {
        self.stage_access.unwrap_or(self.can_produce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webinar_has_a_stage_even_where_the_preset_does_not_say_so() {
        let webinar = Permissions {
            view_type: Some(ViewType::Webinar),
            accept_stage_requests: true,
            ..Permissions::default()
        };
        assert!(webinar.manages_stage());
        let group_call = Permissions {
            view_type: Some(ViewType::GroupCall),
            ..webinar
        };
        assert!(!group_call.manages_stage());
    }

    #[test]
    fn a_host_has_no_obstacles() {
        let host = Permissions {
            stage_enabled: true,
            accept_stage_requests: true,
            hidden_participant: true,
            ..Permissions::default()
        };
        assert_eq!(host.obstacles(), []);
        let waits = Permissions {
            waiting_room: true,
            ..host
        };
        assert_eq!(waits.obstacles(), [Obstacle::WaitingRoom]);
        let viewer = Permissions::default().obstacles();
        let expected = [
            Obstacle::StageNotEnabled,
            Obstacle::CannotManage,
            Obstacle::Seen,
        ];
        assert_eq!(viewer, expected);
    }

    #[test]
    fn the_older_flag_manages_too() {
        let preset = Permissions {
            stage_enabled: true,
            can_accept_production_requests: true,
            ..Permissions::default()
        };
        assert!(preset.manages_stage());
    }

    #[test]
    fn access_falls_back_on_the_right_to_produce() {
        let mut preset = Permissions {
            can_produce: StageAccess::CanRequest,
            ..Permissions::default()
        };
        assert_eq!(preset.access(), StageAccess::CanRequest);
        preset.stage_access = Some(StageAccess::NotAllowed);
        assert_eq!(preset.access(), StageAccess::NotAllowed);
    }
}
