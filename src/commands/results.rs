//! The results of an operation on participants: the table, the notes on stderr, the exit code.

use serde::Serialize;

use crate::exit::{Exit, exit_of_all};
use crate::output::columns::RESULTS;
use crate::output::table::{Table, plain};
use crate::output::{Listing, Output};
use api::{Moderation, ModerationResult, Reason, Registered};
use client::Response;
use model::{Outcome, Participant};

/// The note when stdin had no ids.
pub(super) const NO_IDS: &str = "no ids on stdin: nothing to do";

/// The participant of a result.
pub(super) trait ResultSubject: Serialize {
    fn user_id(&self) -> &str;
    fn name(&self) -> &str;
}

impl ResultSubject for Participant {
    fn user_id(&self) -> &str {
        self.user_id.as_str()
    }

    fn name(&self) -> &str {
        &self.display_name
    }
}

impl ResultSubject for Registered {
    fn user_id(&self) -> &str {
        self.user_id.as_str()
    }

    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_default()
    }
}

/// Shows the results, and says how the program ends. `empty_note` is printed when there is no
/// result, `hint` when an id is unknown.
pub(super) fn show<P: ResultSubject>(
    answer: &Response<Moderation<P>>,
    empty_note: &str,
    hint: &str,
    output: &Output,
) -> Exit {
    let moderation = &answer.body;
    output.show(Listing {
        json: &answer.text,
        items: &moderation.results,
        id: |result| {
            let participant = result.participant.as_ref()?;
            result.outcome.is_good().then_some(participant.user_id())
        },
        table: table(moderation),
    });
    summarize(moderation, empty_note, hint, output);
    let results = moderation.results.iter();
    exit_of_all(results.map(|result| (result.outcome, result.reason)))
}

pub(super) fn table<P: ResultSubject>(moderation: &Moderation<P>) -> Table {
    let mut table = Table::new(RESULTS);
    for result in &moderation.results {
        let outcome = outcome_text(result.outcome, moderation.dry_run);
        let name = result.participant.as_ref().map(ResultSubject::name);
        let detail = result.detail.as_deref().unwrap_or_default();
        table.row([&outcome, &result.id, name.unwrap_or_default(), detail]);
    }
    table
}

/// Describes an outcome, which is no more than planned in a dry run.
pub(super) fn outcome_text(outcome: Outcome, dry_run: bool) -> String {
    match outcome {
        Outcome::Done if dry_run => "dry run".to_owned(),
        outcome => outcome.to_string(),
    }
}

/// Prints on stderr what the table does not show; `empty_note` when there is no result.
pub(super) fn summarize<P: ResultSubject>(
    moderation: &Moderation<P>,
    empty_note: &str,
    hint: &str,
    output: &Output,
) {
    for result in &moderation.results {
        for candidate in &result.candidates {
            output.summarize(&format!(
                "'{}' may mean {}  {}",
                plain(&result.id),
                candidate.user_id(),
                plain(candidate.name())
            ));
        }
    }
    let unknown = |result: &ModerationResult<P>| result.reason == Some(Reason::Unknown);
    if moderation.results.iter().any(unknown) {
        output.summarize(hint);
    }
    let counts = [
        Outcome::Done,
        Outcome::Unchanged,
        Outcome::Conflict,
        Outcome::NotFound,
        Outcome::Failed,
        Outcome::Unconfirmed,
    ]
    .into_iter()
    .filter_map(|outcome| {
        let of = |result: &&ModerationResult<P>| result.outcome == outcome;
        match moderation.results.iter().filter(of).count() {
            0 => None,
            count if moderation.dry_run && outcome == Outcome::Done => {
                Some(format!("{count} to do (dry run: nothing was sent)"))
            }
            count => Some(format!("{count} {outcome}")),
        }
    });
    match counts.collect::<Vec<_>>().join(", ") {
        counts if counts.is_empty() => output.summarize(empty_note),
        counts => output.summarize(&counts),
    }
}
