//! Participants and presets, as the fake platform has them.

use protocol::signalling::message::{Peer, PeerFlags, StageType};
use serde_json::{Value, json};

/// A participant who asks to come on the stage.
pub fn asking(name: &str) -> Peer {
    peer(name, StageType::RequestedStage)
}

/// A participant whose request was granted.
pub fn accepted(name: &str) -> Peer {
    peer(name, StageType::ApprovedStage)
}

/// A participant on the stage.
pub fn on_stage(name: &str) -> Peer {
    peer(name, StageType::OnStage)
}

/// Somebody off the stage, of whom the platform says as little as it may.
pub fn listening(name: &str) -> Peer {
    Peer {
        stage_type: None,
        flags: None,
        ..peer(name, StageType::OffStage)
    }
}

/// Somebody of whom nobody is to know.
pub fn hidden(name: &str) -> Peer {
    let flags = PeerFlags {
        hidden_participant: true,
        ..PeerFlags::default()
    };
    Peer {
        flags: Some(flags),
        ..listening(name)
    }
}

fn peer(name: &str, stage_type: StageType) -> Peer {
    Peer {
        peer_id: format!("p-{name}"),
        user_id: format!("u-{name}"),
        display_name: name.to_owned(),
        stage_type: Some(stage_type.into()),
        flags: Some(PeerFlags {
            preset_name: "viewer".to_owned(),
            ..PeerFlags::default()
        }),
        ..Peer::default()
    }
}

/// Somebody who may join.
pub fn registered(name: &str, preset_name: &str) -> Value {
    json!({
        "id": format!("u-{name}"),
        "name": name,
        "custom_participant_id": name,
        "preset_name": preset_name,
    })
}

/// The preset of somebody who may come on stage so.
pub fn with_access(name: &str, access: &str, view_type: &str, stage_enabled: bool) -> Value {
    json!({
        "id": format!("preset-{name}"),
        "name": name,
        "config": {"view_type": view_type},
        "permissions": {"stage_enabled": stage_enabled, "stage_access": access},
    })
}

/// A preset that is hidden or not, and accepts stage requests or not.
pub fn preset(name: &str, hidden: bool, accepts: bool, view_type: &str) -> Value {
    json!({
        "id": format!("preset-{name}"),
        "name": name,
        "config": {"view_type": view_type},
        "permissions": {
            "hidden_participant": hidden,
            "accept_stage_requests": accepts,
            "can_do_what_nobody_knows_yet": "SOMETIMES",
        },
    })
}
