//! Those who may join a meeting, and their tokens.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use uuid::Uuid;

use super::extract::{Body, Parameters};
use super::{Answer, App, Failure, List, created, find_meeting, find_meeting_mut, found, page};
use crate::state::{self, State as Saved};
use crate::{preset, token};
use model::{MeetingId, StageStatus, UserId};
use protocol::rest::{self, NewParticipant, ParticipantUpdate};

pub(super) async fn list(
    State(shared): App,
    Path(id): Path<MeetingId>,
    Parameters(list): Parameters<List>,
) -> Answer<Vec<rest::Participant>> {
    let inner = shared.lock();
    let participants = find_meeting(&inner.state, &id)?.participants.iter();
    Ok(page(
        list.page(
            participants
                .map(|(id, p)| participant_json(id, p))
                .collect(),
        ),
    ))
}

/// Adding somebody who is there already gives them a new token, as the platform is said to do.
pub(super) async fn add(
    State(shared): App,
    Path(id): Path<MeetingId>,
    Body(new): Body<NewParticipant>,
) -> Answer<rest::Participant> {
    let mut inner = shared.lock();
    known_preset(&inner.state, &new.preset_name)?;
    let participants = &find_meeting(&inner.state, &id)?.participants;
    let existing = participants
        .iter()
        .find(|(_, p)| p.custom_participant_id == new.custom_participant_id);
    let existing = existing.map(|(user, _)| user.clone());
    let is_new = existing.is_none();
    let user = existing.unwrap_or_else(|| Uuid::new_v4().to_string().into());
    if is_new {
        let participant = state::Participant {
            name: new.name.unwrap_or_default(),
            custom_participant_id: new.custom_participant_id,
            preset_name: new.preset_name,
            created_at: Timestamp::now(),
            stage_status: StageStatus::OffStage,
            absent_since: None,
            was_let_in: false,
            attendee: None,
        };
        let meeting = find_meeting_mut(&mut inner.state, &id)?;
        meeting.participants.insert(user.clone(), participant);
        inner.save()?;
    }
    let json = participant_json(&user, find_participant(&inner.state, &id, &user)?);
    let token = Some(mint(&inner.state, &id, &user)?);
    Ok(created(rest::Participant { token, ..json }))
}

pub(super) async fn get(
    State(shared): App,
    Path((id, user)): Path<(MeetingId, UserId)>,
) -> Answer<rest::Participant> {
    let inner = shared.lock();
    Ok(found(participant_json(
        &user,
        find_participant(&inner.state, &id, &user)?,
    )))
}

pub(super) async fn update(
    State(shared): App,
    Path((id, user)): Path<(MeetingId, UserId)>,
    Body(update): Body<ParticipantUpdate>,
) -> Answer<rest::Participant> {
    let mut inner = shared.lock();
    find_participant(&inner.state, &id, &user)?;
    if let Some(preset_name) = update.preset_name {
        known_preset(&inner.state, &preset_name)?;
        let meeting = find_meeting_mut(&mut inner.state, &id)?;
        if let Some(participant) = meeting.participants.get_mut(&user) {
            participant.preset_name = preset_name;
        }
        inner.save()?;
    }
    let json = participant_json(&user, find_participant(&inner.state, &id, &user)?);
    let token = Some(mint(&inner.state, &id, &user)?);
    Ok(found(rest::Participant { token, ..json }))
}

pub(super) async fn refresh_token(
    State(shared): App,
    Path((id, user)): Path<(MeetingId, UserId)>,
) -> Answer<rest::Token> {
    let inner = shared.lock();
    find_participant(&inner.state, &id, &user)?;
    Ok(found(rest::Token {
        token: mint(&inner.state, &id, &user)?,
    }))
}

fn find_participant<'a>(
    state: &'a Saved,
    id: &MeetingId,
    user: &UserId,
) -> Result<&'a state::Participant, Failure> {
    let participant = find_meeting(state, id)?.participants.get(user);
    participant.ok_or_else(|| Failure::not_found("participant", user.as_str()))
}

fn known_preset(state: &Saved, name: &str) -> Result<(), Failure> {
    match preset::named(&state.presets, name) {
        Some(_) => Ok(()),
        None => Err(Failure::Service(
            StatusCode::BAD_REQUEST,
            format!("No preset found with name {name}"),
        )),
    }
}

fn mint(state: &Saved, meeting: &MeetingId, user: &UserId) -> Result<String, Failure> {
    let now = Timestamp::now();
    let token = token::mint(&state.token_key, meeting.as_str(), user.as_str(), now);
    let failed = |error: jsonwebtoken::errors::Error| {
        Failure::Service(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    };
    token.map_err(failed)
}

fn participant_json(id: &UserId, participant: &state::Participant) -> rest::Participant {
    rest::Participant {
        id: id.to_string(),
        name: Some(participant.name.clone()),
        picture: None,
        custom_participant_id: Some(participant.custom_participant_id.clone()),
        preset_name: Some(participant.preset_name.clone()),
        created_at: Some(participant.created_at),
        updated_at: Some(participant.created_at),
        token: None,
    }
}
