//! The handlers for live sessions, their participants, and kicks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::extract::{JsonBody, QueryParameters};
use super::list_query::ListQuery;
use super::lookup::find_meeting;
use super::response::{ApiResult, Failure, ok, page};
use crate::presets;
use crate::room::Room;
use crate::server::server_state::ServerState;
use crate::state::{Meeting, SavedState};
use model::{MeetingId, PeerKind, SessionId, UserId};
use protocol::rest::{
    self, Kick, Kicked, SessionList, SessionParticipant, SessionParticipantList, SessionStatus,
};

pub(super) async fn active(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<MeetingId>,
) -> ApiResult<rest::Session> {
    let rooms = server.rooms();
    match session_json(&rooms.state, &id, find_meeting(&rooms.state, &id)?) {
        Some(session) => Ok(ok(session)),
        None => Err(no_session(&id)),
    }
}

pub(super) async fn list(
    State(server): State<Arc<ServerState>>,
    QueryParameters(list): QueryParameters<ListQuery>,
) -> ApiResult<SessionList> {
    let rooms = server.rooms();
    let of_meeting = |id: &MeetingId| {
        let wanted = list.associated_id.as_deref();
        wanted.is_none_or(|wanted| wanted == id.as_str())
    };
    let live = list.status.as_deref().is_none_or(|status| status == "LIVE");
    let meetings = rooms.state.meetings.iter();
    let sessions = meetings
        .filter(|(id, _)| live && of_meeting(id))
        .filter_map(|(id, meeting)| session_json(&rooms.state, id, meeting));
    let (sessions, paging) = list.page(sessions.collect());
    Ok(page((SessionList { sessions }, paging)))
}

pub(super) async fn participants(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<SessionId>,
    QueryParameters(list): QueryParameters<ListQuery>,
) -> ApiResult<SessionParticipantList> {
    let mut rooms = server.rooms();
    let of_session = |meeting: &Meeting| {
        meeting
            .session
            .as_ref()
            .is_some_and(|session| session.id == id)
    };
    let mut meetings = rooms.state.meetings.iter();
    let meeting = meetings.find_map(|(id, meeting)| of_session(meeting).then(|| id.clone()));
    let meeting = meeting.ok_or_else(|| Failure::not_found("session", id.as_str()))?;
    let mut present = Vec::new();
    rooms.in_room(&meeting, |room| present = in_session(room))?;
    let (participants, paging) = list.page(present);
    let list = SessionParticipantList {
        participants,
        paging: None,
    };
    Ok(page((list, paging)))
}

/// Kicks all given participants, or none if one of them is not in the session.
pub(super) async fn kick(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<MeetingId>,
    JsonBody(kick): JsonBody<Kick>,
) -> ApiResult<Kicked> {
    let mut rooms = server.rooms();
    if find_meeting(&rooms.state, &id)?.session.is_none() {
        return Err(no_session(&id));
    }
    let users: Vec<_> = kick.participant_ids.into_iter().map(UserId::from).collect();
    if users.is_empty() {
        let message = "at least one of participant_ids must be given";
        return Err(Failure::service(StatusCode::BAD_REQUEST, message));
    }
    let mut absent = None;
    rooms.in_room(&id, |room| {
        absent = users.iter().find(|user| !room.has(user)).cloned();
        if absent.is_none() {
            for user in &users {
                room.remove(user);
            }
        }
    })?;
    match absent {
        Some(user) => Err(Failure::not_found("user", user.as_str())),
        None => Ok(ok(Kicked {
            action: Some("kick".to_owned()),
        })),
    }
}

fn no_session(id: &MeetingId) -> Failure {
    let message = format!("No active session found for meeting_id {id}");
    Failure::service(StatusCode::NOT_FOUND, message)
}

fn in_session(room: &Room<'_>) -> Vec<SessionParticipant> {
    let peers = room.all_peers().into_iter();
    let participants = peers.map(|peer| SessionParticipant {
        id: peer.peer_id,
        user_id: Some(peer.user_id),
        custom_participant_id: peer.custom_participant_id,
        display_name: Some(peer.display_name),
        preset_name: peer.flags.map(|flags| flags.preset_name),
        left_at: None,
    });
    participants.collect()
}

fn session_json(state: &SavedState, id: &MeetingId, meeting: &Meeting) -> Option<rest::Session> {
    let session = meeting.session.as_ref()?;
    let shown = meeting.participants.values().filter(|participant| {
        let preset = presets::find(&state.presets, &participant.preset_name);
        let hidden = preset.is_some_and(|p| presets::kind(p) != PeerKind::Ordinary);
        participant.attendee.is_some() && !hidden
    });
    Some(rest::Session {
        id: session.id.to_string(),
        associated_id: Some(id.to_string()),
        meeting_display_name: Some(meeting.title.clone()),
        status: Some(SessionStatus::Live),
        live_participants: Some(shown.count() as u64),
        started_at: Some(session.started_at),
    })
}
