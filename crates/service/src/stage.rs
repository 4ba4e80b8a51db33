//! Reading the stage.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};

use super::App;
use super::events::Place;
use super::extract::{Parameters, Segment};
use super::failure::{Failure, unresolved};
use super::openapi::problems::{FindingProblems, HostProblems};
use api::{ErrorCode, LAST_EVENT_ID, Requests, Stage, StageQuery, path};
use model::{
    MeetingId, Participant, ResolveError, Selector, StageStatus, UserId, nearest_participants,
};
use platform::Host;
use protocol::rest;

/// How many pages of those who may join are read to say of somebody that they are not there.
const PAGES: u32 = 10;

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
pub(super) async fn everybody(
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
        (found, complete, Place::of(&host))
    });
    let mut participants: Vec<Participant> = match (found, query.participant) {
        (Ok(participants), _) => participants,
        (Err(error), text) => {
            let text = text.unwrap_or_default();
            return Err(app.absent(&host, &meeting_id, &text, error).await?);
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
pub(super) async fn requests(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
) -> Result<Response, Failure> {
    let host = app.hosts.get(&meeting_id).await?;
    app.requests.last_or(&host, || {
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
            (requests, Place::of(&host))
        })
    })
}

impl App {
    /// Why somebody who was named is nobody in the session; they may be known all the same.
    async fn absent(
        &self,
        host: &Host,
        meeting: &MeetingId,
        id: &str,
        error: ResolveError,
    ) -> Result<Failure, Failure> {
        // Those who are there unseen stay so.
        let unseen = host.read(|roster, _| roster.keeps_apart(id));
        if error == ResolveError::NotFound
            && !unseen
            && let Some(known) = self.registered(meeting, [id]).await?.remove(id)
        {
            return Ok(ErrorCode::NotInSession
                .problem(not_in_session(&known))
                .into());
        }
        let near = host.read(|roster, _| nearest_participants(id, roster));
        Ok(unresolved(id, error, near).into())
    }

    /// Of these ids, those of participants who may join the meeting.
    pub(super) async fn registered<'a>(
        &self,
        meeting: &MeetingId,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<BTreeMap<&'a str, rest::Participant>, Failure> {
        let mut known = BTreeMap::new();
        for participant in self
            .platform
            .rest
            .first_participants(meeting, PAGES)
            .await?
        {
            let custom_id = participant.custom_participant_id.clone();
            known.insert(
                UserId::from(&*participant.id).to_string(),
                participant.clone(),
            );
            if let Some(custom_id) = custom_id {
                known.insert(custom_id, participant);
            }
        }
        let found = ids.into_iter();
        Ok(found
            .filter_map(|id| Some((id, known.remove(id)?)))
            .collect())
    }
}

/// Says of somebody that they are not there.
pub(super) fn not_in_session(participant: &rest::Participant) -> String {
    let name = participant.name.as_deref().filter(|name| !name.is_empty());
    let name = name.or(participant.custom_participant_id.as_deref());
    let name = name.unwrap_or(&participant.id);
    format!("{name} may join the meeting, and is not in the session")
}
