//! The handlers for the presets of the app.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::extract::{JsonBody, QueryParameters};
use super::list_query::ListQuery;
use super::response::{ApiResult, Failure, ok, page};
use crate::presets;
use crate::server::server_state::ServerState;
use protocol::rest;

pub(super) async fn list(
    State(server): State<Arc<ServerState>>,
    QueryParameters(list): QueryParameters<ListQuery>,
) -> ApiResult<Vec<rest::PresetSummary>> {
    let rooms = server.rooms();
    let presets = rooms.state.presets.iter().map(|p| rest::PresetSummary {
        id: p.id.clone(),
        name: p.name.clone(),
    });
    Ok(page(list.page(presets.collect())))
}

pub(super) async fn get(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<String>,
) -> ApiResult<rest::Preset> {
    let rooms = server.rooms();
    let preset = rooms.state.presets.iter().find(|preset| preset.id == id);
    Ok(ok(preset
        .ok_or_else(|| Failure::not_found("preset", &id))?
        .clone()))
}

/// Creates a preset. Only the fields that concern the stage are saved.
pub(super) async fn create(
    State(server): State<Arc<ServerState>>,
    JsonBody(new): JsonBody<rest::NewPreset>,
) -> ApiResult<rest::Preset> {
    let mut rooms = server.rooms();
    if presets::find(&rooms.state.presets, &new.name).is_some() {
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
    rooms.state.presets.push(preset.clone());
    rooms.save()?;
    Ok(ok(preset))
}
