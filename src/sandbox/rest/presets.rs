//! The presets of the app.

use axum::extract::{Path, State};

use super::extract::Parameters;
use super::{Answer, App, Failure, List, found, page};
use crate::wire::rest;

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
