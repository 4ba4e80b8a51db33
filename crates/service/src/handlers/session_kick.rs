//! `POST …/participants/kick`: kicks participants out of the session, not only off the stage, by
//! the platform's own REST.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;

use super::extract::{Body, Segment};
use super::moderation::results::moderation;
use super::problems::SessionKickProblems;
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::{Failure, unknown_outcome};
use crate::operation_result::OperationResult;
use crate::targets::ids::{check, targets};
use crate::targets::registered::mark_not_in_session;
use crate::targets::resolve::{ResolvedTarget, resolve};
use api::{Moderation, ModerationResult, Reason, Registered, SessionKickRequest, path};
use model::{MeetingId, Outcome, Participant, UserId};
use platform::{Error, Refused, SessionKickResult};

/// Removes participants from the session
///
/// Out of the meeting, not only off the stage. Answers once it is done for all, whatever became of each.
///
/// Needs the role moderator.
#[utoipa::path(
    post,
    path = path::SESSION_KICK,
    tag = "participants",
    operation_id = "kickParticipants",
    request_body = SessionKickRequest,
    responses(
        (status = 200, description = "what became of each", body = Moderation<Registered>),
        SessionKickProblems,
    ),
)]
pub(crate) async fn kick(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(request): Body<SessionKickRequest>,
) -> Result<AuditedJson<Moderation<Registered>>, Failure> {
    check(
        request.participants.as_deref(),
        request.selectors.as_deref(),
        None,
    )?;
    let session = app.platform.live_session(&meeting_id).await?;
    let roster = app.platform.session_roster(&session).await?;
    let targets = targets(request.participants, request.selectors).into_iter();
    let resolved: Vec<_> = targets
        .map(|target| resolve(target, &roster, true))
        .collect();
    let there: BTreeMap<UserId, Participant> = resolved
        .iter()
        .flatten()
        .map(|target| {
            let participant = target.participant.clone();
            (participant.user_id.clone(), participant)
        })
        .collect();
    let mut removed = BTreeMap::new();
    if !request.dry_run && !there.is_empty() {
        let there: Vec<_> = there.into_values().collect();
        let results = app
            .platform
            .kick_from_session(&meeting_id, &session, &there)
            .await;
        let results =
            results.map_err(|error| unknown_outcome(error, "dyte-stage participants list"))?;
        let users = there.into_iter().map(|participant| participant.user_id);
        removed = users.zip(results).collect();
    }
    let mut results: Vec<_> = resolved
        .into_iter()
        .map(|target| match target {
            Ok(target) => result(target, &removed),
            Err(unresolved) => (*unresolved).map(Registered::from),
        })
        .collect();
    mark_not_in_session(&app.platform, &meeting_id, &mut results, |_| false).await;
    let platform = app.platform.kind;
    let body = moderation(platform, meeting_id, request.dry_run, results);
    Ok(AuditedJson::ok(body))
}

/// The result of an id. In a dry run, `removed` is empty.
fn result(
    target: ResolvedTarget,
    removed: &BTreeMap<UserId, SessionKickResult>,
) -> ModerationResult<Registered> {
    let removed = removed.get(&target.participant.user_id);
    let mut result = match removed {
        None => OperationResult::done(None, "would remove".to_owned()),
        Some(SessionKickResult::Gone) => {
            let detail = "out of the meeting; whoever has a token can join again";
            OperationResult::done(None, detail.to_owned())
        }
        Some(SessionKickResult::Left) => OperationResult::left(),
        Some(SessionKickResult::Failed(error)) => {
            let reason = match error {
                Error::Refused(Refused::Credentials(_)) => Reason::NotPermitted,
                _ => Reason::Refused,
            };
            OperationResult::not_done(Outcome::Failed, reason, None, error.to_string())
        }
        Some(SessionKickResult::NotSent) => {
            OperationResult::not_sent(None, "the platform could not be asked any more")
        }
        Some(SessionKickResult::Unconfirmed) => {
            let detail = "sent; the platform still lists them in the session";
            OperationResult::not_done(Outcome::Unconfirmed, Reason::NotShown, None, detail)
        }
    };
    result.detail = target.with_all_connections(result.detail);
    let in_session = !matches!(
        removed,
        Some(SessionKickResult::Gone | SessionKickResult::Left)
    );
    let participant = Registered {
        in_session: Some(in_session),
        ..Registered::from(target.participant)
    };
    result.of_id(target.id, participant)
}
