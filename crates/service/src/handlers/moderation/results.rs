//! The response of a bulk operation: one result for each id, and their outcome in one word. Pure.

use api::{Moderation, ModerationOutcome, ModerationResult, Platform};
use model::{MeetingId, Outcome, Summary};

/// The response with the results of a bulk operation.
pub(crate) fn moderation<P>(
    platform: Platform,
    meeting_id: MeetingId,
    dry_run: bool,
    results: Vec<ModerationResult<P>>,
) -> Moderation<P> {
    Moderation {
        platform,
        meeting_id,
        dry_run,
        outcome: outcome(&results),
        results,
    }
}

fn outcome<P>(results: &[ModerationResult<P>]) -> ModerationOutcome {
    match Summary::of(results.iter().map(|result| result.outcome)) {
        Summary::Good => ModerationOutcome::Done,
        Summary::All(Outcome::Unconfirmed) => ModerationOutcome::Unconfirmed,
        Summary::Mixed { some_good: true } => ModerationOutcome::Partial,
        Summary::All(_) | Summary::Mixed { some_good: false } => ModerationOutcome::Failed,
    }
}
