//! `/v1/meetings`: lists, shows and creates the platform's meetings.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::extract::{Body, Parameters, Segment};
use super::problems::{MeetingProblems, PlatformProblems};
use crate::access::Caller;
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::{Failure, unknown_outcome};
use api::problem::ProblemExt;
use api::{ErrorCode, MeetingBody, MeetingItem, MeetingList, MeetingQuery, NewMeeting, path};
use model::MeetingId;
use platform::{Error, JoinError, Rest};
use protocol::rest::Meeting;

/// How many meetings a page has by default.
const PER_PAGE: u32 = 100;

/// Lists the meetings, or a page of them
///
/// With `live`: those with people in them now.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::MEETINGS,
    tag = "meetings",
    operation_id = "listMeetings",
    params(MeetingQuery),
    responses(
        (status = 200, description = "the meetings", body = MeetingList),
        PlatformProblems,
    ),
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Parameters(query): Parameters<MeetingQuery>,
) -> Result<Json<MeetingList>, Failure> {
    let (mut meetings, mut total) = if query.live {
        live(&app.platform.rest, &query).await?
    } else {
        meetings(&app.platform.rest, &query).await?
    };
    if !caller.is_for_everything() {
        // The number of other meetings is not this caller's business.
        meetings.retain(|meeting| caller.is_for(meeting.id.as_str()));
        total = None;
    }
    Ok(Json(MeetingList {
        platform: app.platform.kind,
        meetings,
        total,
    }))
}

/// A page of the meetings or all of them, and their total number.
async fn meetings(
    rest: &Rest,
    query: &MeetingQuery,
) -> Result<(Vec<MeetingItem>, Option<u64>), Failure> {
    let search = query.search.as_deref();
    let meetings = async {
        if query.page.is_none() && query.per_page.is_none() {
            let all = rest.all_meetings(search).await?;
            let total = all.len() as u64;
            return Ok::<_, Error>((all, Some(total)));
        }
        let (page, per_page) = (query.page.unwrap_or(1), query.per_page.unwrap_or(PER_PAGE));
        let (page, paging) = rest.meetings(search, page, per_page).await?;
        Ok((page, paging.and_then(|paging| paging.total_count)))
    };
    let ((meetings, total), sessions) = tokio::try_join!(meetings, rest.live_sessions())?;
    let live = sessions.into_iter().filter_map(|s| s.associated_id);
    let live: HashSet<_> = live.collect();
    let items = meetings.into_iter().map(|meeting| {
        let live = live.contains(&meeting.id);
        item(meeting, live)
    });
    Ok((items.collect(), total))
}

/// The meetings with people in them now, which are few.
async fn live(
    rest: &Rest,
    query: &MeetingQuery,
) -> Result<(Vec<MeetingItem>, Option<u64>), Failure> {
    if query.search.is_some() || query.page.is_some() || query.per_page.is_some() {
        let problem = ErrorCode::InvalidRequest.problem("live goes with nothing else");
        return Err(problem.field("live").into());
    }
    let sessions = rest.live_sessions().await?.into_iter();
    let live = sessions.filter_map(|session| {
        Some(MeetingItem {
            id: session.associated_id?.into(),
            title: session
                .meeting_display_name
                .filter(|title| !title.is_empty()),
            status: None,
            live: true,
            created_at: None,
        })
    });
    let live: Vec<_> = live.collect();
    let total = live.len() as u64;
    Ok((live, Some(total)))
}

/// Tells of one meeting
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::MEETING,
    tag = "meetings",
    operation_id = "getMeeting",
    responses(
        (status = 200, description = "the meeting", body = MeetingBody),
        MeetingProblems,
    ),
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Segment(id): Segment<MeetingId>,
) -> Result<Json<MeetingBody>, Failure> {
    let rest = &app.platform.rest;
    let meeting = match rest.meeting(&id).await {
        Err(error) if error.is_not_found() => return Err(JoinError::MeetingNotFound(id).into()),
        meeting => meeting?,
    };
    let live = rest.active_session(&id).await?.is_some();
    Ok(Json(MeetingBody {
        platform: app.platform.kind,
        dry_run: false,
        meeting: item(meeting, live),
    }))
}

/// Makes a meeting
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::MEETINGS,
    tag = "meetings",
    operation_id = "createMeeting",
    request_body = NewMeeting,
    responses(
        (status = 201, description = "it was made", body = MeetingBody),
        (status = 200, description = "a dry run: it would be made", body = MeetingBody),
        PlatformProblems,
    ),
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Body(new): Body<NewMeeting>,
) -> Result<AuditedJson<MeetingBody>, Failure> {
    if new.title.trim().is_empty() {
        let problem = ErrorCode::InvalidRequest.problem("the title is empty");
        return Err(problem.field("title").into());
    }
    if new.dry_run {
        let meeting = MeetingItem {
            id: "".into(),
            title: Some(new.title),
            status: None,
            live: false,
            created_at: None,
        };
        let body = MeetingBody {
            platform: app.platform.kind,
            dry_run: true,
            meeting,
        };
        return Ok(AuditedJson::ok(body));
    }
    let meeting = app.platform.rest.create_meeting(&new.title).await;
    let meeting = meeting.map_err(|error| unknown_outcome(error, "dyte-stage meetings list"))?;
    let body = MeetingBody {
        platform: app.platform.kind,
        dry_run: false,
        meeting: item(meeting, false),
    };
    Ok(AuditedJson(StatusCode::CREATED, body))
}

fn item(meeting: Meeting, live: bool) -> MeetingItem {
    MeetingItem {
        id: meeting.id.into(),
        title: meeting.title.filter(|title| !title.is_empty()),
        status: meeting.status,
        live,
        created_at: meeting.created_at,
    }
}
