//! What became of an operation for one participant, in the words of the Stage API. Pure.

use api::Reason;
use model::{Outcome, StageStatus};
use platform::OperationEffect;

/// What became of an operation for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Became {
    pub(super) outcome: Outcome,
    pub(super) reason: Option<Reason>,
    /// Where they stand now, as far as it is known.
    pub(super) status: Option<StageStatus>,
    pub(super) detail: String,
}

impl Became {
    /// It is done, or would be.
    pub(super) fn done(status: Option<StageStatus>, detail: String) -> Self {
        Self {
            outcome: Outcome::Done,
            reason: None,
            status,
            detail,
        }
    }

    /// Says what became of something that was to be sent. `now` is where they stand by the latest news,
    /// `unsent` why it may not have been sent, and `done` says what was done.
    pub(super) fn of(
        acted: &OperationEffect,
        now: Option<StageStatus>,
        unsent: &str,
        done: impl FnOnce(StageStatus) -> String,
    ) -> Self {
        let (outcome, reason, status, detail) = match acted {
            OperationEffect::Confirmed(status) => return Self::done(Some(*status), done(*status)),
            OperationEffect::Left => {
                let detail = "left the session meanwhile".to_owned();
                (Outcome::Failed, Reason::Left, None, detail)
            }
            OperationEffect::Refused(error) => {
                let reason = match error.code {
                    Some(401 | 403) => Reason::NotPermitted,
                    _ => Reason::Refused,
                };
                let detail = format!("the platform refused: {error}");
                (Outcome::Failed, reason, now, detail)
            }
            OperationEffect::NotSent => {
                let detail = format!("not sent: {unsent}");
                (Outcome::Failed, Reason::NotSent, now, detail)
            }
            OperationEffect::Unconfirmed => {
                let detail = "sent; the platform did not show that it took effect".to_owned();
                (Outcome::Unconfirmed, Reason::NotShown, now, detail)
            }
        };
        Self {
            outcome,
            reason: Some(reason),
            status,
            detail,
        }
    }
}
