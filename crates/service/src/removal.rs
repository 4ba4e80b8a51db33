//! Removing participants from the session, by the platform's own REST: out of the meeting, not only
//! off the stage.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::App;
use super::deed::Done;
use super::extract::{Body, Segment};
use super::failure::{Failure, unknown_outcome};
use super::moderation::{check_ids, outcome};
use super::openapi::problems::RemovalProblems;
use super::whom::{Found, all_connections, find, named};
use api::{ErrorCode, Moderation, ModerationResult, Reason, Registered, RemovalRequest, path};
use model::{MeetingId, Outcome, Participant, UserId};
use platform::{Error, Refused, SessionKickResult};

/// Removes participants from the session
///
/// Out of the meeting, not only off the stage. Answers once it is done for all, whatever became of each.
///
/// Needs the role moderator.
#[utoipa::path(
    post,
    path = path::REMOVAL,
    tag = "participants",
    operation_id = "kickParticipants",
    request_body = RemovalRequest,
    responses(
        (status = 200, description = "what became of each", body = Moderation<Registered>),
        RemovalProblems,
    ),
)]
pub(super) async fn kick(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(request): Body<RemovalRequest>,
) -> Result<Done<Moderation<Registered>>, Failure> {
    if request.participants.is_some() == request.selectors.is_some() {
        let detail = "the body must have exactly one of: participants, selectors";
        return Err(ErrorCode::InvalidRequest.problem(detail).into());
    }
    check_ids(
        request.participants.as_deref(),
        request.selectors.as_deref(),
    )?;
    let session = app.platform.live_session(&meeting_id).await?;
    let roster = app.platform.session_roster(&session).await?;
    let named = named(request.participants, request.selectors).into_iter();
    let found: Vec<_> = named.map(|named| find(named, &roster, true)).collect();
    let there: BTreeMap<UserId, Participant> = found
        .iter()
        .flatten()
        .map(|found| (found.participant.user_id.clone(), found.participant.clone()))
        .collect();
    let mut removed = BTreeMap::new();
    if !request.dry_run && !there.is_empty() {
        let there: Vec<_> = there.into_values().collect();
        let became = app
            .platform
            .kick_from_session(&meeting_id, &session, &there)
            .await;
        let became =
            became.map_err(|error| unknown_outcome(error, "dyte-stage participants list"))?;
        let users = there.into_iter().map(|participant| participant.user_id);
        removed = users.zip(became).collect();
    }
    let mut results: Vec<_> = found
        .into_iter()
        .map(|found| match found {
            Ok(found) => result(found, &removed),
            Err(nobody) => (*nobody).map(Registered::from),
        })
        .collect();
    app.tell_who_is_registered(&meeting_id, &mut results, |_| false)
        .await;
    let moderation = Moderation {
        platform: app.platform.kind,
        meeting_id,
        dry_run: request.dry_run,
        outcome: outcome(&results),
        results,
    };
    Ok(Done(StatusCode::OK, moderation))
}

/// What became of an id. Nobody was removed in a dry run.
fn result(
    found: Found,
    removed: &BTreeMap<UserId, SessionKickResult>,
) -> ModerationResult<Registered> {
    let removed = removed.get(&found.participant.user_id);
    let (outcome, reason, detail) = match removed {
        None => (Outcome::Done, None, "would remove".to_owned()),
        Some(SessionKickResult::Gone) => {
            let detail = "out of the meeting; whoever has a token can join again".to_owned();
            (Outcome::Done, None, detail)
        }
        Some(SessionKickResult::Left) => {
            let detail = "left the session meanwhile".to_owned();
            (Outcome::Failed, Some(Reason::Left), detail)
        }
        Some(SessionKickResult::Failed(error)) => {
            let reason = match error {
                Error::Refused(Refused::Credentials(_)) => Reason::NotPermitted,
                _ => Reason::Refused,
            };
            (Outcome::Failed, Some(reason), error.to_string())
        }
        Some(SessionKickResult::NotSent) => {
            let detail = "not sent: the platform could not be asked any more".to_owned();
            (Outcome::Failed, Some(Reason::NotSent), detail)
        }
        Some(SessionKickResult::Unconfirmed) => {
            let detail = "sent; the platform still lists them in the session".to_owned();
            (Outcome::Unconfirmed, Some(Reason::NotShown), detail)
        }
    };
    let in_session = !matches!(
        removed,
        Some(SessionKickResult::Gone | SessionKickResult::Left)
    );
    let detail = all_connections(detail, &found);
    ModerationResult {
        id: found.id,
        participant: Some(Registered {
            in_session: Some(in_session),
            ..Registered::from(found.participant)
        }),
        outcome,
        stage_status: None,
        reason,
        detail: Some(detail),
        candidates: Vec::new(),
    }
}
