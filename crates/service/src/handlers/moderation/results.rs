//! The response of a bulk operation: one result for each id, and their outcome in one word. Pure.

use api::{Moderation, ModerationOutcome, ModerationResult, Platform};
use model::{BulkOutcome, MeetingId, Outcome};

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
    let outcomes = results.iter().map(|result| result.outcome);
    match BulkOutcome::of(outcomes, Outcome::is_good) {
        BulkOutcome::Good => ModerationOutcome::Done,
        BulkOutcome::All(Outcome::Unconfirmed) => ModerationOutcome::Unconfirmed,
        BulkOutcome::Mixed { some_good: true } => ModerationOutcome::Partial,
        BulkOutcome::All(_) | BulkOutcome::Mixed { some_good: false } => ModerationOutcome::Failed,
    }
}
