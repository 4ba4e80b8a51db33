//! `POST …/participants/{participant}/stage/request|cancel|join|leave`.

use std::sync::Arc;

use axum::extract::State;

use super::act::act;
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::Failure;
use crate::handlers::extract::{Body, Segment};
use crate::handlers::problems::{ActingProblems, LeavingProblems};
use api::{Acting, ActingRequest, path};
use model::{MeetingId, Operation};

/// The description of each route.
const DESCRIPTION: &str = "As the participant, on a connection of theirs, which the service holds while something rests on it.\n\n\
                           Needs the role admin.";
/// The description of the result.
const RESULT: &str = "what became of it";

/// Asks to come on stage
#[utoipa::path(
    post,
    path = path::REQUEST,
    tag = "acting",
    operation_id = "request",
    description = DESCRIPTION,
    request_body = ActingRequest,
    responses((status = 200, description = RESULT, body = Acting), ActingProblems),
)]
pub(crate) async fn request(
    State(app): State<Arc<App>>,
    Segment(target): Segment<(MeetingId, String)>,
    Body(request): Body<ActingRequest>,
) -> Result<AuditedJson<Acting>, Failure> {
    let done = act(&app, target, Operation::Request, request).await;
    done.map(AuditedJson::ok)
}

/// Withdraws a request
#[utoipa::path(
    post,
    path = path::CANCEL,
    tag = "acting",
    operation_id = "cancel",
    description = DESCRIPTION,
    request_body = ActingRequest,
    responses((status = 200, description = RESULT, body = Acting), LeavingProblems),
)]
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    Segment(target): Segment<(MeetingId, String)>,
    Body(request): Body<ActingRequest>,
) -> Result<AuditedJson<Acting>, Failure> {
    let done = act(&app, target, Operation::Cancel, request).await;
    done.map(AuditedJson::ok)
}

/// Comes on stage
#[utoipa::path(
    post,
    path = path::JOIN,
    tag = "acting",
    operation_id = "join",
    description = DESCRIPTION,
    request_body = ActingRequest,
    responses((status = 200, description = RESULT, body = Acting), ActingProblems),
)]
pub(crate) async fn join(
    State(app): State<Arc<App>>,
    Segment(target): Segment<(MeetingId, String)>,
    Body(request): Body<ActingRequest>,
) -> Result<AuditedJson<Acting>, Failure> {
    let done = act(&app, target, Operation::Join, request).await;
    done.map(AuditedJson::ok)
}

/// Leaves the stage, or gives a grant back
#[utoipa::path(
    post,
    path = path::LEAVE,
    tag = "acting",
    operation_id = "leave",
    description = DESCRIPTION,
    request_body = ActingRequest,
    responses((status = 200, description = RESULT, body = Acting), LeavingProblems),
)]
pub(crate) async fn leave(
    State(app): State<Arc<App>>,
    Segment(target): Segment<(MeetingId, String)>,
    Body(request): Body<ActingRequest>,
) -> Result<AuditedJson<Acting>, Failure> {
    let done = act(&app, target, Operation::Leave, request).await;
    done.map(AuditedJson::ok)
}
