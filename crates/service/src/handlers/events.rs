//! `GET …/stage/events`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::extract::Segment;
use super::problems::HostProblems;
use crate::access::Caller;
use crate::app::App;
use crate::events::cursor::Cursor;
use crate::events::reader::EventReader;
use crate::failure::Failure;
use crate::limits::MOST_READERS;
use api::problem::ProblemExt;
use api::{ErrorCode, EventKind, LAST_EVENT_ID, path};
use model::MeetingId;

/// Tells what happens on the stage, as server-sent events
///
/// `event` is the type, `data` an `Event` in JSON, `id` where the reader is: sent back as `Last-Event-ID`, it goes
/// on from there, or begins with `resync`. Without one it begins with `ready`. Reading the stage answers the
/// same header: whoever follows from there misses nothing. A comment comes every 15 s.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::EVENTS,
    tag = "stage",
    operation_id = "followStage",
    params(("Last-Event-ID" = Option<String>, Header, description = "Up to which event the reader knows.")),
    responses(
        (status = 200, description = "events, until the session ends", content_type = "text/event-stream", body = String),
        HostProblems,
    ),
)]
pub(crate) async fn follow(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(meeting): Segment<MeetingId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(permit) = app.reader_limit.acquire() else {
        let problem = ErrorCode::Overloaded.problem(format!("{MOST_READERS} follow events"));
        return Err(problem.hint("try again in a moment").into());
    };
    let host = app.hosts.get(&meeting).await?;
    let last = headers.get(LAST_EVENT_ID).map(|last| {
        // An id that is not ours is of a history that is gone.
        last.to_str().ok().and_then(Cursor::parse)
    });
    let end = host.history.position();
    let (position, first) = match last {
        None => (end, Some(EventKind::Ready)),
        Some(cursor) => match cursor.and_then(|cursor| cursor.position_in(&host, end)) {
            Some(position) => (position, None),
            None => (end, Some(EventKind::Resync)),
        },
    };
    let reader = EventReader::new(app, caller, meeting, host, position, first, permit);
    Ok(reader.into_response())
}
