//! The presets of the sandbox, as an app of the platform has them.

use model::{PeerKind, StageAccess, ViewType};
use protocol::rest::{Media, Preset, PresetConfig, PresetPermissions, Produce, SKIP_WAITING_ROOM};
use protocol::signalling::convert::NO_RECORDER;

/// The view of a sandbox's meetings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// A few participants on stage, an audience off it.
    #[default]
    Webinar,
    /// The same, and the audience watches a stream.
    Livestream,
    /// All participants see each other: there is no stage.
    Group,
}

/// The role that a preset gives its participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Presents, and answers stage requests.
    Presenter,
    /// Presents.
    Panelist,
    /// Watches, and may request the stage.
    Viewer,
    /// Watches unseen.
    Observer,
    /// The platform's recorder.
    Recorder,
    /// Manages the stage unseen: the host preset of this program.
    Host,
}

impl View {
    /// The platform's name for it.
    const fn view_type(self) -> ViewType {
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
    pub(crate) fn preset(self, role: Role) -> String {
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

/// The preset with this name.
pub(crate) fn find<'a>(presets: &'a [Preset], name: &str) -> Option<&'a Preset> {
    presets.iter().find(|preset| preset.name == name)
}

/// Whether participants with this preset are shown to others.
pub(crate) fn kind(preset: &Preset) -> PeerKind {
    let permissions = &preset.permissions;
    if permissions.hidden_participant == Some(true) {
        PeerKind::Hidden
    } else if permissions.recorder_type.as_deref().unwrap_or(NO_RECORDER) == NO_RECORDER {
        PeerKind::Ordinary
    } else {
        PeerKind::Recorder
    }
}

/// The presets of a new sandbox whose meetings have this view.
pub(crate) fn all(view: View) -> Vec<Preset> {
    use StageAccess::{Allowed, CanRequest, NotAllowed};

    // Without a stage, every participant may be seen and heard.
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
