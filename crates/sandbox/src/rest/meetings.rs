//! Meetings.

use axum::extract::{Path, State};
use jiff::Timestamp;
use uuid::Uuid;

use super::extract::{Body, Parameters};
use super::{Answer, App, List, created, find_meeting, found, page};
use crate::MEETING_PREFIX;
use crate::state::Meeting;
use model::MeetingId;
use protocol::rest::{self, NewMeeting};

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

fn meeting_json(id: &MeetingId, meeting: &Meeting) -> rest::Meeting {
    rest::Meeting {
        id: id.to_string(),
        title: Some(meeting.title.clone()),
        status: Some("ACTIVE".to_owned()),
        created_at: Some(meeting.created_at),
        updated_at: Some(meeting.created_at),
    }
}
