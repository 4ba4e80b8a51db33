//! The handlers for participants and their tokens.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use uuid::Uuid;

use super::extract::{JsonBody, QueryParameters};
use super::list_query::ListQuery;
use super::lookup::{find_meeting, find_meeting_mut, find_participant, require_preset};
use super::response::{ApiResult, Failure, created, ok, page};
use crate::participant_token;
use crate::server::server_state::ServerState;
use crate::state::{self, SavedState};
use model::{MeetingId, StageStatus, UserId};
use protocol::rest::{self, NewParticipant, ParticipantUpdate};

pub(super) async fn list(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<MeetingId>,
    QueryParameters(list): QueryParameters<ListQuery>,
) -> ApiResult<Vec<rest::Participant>> {
    let rooms = server.rooms();
    let participants = find_meeting(&rooms.state, &id)?.participants.iter();
    Ok(page(
        list.page(
            participants
                .map(|(id, p)| participant_json(id, p))
                .collect(),
        ),
    ))
}

/// Adds a participant. One that exists already gets a new token, as on the platform.
pub(super) async fn add(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<MeetingId>,
    JsonBody(new): JsonBody<NewParticipant>,
) -> ApiResult<rest::Participant> {
    let mut rooms = server.rooms();
    require_preset(&rooms.state, &new.preset_name)?;
    let participants = &find_meeting(&rooms.state, &id)?.participants;
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
        let meeting = find_meeting_mut(&mut rooms.state, &id)?;
        meeting.participants.insert(user.clone(), participant);
        rooms.save()?;
    }
    let json = participant_json(&user, find_participant(&rooms.state, &id, &user)?);
    let token = Some(sign_token(&rooms.state, &id, &user)?);
    Ok(created(rest::Participant { token, ..json }))
}

pub(super) async fn get(
    State(server): State<Arc<ServerState>>,
    Path((id, user)): Path<(MeetingId, UserId)>,
) -> ApiResult<rest::Participant> {
    let rooms = server.rooms();
    Ok(ok(participant_json(
        &user,
        find_participant(&rooms.state, &id, &user)?,
    )))
}

pub(super) async fn update(
    State(server): State<Arc<ServerState>>,
    Path((id, user)): Path<(MeetingId, UserId)>,
    JsonBody(update): JsonBody<ParticipantUpdate>,
) -> ApiResult<rest::Participant> {
    let mut rooms = server.rooms();
    find_participant(&rooms.state, &id, &user)?;
    if let Some(preset_name) = update.preset_name {
        require_preset(&rooms.state, &preset_name)?;
        let meeting = find_meeting_mut(&mut rooms.state, &id)?;
        if let Some(participant) = meeting.participants.get_mut(&user) {
            participant.preset_name = preset_name;
        }
        rooms.save()?;
    }
    let json = participant_json(&user, find_participant(&rooms.state, &id, &user)?);
    let token = Some(sign_token(&rooms.state, &id, &user)?);
    Ok(ok(rest::Participant { token, ..json }))
}

pub(super) async fn refresh_token(
    State(server): State<Arc<ServerState>>,
    Path((id, user)): Path<(MeetingId, UserId)>,
) -> ApiResult<rest::Token> {
    let rooms = server.rooms();
    find_participant(&rooms.state, &id, &user)?;
    Ok(ok(rest::Token {
        token: sign_token(&rooms.state, &id, &user)?,
    }))
}

fn sign_token(state: &SavedState, meeting: &MeetingId, user: &UserId) -> Result<String, Failure> {
    let now = Timestamp::now();
    let token = participant_token::sign(&state.token_key, meeting.as_str(), user.as_str(), now);
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
