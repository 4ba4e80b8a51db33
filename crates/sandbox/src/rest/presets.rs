//! The presets of the app.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::extract::{Body, Parameters};
use super::{Answer, App, Failure, List, found, page};
use crate::preset;
use protocol::rest;

pub(super) async fn list(
    State(shared): App,
    Parameters(list): Parameters<List>,
) -> Answer<Vec<rest::PresetSummary>> {
    let inner = shared.lock();
    let presets = inner.state.presets.iter().map(|p| rest::PresetSummary {
        id: p.id.clone(),
        name: p.name.clone(),
    });
    Ok(page(list.page(presets.collect())))
}

pub(super) async fn get(State(shared): App, Path(id): Path<String>) -> Answer<rest::Preset> {
    let inner = shared.lock();
    let preset = inner.state.presets.iter().find(|preset| preset.id == id);
    Ok(found(
        preset
            .ok_or_else(|| Failure::not_found("preset", &id))?
            .clone(),
    ))
}

/// Of a new preset, only what concerns the stage is remembered.
pub(super) async fn create(
    State(shared): App,
    Body(new): Body<rest::NewPreset>,
) -> Answer<rest::Preset> {
    let mut inner = shared.lock();
    if preset::named(&inner.state.presets, &new.name).is_some() {
        let message = format!("A preset with name {} exists", new.name);
        return Err(Failure::service(StatusCode::CONFLICT, message));
    }
    let preset = json!({
        "id": format!("preset-{}", Uuid::new_v4().simple()),
        "name": new.name,
        "config": new.config,
        "permissions": new.permissions,
    });
    let preset: rest::Preset = serde_json::from_value(preset)
        .map_err(|error| Failure::service(StatusCode::BAD_REQUEST, error.to_string()))?;
    inner.state.presets.push(preset.clone());
    inner.save()?;
    Ok(found(preset))
}
