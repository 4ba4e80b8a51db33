//! `/v1/presets`: lists the presets, and creates the host's.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::extract::{Body, Parameters};
use super::problems::{HostPresetProblems, PresetProblems};
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::{Failure, unknown_outcome};
use api::problem::ProblemExt;
use api::{
    ErrorCode, NewHostPreset, PresetBody, PresetItem, PresetList, PresetQuery, Problem, path,
};
use model::{Permissions, nearest_word};
use platform::{Error, HOST_PRESET, JoinError, Refused, planned_host_preset};
use protocol::rest::Preset;

/// The hint about a preset that is in the way: no call of ours changes one.
const CHANGE_IT: &str = "change or delete it in the platform's dashboard";

/// Lists the presets, and says which one the host joins with
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::PRESETS,
    tag = "presets",
    operation_id = "listPresets",
    params(PresetQuery),
    responses(
        (status = 200, description = "the presets", body = PresetList),
        PresetProblems,
    ),
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Parameters(query): Parameters<PresetQuery>,
) -> Result<Json<PresetList>, Failure> {
    let presets = app.platform.presets().await?;
    let wanted = |preset: &&Preset| query.name.as_ref().is_none_or(|name| preset.name == *name);
    let items: Vec<_> = presets.iter().filter(wanted).map(item).collect();
    if let (Some(name), []) = (&query.name, &*items) {
        return Err(no_such(name, presets.iter().map(|preset| &*preset.name)));
    }
    let list = PresetList {
        platform: app.platform.kind,
        host_preset: None,
        problem: None,
        hint: None,
        presets: items,
    };
    Ok(Json(match app.platform.chosen(presets) {
        Ok(preset) => PresetList {
            host_preset: Some(preset.name),
            ..list
        },
        Err(error) => {
            let problem = Failure::from(error).into_problem();
            PresetList {
                problem: problem.detail,
                hint: problem.extensions.hint,
                ..list
            }
        }
    }))
}

/// Makes the preset that the host joins with, unless there is one
///
/// Of several strangers none is taken, of our own and others our own is.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::PRESETS,
    tag = "presets",
    operation_id = "createHostPreset",
    request_body = NewHostPreset,
    responses(
        (status = 201, description = "it was made", body = PresetBody),
        (status = 200, description = "there was one, or a dry run", body = PresetBody),
        HostPresetProblems,
    ),
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Body(NewHostPreset { dry_run }): Body<NewHostPreset>,
) -> Result<AuditedJson<PresetBody>, Failure> {
    let presets = app.platform.presets().await?;
    let body = |created, preset: &Preset| PresetBody {
        platform: app.platform.kind,
        dry_run,
        created,
        preset: item(preset),
    };
    let names_taken: Vec<_> = presets
        .iter()
        .filter(|preset| preset.name == HOST_PRESET)
        .map(why)
        .collect();
    match app.platform.chosen(presets) {
        Ok(host) => return Ok(AuditedJson::ok(body(false, &host))),
        Err(JoinError::NoHostPreset | JoinError::SeveralHostPresets(_)) => {}
        Err(JoinError::NoSuchPreset { name, .. }) if name == HOST_PRESET => {}
        Err(error) => return Err(error.into()),
    }
    if let [why, ..] = &*names_taken {
        let detail = format!("there is a preset '{HOST_PRESET}' already: {why}");
        let problem = ErrorCode::PresetExists.problem(detail);
        return Err(problem.hint(CHANGE_IT).into());
    }
    if dry_run {
        let body = body(true, &planned_host_preset());
        return Ok(AuditedJson::ok(body));
    }
    let made = app.platform.create_host_preset().await;
    let id = made.map_err(|error| match error {
        Error::Refused(Refused::Credentials(_)) => {
            let problem = Failure::from(error).into_problem();
            problem
                .hint("on RealtimeKit, making a preset may need the permission Realtime Admin")
                .into()
        }
        error => unknown_outcome(error, "dyte-stage presets list"),
    })?;
    // The platform may have stored something else than what was sent.
    let made = app.platform.rest.preset(&id).await;
    let made = made.map_err(made_and_unread)?;
    if !Permissions::from(&made).obstacles().is_empty() {
        let detail = format!(
            "the platform made the preset '{}' otherwise than it was asked to: {}",
            made.name,
            why(&made)
        );
        return Err(ErrorCode::PlatformError
            .problem(detail)
            .hint(CHANGE_IT)
            .into());
    }
    Ok(AuditedJson(StatusCode::CREATED, body(true, &made)))
}

/// The problem of a host preset that was created and cannot be read back.
fn made_and_unread(error: Error) -> Failure {
    let detail = format!("made the preset '{HOST_PRESET}', and cannot read it back: {error}");
    let problem = Problem {
        detail: Some(detail),
        ..Failure::from(error).into_problem()
    };
    problem.hint("look: dyte-stage presets check").into()
}

/// The problem of a preset that the app does not have, with a similar name as a hint.
pub(super) fn no_such<'a>(name: &str, presets: impl Iterator<Item = &'a str>) -> Failure {
    let detail = format!("the app has no preset '{name}'");
    let problem = ErrorCode::PresetNotFound.problem(detail);
    let near = nearest_word(name, presets);
    let near = near.map_or_else(String::new, |near| format!("did you mean '{near}'? "));
    let hint = format!("{near}list them: dyte-stage presets list");
    problem.hint(hint).into()
}

fn item(preset: &Preset) -> PresetItem {
    let permissions = Permissions::from(preset);
    let obstacles = permissions.obstacles();
    PresetItem {
        id: preset.id.clone(),
        name: preset.name.clone(),
        view_type: permissions.view_type,
        stage_enabled: permissions.has_stage(),
        stage_access: permissions.access(),
        manages_stage: permissions.manages_stage(),
        hidden_participant: permissions.hidden_participant,
        obstacles: obstacles.iter().map(ToString::to_string).collect(),
    }
}

/// Why a host cannot use the preset.
fn why(preset: &Preset) -> String {
    item(preset).obstacles.join("; ")
}
