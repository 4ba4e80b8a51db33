//! The messages of an operation as a participant, and the results that are known without sending
//! it. Pure.

use crate::operation_result::OperationResult;
use model::{Operation, StageAccess, StageStatus, Verdict};

/// The platform put the participant on stage as it joined the meeting.
pub(super) const CAME_IN: &str = "on stage; the platform put them there as they came in";

/// Why nothing was sent, where the connection is back by now.
pub(super) const UNSENT: &str = "their connection was lost";

/// What is added to an unconfirmed result.
pub(super) const NOT_HELD: &str = "; their connection is not held";

/// The message of an operation that took effect.
pub(super) fn done(operation: Operation, before: StageStatus, now: StageStatus) -> &'static str {
    match (operation, before, now) {
        (Operation::Request, _, StageStatus::OnStage) => "asked, and is on stage",
        (Operation::Request, _, StageStatus::Accepted) => {
            "asked, and was granted; on stage with join"
        }
        (Operation::Request, ..) => "asked; a host answers",
        (Operation::Cancel, ..) => "the request is withdrawn",
        (Operation::Join, ..) => "on stage",
        (_, StageStatus::Accepted, _) => "the grant is given back",
        // The connection here may leave the meeting after this.
        _ => "off the stage",
    }
}

/// The result of a dry run; `status` is the participant's, as far as it is known.
pub(super) fn would(
    operation: Operation,
    status: Option<StageStatus>,
    access: StageAccess,
) -> OperationResult {
    let verdict = status.map(|status| (status, operation.verdict(status, access)));
    match verdict {
        Some((status, Verdict::Unchanged)) => unchanged(operation, status),
        Some((status, Verdict::Conflict(why))) => OperationResult::conflict(why, status),
        Some((_, Verdict::Send)) => OperationResult::done(status, format!("would {operation}")),
        None => {
            let detail = format!("would {operation}; where they stand was not looked at");
            OperationResult::done(None, detail)
        }
    }
}

/// The result of an operation that has nothing to change.
pub(super) fn unchanged(operation: Operation, status: StageStatus) -> OperationResult {
    let detail = match (operation, status) {
        (Operation::Request, StageStatus::OffStage) => "may join directly, without asking",
        (Operation::Request, StageStatus::Requested) => "had asked already",
        (Operation::Request, StageStatus::Accepted) => "already granted; on stage with join",
        (Operation::Cancel, _) => "had not asked",
        (Operation::Leave, _) => "not on stage",
        _ => "already on stage",
    };
    OperationResult::unchanged(status, detail)
}
