//! What became of an operation for one participant, and for a whole set of them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of an operation for one participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took effect, and the platform showed it.
    Done,
    /// Nothing had to change.
    Unchanged,
    /// It makes no sense from their status.
    Conflict,
    /// Nobody in the session is meant by this id, or several are.
    NotFound,
    /// The platform refused, or they left meanwhile.
    Failed,
    /// It was sent; the platform did not show the effect in time.
    Unconfirmed,
}

impl Outcome {
    /// Whether things are now as they were asked to be.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Done | Self::Unchanged)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Conflict => "conflict",
            Self::NotFound => "not found",
            Self::Failed => "failed",
            Self::Unconfirmed => "not confirmed",
        })
    }
}

/// The bulk rule: what the outcomes of an operation on many participants amount to. An empty set is good.
///
/// The service applies it to [`Outcome`]s, for the outcome of the whole operation; the program to exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkOutcome<T = Outcome> {
    /// Every one is good.
    Good,
    /// Every one ended in this same bad way.
    All(T),
    /// They ended in more than one way.
    Mixed {
        /// Whether any is good.
        some_good: bool,
    },
}

impl<T: Copy + PartialEq> BulkOutcome<T> {
    /// Sums up outcomes by the bulk rule.
    pub fn of(outcomes: impl IntoIterator<Item = T>, is_good: impl Fn(T) -> bool) -> Self {
        let mut sum = None;
        for outcome in outcomes {
            let next = if is_good(outcome) {
                Self::Good
            } else {
                Self::All(outcome)
            };
            sum = Some(match sum {
                None => next,
                Some(so_far) if so_far == next => so_far,
                Some(so_far) => Self::Mixed {
                    some_good: so_far.some_good() || next.some_good(),
                },
            });
        }
        sum.unwrap_or(Self::Good)
    }

    const fn some_good(self) -> bool {
        matches!(self, Self::Good | Self::Mixed { some_good: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{Conflict, Done, Failed, NotFound, Unchanged};

    #[test]
    fn the_bulk_rule() {
        let of = |outcomes: &[Outcome]| BulkOutcome::of(outcomes.iter().copied(), Outcome::is_good);
        assert_eq!(of(&[]), BulkOutcome::Good);
        assert_eq!(of(&[Done, Unchanged]), BulkOutcome::Good);
        assert_eq!(of(&[NotFound, NotFound]), BulkOutcome::All(NotFound));
        assert_eq!(
            of(&[Done, NotFound]),
            BulkOutcome::Mixed { some_good: true }
        );
        assert_eq!(
            of(&[Failed, Conflict]),
            BulkOutcome::Mixed { some_good: false }
        );
        assert_eq!(
            of(&[Failed, Conflict, Failed]),
            BulkOutcome::Mixed { some_good: false }
        );
    }
}
