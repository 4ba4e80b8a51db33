//! What became of an operation on participants: the table, the words on the side, the exit code.

use serde::Serialize;

use super::columns::RESULTS;
use super::exit::Exit;
use super::output::{Output, Shown};
use super::table::{Table, plain};
use api::{Moderation, ModerationResult, Reason, Registered};
use client::Response;
use model::{Outcome, Participant};

/// What is said when stdin had no ids.
pub(super) const NO_IDS: &str = "no ids on stdin: nothing to do";

/// Whoever results are about.
pub(super) trait Person: Serialize {
    fn user_id(&self) -> &str;
    fn name(&self) -> &str;
}

impl Person for Participant {
    fn user_id(&self) -> &str {
        self.user_id.as_str()
    }

    fn name(&self) -> &str {
        &self.display_name
    }
}

impl Person for Registered {
    fn user_id(&self) -> &str {
        self.user_id.as_str()
    }

    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_default()
    }
}

/// Shows what became of each, and says how the program ends. `nobody` is said when there is no result,
/// `hint` when somebody is unknown.
pub(super) fn show<P: Person>(
    answer: &Response<Moderation<P>>,
    nobody: &str,
    hint: &str,
    output: &Output,
) -> Exit {
    let moderation = &answer.body;
    output.show(Shown {
        json: &answer.text,
        items: &moderation.results,
        id: |result| {
            let participant = result.participant.as_ref()?;
            result.outcome.is_good().then_some(participant.user_id())
        },
        table: table(moderation),
    });
    summarize(moderation, nobody, hint, output);
    let results = moderation.results.iter();
    exit_of_all(results.map(|result| exit_of(result.outcome, result.reason)))
}

pub(super) fn table<P: Person>(moderation: &Moderation<P>) -> Table {
    let mut table = Table::new(RESULTS);
    for result in &moderation.results {
        let outcome = match result.outcome {
            Outcome::Done if moderation.dry_run => "dry run".to_owned(),
            outcome => outcome.to_string(),
        };
        let name = result.participant.as_ref().map(Person::name);
        let detail = result.detail.as_deref().unwrap_or_default();
        table.row([&outcome, &result.id, name.unwrap_or_default(), detail]);
    }
    table
}

/// Says on the side what the table does not; `nobody` when there is no result.
pub(super) fn summarize<P: Person>(
    moderation: &Moderation<P>,
    nobody: &str,
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
        counts if counts.is_empty() => output.summarize(nobody),
        counts => output.summarize(&counts),
    }
}

/// All good: done. All bad for reasons with one exit code: that one. Else: mixed.
pub(super) fn exit_of_all(exits: impl Iterator<Item = Exit>) -> Exit {
    let one = |one: Exit, exit: Exit| if one == exit { one } else { Exit::Mixed };
    exits.reduce(one).unwrap_or(Exit::Done)
}

/// How the program ends for one outcome.
pub(super) fn exit_of(outcome: Outcome, reason: Option<Reason>) -> Exit {
    match outcome {
        Outcome::Done | Outcome::Unchanged => Exit::Done,
        Outcome::NotFound => Exit::NotFound,
        Outcome::Conflict => Exit::Conflict,
        Outcome::Unconfirmed => Exit::TimedOut,
        Outcome::Failed if reason == Some(Reason::NotPermitted) => Exit::NotPermitted,
        Outcome::Failed => Exit::Failed,
    }
}
