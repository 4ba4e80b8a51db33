//! The result of an operation for one participant, in the terms of the Stage API. Pure.

use api::{ModerationResult, Reason};
use model::{Conflict, Outcome, StageStatus};
use platform::OperationEffect;

/// The result of an operation for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationResult {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<Reason>,
    /// The participant's status now, as far as it is known.
    pub(crate) status: Option<StageStatus>,
    pub(crate) detail: String,
}

impl OperationResult {
    /// The operation is done, or would be.
    pub(crate) fn done(status: Option<StageStatus>, detail: String) -> Self {
        Self {
            outcome: Outcome::Done,
            reason: None,
            status,
            detail,
        }
    }

    /// Nothing had to change.
    pub(crate) fn unchanged(status: StageStatus, detail: &str) -> Self {
        Self {
            outcome: Outcome::Unchanged,
            reason: None,
            status: Some(status),
            detail: detail.to_owned(),
        }
    }

    /// The operation does not apply to the participant's status, or is not allowed.
    pub(crate) fn conflict(conflict: Conflict, status: StageStatus) -> Self {
        let (outcome, reason) = match conflict {
            Conflict::NotAllowed => (Outcome::Failed, Reason::NotPermitted),
            _ => (Outcome::Conflict, Reason::WrongStatus),
        };
        Self {
            outcome,
            reason: Some(reason),
            status: Some(status),
            detail: conflict.to_string(),
        }
    }

    /// It failed, or is not known to have been done.
    pub(crate) fn not_done(
        outcome: Outcome,
        reason: Reason,
        status: Option<StageStatus>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            outcome,
            reason: Some(reason),
            status,
            detail: detail.into(),
        }
    }

    /// The result of an operation that was to be sent. `now` is the latest status, `unsent` why it
    /// may not have been sent, and `done` describes the effect.
    pub(crate) fn of(
        acted: &OperationEffect,
        now: Option<StageStatus>,
        unsent: &str,
        done: impl FnOnce(StageStatus) -> String,
    ) -> Self {
        match acted {
            OperationEffect::Confirmed(status) => Self::done(Some(*status), done(*status)),
            OperationEffect::Left => Self::left(),
            OperationEffect::Refused(error) => {
                let reason = match error.code {
                    Some(401 | 403) => Reason::NotPermitted,
                    _ => Reason::Refused,
                };
                let detail = format!("the platform refused: {error}");
                Self::not_done(Outcome::Failed, reason, now, detail)
            }
            OperationEffect::NotSent => Self::not_sent(now, unsent),
            OperationEffect::Unconfirmed => {
                let detail = "sent; the platform did not show that it took effect";
                Self::not_done(Outcome::Unconfirmed, Reason::NotShown, now, detail)
            }
        }
    }

    /// The participant left before the effect showed.
    pub(crate) fn left() -> Self {
        let detail = "left the session meanwhile";
        Self::not_done(Outcome::Failed, Reason::Left, None, detail)
    }

    /// The operation was not sent.
    pub(crate) fn not_sent(now: Option<StageStatus>, why: &str) -> Self {
        let detail = format!("not sent: {why}");
        Self::not_done(Outcome::Failed, Reason::NotSent, now, detail)
    }

    /// The same, as the result of an id in a bulk operation.
    pub(crate) fn of_id<P>(self, id: String, participant: P) -> ModerationResult<P> {
        ModerationResult {
            id,
            participant: Some(participant),
            outcome: self.outcome,
            stage_status: self.status,
            reason: self.reason,
            detail: Some(self.detail),
            candidates: Vec::new(),
        }
    }
}
