//! Makes checks: their statuses, problems and hints.

use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;

use crate::failure::Failure;
use api::problem::ProblemExt;
use api::{Check, CheckStatus, Problem};
use platform::timing::DOCTOR_CHECK_TIMEOUT;
use platform::{Error, JoinError, Refused, Unavailable};

pub(super) fn has_failed(check: &Check) -> bool {
    check.status == CheckStatus::Failed
}

/// The problem of a call, with hints beyond "run the doctor".
pub(super) fn problem(error: Error) -> Problem {
    let hint = match &error {
        Error::Unavailable(_) => "try again",
        Error::Refused(Refused::Credentials(_)) => "check what the credentials may do",
        Error::Refused(Refused::Answer(_)) => "a proxy may have answered in its place",
        Error::Refused(_) => "see the exchange with --verbose",
    };
    Failure::from(error).into_problem().hint(hint)
}

/// The problem of a call that joining needs.
pub(super) fn join_problem(error: JoinError) -> Problem {
    match error {
        JoinError::Platform(error) => problem(error),
        error => Failure::from(error).into_problem(),
    }
}

/// The problem of a call, with a hint for the case that the platform refuses the configured values.
pub(super) fn refused(error: Error, hint: &str) -> Problem {
    let is_ours = matches!(
        error,
        Error::Refused(Refused::Credentials(_) | Refused::NotFound(_))
    );
    let problem = problem(error);
    if is_ours { problem.hint(hint) } else { problem }
}

pub(super) fn ok(name: &str, detail: impl Into<String>) -> Check {
    check(name, CheckStatus::Ok, detail.into())
}

pub(super) fn warning(name: &str, detail: impl Into<String>) -> Check {
    check(name, CheckStatus::Warning, detail.into())
}

pub(super) fn skipped(name: &str, why: &str) -> Check {
    check(name, CheckStatus::Skipped, why.to_owned())
}

pub(super) fn failed(name: &str, problem: Problem) -> Check {
    Check {
        code: Some(problem.extensions.code),
        hint: problem.extensions.hint,
        ..check(
            name,
            CheckStatus::Failed,
            problem.detail.unwrap_or_default(),
        )
    }
}

fn check(name: &str, status: CheckStatus, detail: String) -> Check {
    Check {
        name: name.to_owned(),
        status,
        detail,
        milliseconds: None,
        code: None,
        hint: None,
    }
}

pub(super) fn timed(check: Check, took: Duration) -> Check {
    Check {
        milliseconds: u64::try_from(took.as_millis()).ok(),
        ..check
    }
}

/// Gives a call up after [`DOCTOR_CHECK_TIMEOUT`].
pub(super) async fn in_time<T, E: From<Error>>(
    look: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let late = || Unavailable::Timeout {
        what: "the call".to_owned(),
        seconds: DOCTOR_CHECK_TIMEOUT.as_secs(),
    };
    let found = timeout(DOCTOR_CHECK_TIMEOUT, look).await;
    found.unwrap_or_else(|_| Err(Error::from(late()).into()))
}
