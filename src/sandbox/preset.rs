//! The presets of the sandbox, as a platform's app has them.

use crate::stage::{PeerKind, StageAccess, ViewType};
use crate::wire::rest::{
    Media, Preset, PresetConfig, PresetPermissions, Produce, SKIP_WAITING_ROOM,
};
use crate::wire::signalling::convert::NO_RECORDER;

/// Presents, and answers requests.
pub(super) const PRESENTER: &str = "webinar_presenter";
/// Presents.
pub(super) const PANELIST: &str = "webinar_panelist";
/// Watches, and may ask.
pub(super) const VIEWER: &str = "webinar_viewer";
/// Watches unseen.
pub(super) const OBSERVER: &str = "webinar_observer";
/// The platform's recorder.
pub(super) const RECORDER: &str = "recorder";
/// Manages the stage unseen: what this program joins with.
pub(super) const HOST: &str = "dyte-stage-host";

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

pub(super) fn all() -> Vec<Preset> {
    use StageAccess::{Allowed, CanRequest, NotAllowed};

    let manages = |preset: Preset| Preset {
        permissions: PresetPermissions {
            accept_stage_requests: Some(true),
            can_accept_production_requests: Some(true),
            kick_participant: Some(true),
            ..preset.permissions
        },
        ..preset
    };
    let hidden = |mut preset: Preset| {
        preset.permissions.hidden_participant = Some(true);
        preset
    };
    let mut recorder = preset(RECORDER, NotAllowed);
    recorder.permissions.recorder_type = Some("RECORDER".to_owned());
    vec![
        manages(preset(PRESENTER, Allowed)),
        preset(PANELIST, Allowed),
        preset(VIEWER, CanRequest),
        hidden(preset(OBSERVER, NotAllowed)),
        recorder,
        hidden(manages(preset(HOST, NotAllowed))),
    ]
}

fn preset(name: &str, access: StageAccess) -> Preset {
    let produce = Produce {
        can_produce: access,
    };
    Preset {
        id: format!("preset-{name}"),
        name: name.to_owned(),
        config: PresetConfig {
            view_type: Some(ViewType::Webinar),
        },
        permissions: PresetPermissions {
            stage_enabled: Some(true),
            stage_access: Some(access),
            accept_stage_requests: Some(false),
            can_accept_production_requests: Some(false),
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
