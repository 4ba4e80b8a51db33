//! `GET …/stage` and `GET …/stage/requests`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};

use super::extract::{Parameters, Segment};
use super::problems::{FindingProblems, HostProblems};
use crate::app::App;
use crate::events::cursor::Cursor;
use crate::failure::{Failure, unresolved};
use crate::targets::registered::{name, not_in_session, registered};
use api::{ErrorCode, LAST_EVENT_ID, Requests, Stage, StageQuery, path};
use model::{MeetingId, Participant, ResolveError, Selector, StageStatus, nearest_participants};
use platform::{Host, Platform};

/// Lists everybody in the session, by stage status
///
/// With `participant`: only that one.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::STAGE,
    tag = "stage",
    operation_id = "getStage",
    params(StageQuery),
    responses(
        (status = 200, description = "who is there", body = Stage),
        FindingProblems,
    ),
)]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Parameters(query): Parameters<StageQuery>,
) -> Result<impl IntoResponse, Failure> {
    let host = app.hosts.get(&meeting_id).await?;
    let (found, complete, last) = host.read(|roster, complete| {
        let found = match &query.participant {
            None => Ok(roster.participants().collect()),
            Some(text) => Selector::parse(text)
                .resolve(roster)
                .map(|resolved| roster.participant(&resolved.user_id).into_iter().collect()),
        };
        (found, complete, Cursor::at_end(&host))
    });
    let mut participants: Vec<Participant> = match (found, query.participant) {
        (Ok(participants), _) => participants,
        (Err(error), text) => {
            let text = text.unwrap_or_default();
            return Err(absent(&app.platform, &host, &meeting_id, &text, error).await?);
        }
    };
    participants.sort_by(|a, b| {
        let key = |p: &Participant| Reverse(p.stage_status);
        let by_name = || (&a.display_name, &a.user_id).cmp(&(&b.display_name, &b.user_id));
        key(a).cmp(&key(b)).then_with(by_name)
    });
    let mut counts: BTreeMap<_, _> = StageStatus::ALL.map(|status| (status, 0)).into();
    for participant in &participants {
        *counts.entry(participant.stage_status).or_default() += 1;
    }
    let stage = Stage {
        platform: app.platform.kind,
        meeting_id,
        session_id: host.session_id.clone(),
        view_type: host.view_type,
        complete,
        counts,
        participants,
    };
    Ok(([(LAST_EVENT_ID, HeaderValue::from(last))], Json(stage)))
}

/// Lists those who ask to come on stage
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::REQUESTS,
    tag = "stage",
    operation_id = "listRequests",
    responses(
        (status = 200, description = "who asks", body = Requests),
        HostProblems,
    ),
)]
pub(crate) async fn requests(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
) -> Result<Response, Failure> {
    let host = app.hosts.get(&meeting_id).await?;
    app.stage_requests.get_or_make(&host, || {
        host.read(|roster, complete| {
            let (requests, order) = roster.requests();
            let requests = Requests {
                platform: app.platform.kind,
                meeting_id,
                session_id: host.session_id.clone(),
                order,
                complete,
                requests,
            };
            (requests, Cursor::at_end(&host))
        })
    })
}

/// Why an id means no participant of the session: it may be of a registered participant who is not
/// in it.
async fn absent(
    platform: &Platform,
    host: &Host,
    meeting: &MeetingId,
    id: &str,
    error: ResolveError,
) -> Result<Failure, Failure> {
    // Hidden participants stay hidden.
    let unseen = host.read(|roster, _| roster.keeps_apart(id));
    if error == ResolveError::NotFound
        && !unseen
        && let Some(known) = registered(platform, meeting, [id]).await?.remove(id)
    {
        return Ok(ErrorCode::NotInSession
            .problem(not_in_session(name(&known)))
            .into());
    }
    let near = host.read(|roster, _| nearest_participants(id, roster));
    Ok(unresolved(id, error, near).into())
}
