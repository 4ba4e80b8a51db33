//! `…/participants`: lists the registered participants of a meeting, and adds one.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::extract::{Body, Segment};
use super::presets::no_such;
use super::problems::{AddingProblems, MeetingProblems};
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::{Failure, unknown_outcome};
use api::problem::ProblemExt;
use api::{
    ErrorCode, NewParticipant, ParticipantBody, ParticipantList, ParticipantToken, Registered, path,
};
use model::{MeetingId, Roster, SessionId, UserId};
use platform::JoinError;
use protocol::rest;

/// Lists those who may join a meeting
///
/// By the platform's own records, which also say who of them is there.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::PARTICIPANTS,
    tag = "participants",
    operation_id = "listParticipants",
    responses(
        (status = 200, description = "those who may join, or are there", body = ParticipantList),
        MeetingProblems,
    ),
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
) -> Result<Json<ParticipantList>, Failure> {
    let rest = &app.platform.rest;
    let (known, session) = tokio::join!(
        rest.participants(&meeting_id),
        rest.active_session(&meeting_id)
    );
    let known = known.map_err(|error| JoinError::of_meeting(error, &meeting_id))?;
    let session_id = session?.map(|session| SessionId::from(session.id));
    let there = match &session_id {
        Some(session) => app.platform.session_roster(session).await?,
        None => Roster::default(),
    };
    let known = known.into_iter().map(|participant| {
        let in_session = there.user(&participant.id).is_some();
        registered(participant, Some(in_session))
    });
    let mut participants: Vec<_> = known.collect();
    // A participant that was deleted meanwhile may still be in the session.
    let ids: HashSet<_> = participants.iter().map(|p| p.user_id.clone()).collect();
    let others = there.participants().filter(|p| !ids.contains(&p.user_id));
    participants.extend(others.map(Registered::from));
    Ok(Json(ParticipantList {
        platform: app.platform.kind,
        meeting_id,
        session_id,
        participants,
    }))
}

/// Adds somebody who may join a meeting
///
/// Whoever is there already, just so, is not added again.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::PARTICIPANTS,
    tag = "participants",
    operation_id = "addParticipant",
    request_body = NewParticipant,
    responses(
        (status = 201, description = "they were added", body = ParticipantBody),
        (status = 200, description = "they were there already, or a dry run", body = ParticipantBody),
        AddingProblems,
    ),
)]
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(new): Body<NewParticipant>,
) -> Result<AuditedJson<ParticipantBody>, Failure> {
    for (field, value) in [
        ("custom_participant_id", &new.custom_participant_id),
        ("preset_name", &new.preset_name),
    ] {
        if value.trim().is_empty() {
            let problem = ErrorCode::InvalidRequest.problem(format!("the {field} is empty"));
            return Err(problem.field(field).into());
        }
    }
    let rest = &app.platform.rest;
    let (presets, known) = tokio::join!(rest.presets(), rest.participants(&meeting_id));
    let known = known.map_err(|error| JoinError::of_meeting(error, &meeting_id))?;
    let presets = presets?;
    if !presets.iter().any(|preset| preset.name == new.preset_name) {
        let presets = presets.iter().map(|preset| &*preset.name);
        return Err(no_such(&new.preset_name, presets));
    }
    // Platforms differ in how they respond to adding a participant twice, so none is.
    let custom_id = Some(&new.custom_participant_id);
    let mut known = known.into_iter();
    if let Some(known) = known.find(|known| known.custom_participant_id.as_ref() == custom_id) {
        let differs = |is: &Option<String>, wanted: &str| is.as_deref() != Some(wanted);
        let another_name = new.display_name.as_ref();
        if differs(&known.preset_name, &new.preset_name)
            || another_name.is_some_and(|name| differs(&known.name, name))
        {
            return Err(exists(&known));
        }
        let token = if new.with_token && !new.dry_run {
            let user = UserId::from(&*known.id);
            Some(rest.refresh_token(&meeting_id, &user).await?.token)
        } else {
            None
        };
        let mut body = body(&app, meeting_id, false, known, token);
        body.dry_run = new.dry_run;
        return Ok(AuditedJson::ok(body));
    }
    if new.dry_run {
        let body = ParticipantBody {
            platform: app.platform.kind,
            meeting_id,
            dry_run: true,
            created: true,
            participant: Registered {
                user_id: "".into(),
                custom_participant_id: Some(new.custom_participant_id),
                display_name: new.display_name,
                preset_name: Some(new.preset_name),
                in_session: None,
            },
            token: None,
        };
        return Ok(AuditedJson::ok(body));
    }
    let wanted = rest::NewParticipant {
        custom_participant_id: new.custom_participant_id,
        preset_name: new.preset_name,
        name: new.display_name,
    };
    let added = rest.add_participant(&meeting_id, &wanted).await;
    let mut added = added.map_err(|error| match JoinError::of_meeting(error, &meeting_id) {
        JoinError::Platform(error) => unknown_outcome(error, "dyte-stage participants list"),
        error => error.into(),
    })?;
    let token = added.token.take().filter(|_| new.with_token);
    let body = body(&app, meeting_id, true, added, token);
    Ok(AuditedJson(StatusCode::CREATED, body))
}

fn body(
    app: &App,
    meeting_id: MeetingId,
    created: bool,
    participant: rest::Participant,
    token: Option<String>,
) -> ParticipantBody {
    ParticipantBody {
        platform: app.platform.kind,
        meeting_id,
        dry_run: false,
        created,
        participant: registered(participant, None),
        token: token.map(ParticipantToken),
    }
}

/// The problem of a custom id that another participant has.
fn exists(known: &rest::Participant) -> Failure {
    let id = known.custom_participant_id.as_deref().unwrap_or_default();
    let mut detail = format!("'{id}' is a participant of this meeting already");
    for (what, value) in [("name", &known.name), ("preset", &known.preset_name)] {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
            let _ = write!(detail, ", with the {what} '{value}'");
        }
    }
    let problem = ErrorCode::ParticipantExists.problem(detail);
    problem
        .hint("list them: dyte-stage participants list")
        .into()
}

fn registered(participant: rest::Participant, in_session: Option<bool>) -> Registered {
    Registered {
        user_id: participant.id.into(),
        custom_participant_id: participant.custom_participant_id,
        display_name: participant.name.filter(|name| !name.is_empty()),
        preset_name: participant.preset_name,
        in_session,
    }
}
