//! Sessions, who is in them, and removing somebody from one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::extract::{Body, Parameters};
use super::{Answer, App, Failure, List, find_meeting, found};
use crate::preset;
use crate::room::Room;
use crate::state::{Meeting, State as Saved};
use model::{MeetingId, PeerKind, SessionId, UserId};
use protocol::rest::{
    self, Envelope, Kick, Kicked, SessionList, SessionParticipant, SessionParticipantList,
    SessionStatus,
};

pub(super) async fn active(State(shared): App, Path(id): Path<MeetingId>) -> Answer<rest::Session> {
    let inner = shared.lock();
    match session_json(&inner.state, &id, find_meeting(&inner.state, &id)?) {
        Some(session) => Ok(found(session)),
        None => Err(no_session(&id)),
    }
}

pub(super) async fn list(
    State(shared): App,
    Parameters(list): Parameters<List>,
) -> Answer<SessionList> {
    let inner = shared.lock();
    let of_meeting = |id: &MeetingId| {
        let wanted = list.associated_id.as_deref();
        wanted.is_none_or(|wanted| wanted == id.as_str())
    };
    let live = list.status.as_deref().is_none_or(|status| status == "LIVE");
    let meetings = inner.state.meetings.iter();
    let sessions = meetings
        .filter(|(id, _)| live && of_meeting(id))
        .filter_map(|(id, meeting)| session_json(&inner.state, id, meeting));
    let (sessions, paging) = list.page(sessions.collect());
    let body = Envelope::page(SessionList { sessions }, paging);
    Ok((StatusCode::OK, Json(body)))
}

pub(super) async fn participants(
    State(shared): App,
    Path(id): Path<SessionId>,
    Parameters(list): Parameters<List>,
) -> Answer<SessionParticipantList> {
    let mut inner = shared.lock();
    let of_session = |meeting: &Meeting| {
        meeting
            .session
            .as_ref()
            .is_some_and(|session| session.id == id)
    };
    let mut meetings = inner.state.meetings.iter();
    let meeting = meetings.find_map(|(id, meeting)| of_session(meeting).then(|| id.clone()));
    let meeting = meeting.ok_or_else(|| Failure::not_found("session", id.as_str()))?;
    let mut there = Vec::new();
    inner.in_room(&meeting, |room| there = in_session(room))?;
    let (participants, paging) = list.page(there);
    let list = SessionParticipantList {
        participants,
        paging: None,
    };
    Ok((StatusCode::OK, Json(Envelope::page(list, paging))))
}

/// Removes all of them, or none when one of them is not there.
pub(super) async fn kick(
    State(shared): App,
    Path(id): Path<MeetingId>,
    Body(kick): Body<Kick>,
) -> Answer<Kicked> {
    let mut inner = shared.lock();
    if find_meeting(&inner.state, &id)?.session.is_none() {
        return Err(no_session(&id));
    }
    let users: Vec<_> = kick.participant_ids.into_iter().map(UserId::from).collect();
    if users.is_empty() {
        let message = "at least one of participant_ids must be given";
        return Err(Failure::service(StatusCode::BAD_REQUEST, message));
    }
    let mut absent = None;
    inner.in_room(&id, |room| {
        absent = users.iter().find(|user| !room.has(user)).cloned();
        if absent.is_none() {
            for user in &users {
                room.remove(user);
            }
        }
    })?;
    match absent {
        Some(user) => Err(Failure::not_found("user", user.as_str())),
        None => Ok(found(Kicked {
            action: Some("kick".to_owned()),
        })),
    }
}

fn no_session(id: &MeetingId) -> Failure {
    let message = format!("No active session found for meeting_id {id}");
    Failure::service(StatusCode::NOT_FOUND, message)
}

fn in_session(room: &Room<'_>) -> Vec<SessionParticipant> {
    let peers = room.everybody().into_iter();
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

fn session_json(state: &Saved, id: &MeetingId, meeting: &Meeting) -> Option<rest::Session> {
    let session = meeting.session.as_ref()?;
    let shown = meeting.participants.values().filter(|participant| {
        let preset = preset::named(&state.presets, &participant.preset_name);
        let hidden = preset.is_some_and(|p| preset::kind(p) != PeerKind::Ordinary);
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
