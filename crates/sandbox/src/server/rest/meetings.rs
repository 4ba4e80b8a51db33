//! The handlers for meetings.

use std::sync::Arc;

use axum::extract::{Path, State};
use jiff::Timestamp;
use uuid::Uuid;

use super::extract::{JsonBody, QueryParameters};
use super::list_query::ListQuery;
use super::lookup::find_meeting;
use super::response::{ApiResult, created, ok, page};
use crate::ids::MEETING_PREFIX;
use crate::server::server_state::ServerState;
use crate::state::Meeting;
use model::MeetingId;
use protocol::rest::{self, NewMeeting};

pub(super) async fn list(
    State(server): State<Arc<ServerState>>,
    QueryParameters(list): QueryParameters<ListQuery>,
) -> ApiResult<Vec<rest::Meeting>> {
    let rooms = server.rooms();
    let meetings = rooms.state.meetings.iter();
    let found = meetings.filter(|(id, meeting)| list.matches(&[id.as_str(), &meeting.title]));
    Ok(page(
        list.page(
            found
                .map(|(id, meeting)| meeting_json(id, meeting))
                .collect(),
        ),
    ))
}

pub(super) async fn create(
    State(server): State<Arc<ServerState>>,
    JsonBody(new): JsonBody<NewMeeting>,
) -> ApiResult<rest::Meeting> {
    let mut rooms = server.rooms();
    let id = MeetingId::from(format!("{MEETING_PREFIX}{}", Uuid::new_v4().simple()));
    let meeting = Meeting::new(new.title.unwrap_or_default(), Timestamp::now());
    let json = meeting_json(&id, &meeting);
    rooms.state.meetings.insert(id, meeting);
    rooms.save()?;
    Ok(created(json))
}

pub(super) async fn get(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<MeetingId>,
) -> ApiResult<rest::Meeting> {
    let rooms = server.rooms();
    Ok(ok(meeting_json(&id, find_meeting(&rooms.state, &id)?)))
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
