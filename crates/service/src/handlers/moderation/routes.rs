//! `POST …/stage/grant|deny|kick`.

use std::sync::Arc;

use axum::extract::State;

use super::moderate::moderate;
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::Failure;
use crate::handlers::extract::{Body, Segment};
use crate::handlers::problems::ModerationProblems;
use api::{Moderation, ModerationRequest, path};
use model::{MeetingId, Operation};

/// The description of each route.
const DESCRIPTION: &str = "Answers once the platform showed it or did not, whatever became of each.\n\n\
                           Needs the role moderator.";
/// The description of the results.
const RESULTS: &str = "what became of each";

/// Lets participants come on stage
#[utoipa::path(
    post,
    path = path::GRANT,
    tag = "stage",
    operation_id = "grant",
    description = DESCRIPTION,
    request_body = ModerationRequest,
    responses((status = 200, description = RESULTS, body = Moderation), ModerationProblems),
)]
pub(crate) async fn grant(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Result<AuditedJson<Moderation>, Failure> {
    let done = moderate(&app, meeting_id, Operation::Grant, request).await;
    done.map(AuditedJson::ok)
}

/// Turns participants down who ask, or takes a grant back
#[utoipa::path(
    post,
    path = path::DENY,
    tag = "stage",
    operation_id = "deny",
    description = DESCRIPTION,
    request_body = ModerationRequest,
    responses((status = 200, description = RESULTS, body = Moderation), ModerationProblems),
)]
pub(crate) async fn deny(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Result<AuditedJson<Moderation>, Failure> {
    let done = moderate(&app, meeting_id, Operation::Deny, request).await;
    done.map(AuditedJson::ok)
}

/// Takes participants off the stage
#[utoipa::path(
    post,
    path = path::KICK,
    tag = "stage",
    operation_id = "kick",
    description = DESCRIPTION,
    request_body = ModerationRequest,
    responses((status = 200, description = RESULTS, body = Moderation), ModerationProblems),
)]
pub(crate) async fn kick(
    State(app): State<Arc<App>>,
    Segment(meeting_id): Segment<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Result<AuditedJson<Moderation>, Failure> {
    let done = moderate(&app, meeting_id, Operation::Kick, request).await;
    done.map(AuditedJson::ok)
}
