//! How to say what became of a participant's own operation. Pure.

use crate::became::Became;
use api::Reason;
use model::{Conflict, Operation, Outcome, StageAccess, StageStatus, Verdict};

/// They were put on stage by entering the meeting.
pub(super) const CAME_IN: &str = "on stage; the platform put them there as they came in";

/// Why nothing was sent, where the connection is mended by now.
pub(super) const UNSENT: &str = "their connection was lost";

/// What follows where nobody knows what happened.
pub(super) const NOT_HELD: &str = "; their connection is not held";

/// Says plainly what happened.
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
        // Their connection here may leave the meeting after this.
        _ => "off the stage",
    }
}

/// What an operation would do to somebody, as far as it is known where they stand.
pub(super) fn would(
    operation: Operation,
    status: Option<StageStatus>,
    access: StageAccess,
) -> Became {
    let verdict = status.map(|status| (status, operation.verdict(status, access)));
    match verdict {
        Some((status, Verdict::Unchanged)) => unchanged(operation, status),
        Some((status, Verdict::Conflict(why))) => conflict(why, status),
        Some((_, Verdict::Send)) => Became::done(status, format!("would {operation}")),
        None => {
            let detail = format!("would {operation}; where they stand was not looked at");
            Became::done(None, detail)
        }
    }
}

/// Nothing had to change.
pub(super) fn unchanged(operation: Operation, status: StageStatus) -> Became {
    let detail = match (operation, status) {
        (Operation::Request, StageStatus::OffStage) => "may join directly, without asking",
        (Operation::Request, StageStatus::Requested) => "had asked already",
        (Operation::Request, StageStatus::Accepted) => "already granted; on stage with join",
        (Operation::Cancel, _) => "had not asked",
        (Operation::Leave, _) => "not on stage",
        _ => "already on stage",
    };
    Became {
        outcome: Outcome::Unchanged,
        reason: None,
        status: Some(status),
        detail: detail.to_owned(),
    }
}

/// It makes no sense, or is not allowed.
pub(super) fn conflict(conflict: Conflict, status: StageStatus) -> Became {
    let (outcome, reason) = match conflict {
        Conflict::NotAllowed => (Outcome::Failed, Reason::NotPermitted),
        _ => (Outcome::Conflict, Reason::WrongStatus),
    };
    Became {
        outcome,
        reason: Some(reason),
        status: Some(status),
        detail: conflict.to_string(),
    }
}
