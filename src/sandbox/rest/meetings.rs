//! Meetings and their sessions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use uuid::Uuid;

use super::extract::{Body, Parameters};
use super::{Answer, App, Failure, List, created, find_meeting, found, page};
use crate::sandbox::state::{Meeting, State as Saved};
use crate::sandbox::{MEETING_PREFIX, preset};
use crate::stage::{MeetingId, PeerKind};
use crate::wire::rest::{self, Envelope, NewMeeting, SessionList, SessionStatus};

pub(super) async fn list(
    State(shared): App,
    Parameters(list): Parameters<List>,
) -> Answer<Vec<rest::Meeting>> {
    let inner = shared.lock();
    let meetings = inner.state.meetings.iter();
    let found = meetings.filter(|(id, meeting)| list.finds(&[id.as_str(), &meeting.title]));
    Ok(page(
        list.page(
            found
                .map(|(id, meeting)| meeting_json(id, meeting))
                .collect(),
        ),
    ))
}

pub(super) async fn create(
    State(shared): App,
    Body(new): Body<NewMeeting>,
) -> Answer<rest::Meeting> {
    let mut inner = shared.lock();
    let id = MeetingId::from(format!("{MEETING_PREFIX}{}", Uuid::new_v4().simple()));
    let meeting = Meeting::new(new.title.unwrap_or_default(), Timestamp::now());
    let json = meeting_json(&id, &meeting);
    inner.state.meetings.insert(id, meeting);
    inner.save()?;
    Ok(created(json))
}

pub(super) async fn get(State(shared): App, Path(id): Path<MeetingId>) -> Answer<rest::Meeting> {
    let inner = shared.lock();
    Ok(found(meeting_json(&id, find_meeting(&inner.state, &id)?)))
}

pub(super) async fn active_session(
    State(shared): App,
    Path(id): Path<MeetingId>,
) -> Answer<rest::Session> {
    let inner = shared.lock();
    match session_json(&inner.state, &id, find_meeting(&inner.state, &id)?) {
        Some(session) => Ok(found(session)),
        None => Err(Failure::Service(
            StatusCode::NOT_FOUND,
            format!("No active session found for meeting_id {id}"),
        )),
    }
}

pub(super) async fn sessions(
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

fn meeting_json(id: &MeetingId, meeting: &Meeting) -> rest::Meeting {
    rest::Meeting {
        id: id.to_string(),
        title: Some(meeting.title.clone()),
        status: Some("ACTIVE".to_owned()),
        created_at: Some(meeting.created_at),
        updated_at: Some(meeting.created_at),
    }
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
