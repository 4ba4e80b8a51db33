//! The presets of the sandbox, as a platform's app has them.

use model::{PeerKind, StageAccess, ViewType};
use protocol::rest::{Media, Preset, PresetConfig, PresetPermissions, Produce, SKIP_WAITING_ROOM};
use protocol::signalling::convert::NO_RECORDER;

/// How the meetings of a sandbox look to those in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// A few on stage, an audience off it.
    #[default]
    Webinar,
    /// The same, and the audience watches a stream.
    Livestream,
    /// Everybody sees everybody: there is no stage.
    Group,
}

/// What holders of a preset are in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Presents, and answers requests.
    Presenter,
    /// Presents.
    Panelist,
    /// Watches, and may ask.
    Viewer,
    /// Watches unseen.
    Observer,
    /// The platform's recorder.
    Recorder,
    /// Manages the stage unseen: what this program joins with.
    Host,
}

impl View {
    /// As the platform names it.
    #[must_use]
    pub const fn view_type(self) -> ViewType {
        match self {
            Self::Webinar => ViewType::Webinar,
            Self::Livestream => ViewType::Livestream,
            Self::Group => ViewType::GroupCall,
        }
    }

    /// Whether there is a stage.
    #[must_use]
    pub fn has_stage(self) -> bool {
        self != Self::Group
    }

    /// The name of the preset of a role.
    pub(super) fn preset(self, role: Role) -> String {
        let view = match self {
            Self::Webinar => "webinar",
            Self::Livestream => "livestream",
            Self::Group => "group_call",
        };
        let role = match role {
            Role::Presenter => "presenter",
            Role::Panelist => "panelist",
            Role::Viewer => "viewer",
            Role::Observer => "observer",
            Role::Recorder => return "recorder".to_owned(),
            Role::Host => return "dyte-stage-host".to_owned(),
        };
        format!("{view}_{role}")
    }
}

/// The preset with a name.
pub(super) fn named<'a>(presets: &'a [Preset], name: &str) -> Option<&'a Preset> {
    presets.iter().find(|preset| preset.name == name)
}

/// Whether holders of a preset are shown.
pub(super) fn kind(preset: &Preset) -> PeerKind {
    let permissions = &preset.permissions;
    if permissions.hidden_participant == Some(true) {
        PeerKind::Hidden
    } else if permissions.recorder_type.as_deref().unwrap_or(NO_RECORDER) == NO_RECORDER {
        PeerKind::Ordinary
    } else {
        PeerKind::Recorder
    }
}

/// The presets of a sandbox whose meetings look like this.
pub(super) fn all(view: View) -> Vec<Preset> {
    use StageAccess::{Allowed, CanRequest, NotAllowed};

    // Where there is no stage, everybody may be seen and heard.
    let or_allowed = |access| if view.has_stage() { access } else { Allowed };
    let preset = |role, access| preset(view, role, access);

    let manages = |preset: Preset| Preset {
        permissions: PresetPermissions {
            accept_stage_requests: Some(true),
            can_accept_production_requests: Some(true),
            accept_waiting_requests: Some(true),
            kick_participant: Some(true),
            ..preset.permissions
        },
        ..preset
    };
    let with_stage = |mut preset: Preset| {
        preset.permissions.stage_enabled = Some(true);
        preset
    };
    let hidden = |mut preset: Preset| {
        preset.permissions.hidden_participant = Some(true);
        preset
    };
    let mut recorder = preset(Role::Recorder, NotAllowed);
    recorder.permissions.recorder_type = Some("RECORDER".to_owned());
    vec![
        manages(preset(Role::Presenter, Allowed)),
        preset(Role::Panelist, Allowed),
        preset(Role::Viewer, or_allowed(CanRequest)),
        hidden(preset(Role::Observer, NotAllowed)),
        recorder,
        hidden(manages(with_stage(preset(Role::Host, NotAllowed)))),
    ]
}

fn preset(view: View, role: Role, access: StageAccess) -> Preset {
    let name = view.preset(role);
    let produce = Produce {
        can_produce: access,
    };
    Preset {
        id: format!("preset-{name}"),
        name,
        config: PresetConfig {
            view_type: Some(view.view_type()),
        },
        permissions: PresetPermissions {
            stage_enabled: Some(view.has_stage()),
            stage_access: Some(access),
            accept_stage_requests: Some(false),
            can_accept_production_requests: Some(false),
            accept_waiting_requests: Some(false),
            hidden_participant: Some(false),
            kick_participant: Some(false),
            waiting_room_type: Some(SKIP_WAITING_ROOM.to_owned()),
            recorder_type: Some(NO_RECORDER.to_owned()),
            media: Media {
                audio: produce,
                video: produce,
                screenshare: produce,
            },
        },
    }
}
