//! How the program ends: every exit code, and the code for the results of an operation. The code of an error
//! is given with the error ([`crate::error`]).

use std::process::ExitCode;

use api::Reason;
use model::{BulkOutcome, Outcome};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    NotPermitted = 4,
    Unavailable = 5,
    Mixed = 6,
    Conflict = 7,
    TimedOut = 124,
    Interrupted = 130,
}

impl Exit {
    /// Every exit code, in order.
    pub(crate) const ALL: [Self; 10] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::NotFound,
        Self::NotPermitted,
        Self::Unavailable,
        Self::Mixed,
        Self::Conflict,
        Self::TimedOut,
        Self::Interrupted,
    ];

    /// The number that scripts see.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// What it means.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done, also when nothing had to change",
            Self::Failed => "failed, declined, or turned down",
            Self::Usage => "wrong usage, or an answer was needed and there is no terminal",
            Self::NotFound => "not found, ambiguous, or not in the session",
            Self::NotPermitted => "not authenticated, not permitted, or not configured",
            Self::Unavailable => "unavailable: network, rate limit or platform error",
            Self::Mixed => "an operation on several participants ended in more than one way",
            Self::Conflict => {
                "conflict: no live session, stage not enabled, wrong status, or there already"
            }
            Self::TimedOut => "timed out, or sent but not confirmed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// How the program ends for the results of a bulk operation, by the bulk rule: all good, done; all bad with the
/// same exit code, that one; else mixed.
pub(crate) fn exit_of_all(results: impl Iterator<Item = (Outcome, Option<Reason>)>) -> Exit {
    let exits = results.map(|(outcome, reason)| exit_of(outcome, reason));
    match BulkOutcome::of(exits, |exit| exit == Exit::Done) {
        BulkOutcome::Good => Exit::Done,
        BulkOutcome::All(exit) => exit,
        BulkOutcome::Mixed { .. } => Exit::Mixed,
    }
}

/// How the program ends for one outcome.
pub(crate) fn exit_of(outcome: Outcome, reason: Option<Reason>) -> Exit {
    match outcome {
        Outcome::Done | Outcome::Unchanged => Exit::Done,
        Outcome::NotFound => Exit::NotFound,
        Outcome::Conflict => Exit::Conflict,
        Outcome::Unconfirmed => Exit::TimedOut,
        Outcome::Failed if reason == Some(Reason::NotPermitted) => Exit::NotPermitted,
        Outcome::Failed => Exit::Failed,
    }
}
