//! What `grant`, `deny` and `kick` have in common.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::output::{Output, Shown};
use super::table::{Table, plain};
use crate::api::{Moderation, ModerationRequest, ModerationResult, Reason};
use crate::stage::{Operation, Outcome};

/// Stands for ids on stdin.
const STDIN: &str = "-";
/// How many names a question lists.
const NAMES: usize = 3;

/// Whom it is about.
#[derive(Debug, Args)]
pub(super) struct Whom {
    /// A user id or the beginning of one (6 characters or more), a peer id, a custom participant
    /// id, or name:NAME; - reads exact ids from stdin, one a line
    #[arg(
        value_name = "ID",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    ids: Vec<String>,

    /// Everybody to whom it applies now
    #[arg(long)]
    all: bool,

    /// Do not ask before --all
    #[arg(short, long)]
    yes: bool,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Does an operation and shows what became of it.
pub(super) async fn moderate(
    operation: Operation,
    whom: Whom,
    including_hosts: bool,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let ask = whom.all && !whom.yes && !whom.dry_run;
    let nobody = if whom.all {
        "nobody to whom it applies"
    } else {
        "no ids on stdin: nothing to do"
    };
    let mut request = ModerationRequest {
        all: whom.all,
        including_hosts,
        dry_run: whom.dry_run,
        ..ids(whom.ids).await?
    };
    if ask && !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(CliError::NoTerminal {
            question: format!("{operation} everybody?"),
        });
    }
    let (client, meeting) = (context.client().await?, context.meeting().await?);
    if ask {
        let rehearsal = ModerationRequest {
            dry_run: true,
            ..request.clone()
        };
        let rehearsed = client.moderate(meeting, operation, &rehearsal).await?.body;
        if !rehearsed.results.is_empty() {
            let yes = context.output.ask(&question(operation, &rehearsed)).await;
            if !yes.map_err(CliError::Stdin)? {
                return Err(CliError::Declined);
            }
            // Those whom the question named, and nobody who came since.
            let asked_for = rehearsed.results.into_iter().map(|result| result.id);
            request = ModerationRequest {
                participants: Some(asked_for.collect()),
                ..ModerationRequest::default()
            };
        }
    }
    let answer = client.moderate(meeting, operation, &request).await?;
    let moderation = &answer.body;
    context.output.show(Shown {
        json: &answer.text,
        items: &moderation.results,
        id: |result| {
            let participant = result.participant.as_ref()?;
            result
                .outcome
                .is_good()
                .then_some(participant.user_id.as_str())
        },
        table: table(moderation),
    });
    summarize(moderation, nobody, context.output);
    Ok(exit(moderation))
}

/// What the arguments mean: exact ids from stdin, or what somebody typed.
async fn ids(ids: Vec<String>) -> Result<ModerationRequest, CliError> {
    if ids.is_empty() {
        return Ok(ModerationRequest::default());
    }
    if !ids.iter().any(|id| id == STDIN) {
        if ids.iter().any(|id| id.trim().is_empty()) {
            return Err(CliError::Usage("an ID is empty".to_owned()));
        }
        return Ok(ModerationRequest {
            selectors: Some(ids),
            ..ModerationRequest::default()
        });
    }
    if ids.len() > 1 {
        let message = "give either IDs or -, not both";
        return Err(CliError::Usage(message.to_owned()));
    }
    // Whoever writes them may take their time; the clock and Ctrl-C do not wait.
    let participants = tokio::task::spawn_blocking(|| read_ids(io::stdin().lock())).await;
    let participants = participants.map_err(io::Error::other).flatten();
    Ok(ModerationRequest {
        participants: Some(participants.map_err(CliError::Stdin)?),
        ..ModerationRequest::default()
    })
}

fn read_ids(lines: impl BufRead) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    for line in lines.lines() {
        let line = line?;
        // PowerShell may begin a pipe with a byte order mark.
        let id = line.trim_start_matches('\u{feff}').trim();
        if !id.is_empty() {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

fn question(operation: Operation, rehearsed: &Moderation) -> String {
    let results = &rehearsed.results;
    let names = results
        .iter()
        .filter_map(|result| result.participant.as_ref());
    let names: Vec<_> = names.take(NAMES).map(|p| plain(&p.display_name)).collect();
    let more = match results.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let count = results.len();
    format!("{operation} {count}: {}{more}?", names.join(", "))
}

fn table(moderation: &Moderation) -> Table {
    let mut table = Table::new(["RESULT", "ID", "NAME", "DETAIL"]);
    for result in &moderation.results {
        let outcome = match result.outcome {
            Outcome::Done if moderation.dry_run => "dry run".to_owned(),
            outcome => outcome.to_string(),
        };
        let name = result.participant.as_ref().map(|p| p.display_name.as_str());
        let detail = result.detail.as_deref().unwrap_or_default();
        table.row([&outcome, &result.id, name.unwrap_or_default(), detail]);
    }
    table
}

/// Says on the side what the table does not; `nobody` when there is no result.
fn summarize(moderation: &Moderation, nobody: &str, output: &Output) {
    for result in &moderation.results {
        for candidate in &result.candidates {
            output.summarize(&format!(
                "'{}' may mean {}  {}",
                plain(&result.id),
                candidate.user_id,
                plain(&candidate.display_name)
            ));
        }
    }
    let unknown = |result: &ModerationResult| result.reason == Some(Reason::Unknown);
    if moderation.results.iter().any(unknown) {
        output.summarize(
            "hint: list ids: dyte-stage status (a name is said as name:NAME; the beginning of a \
             user id has 6 characters or more)",
        );
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
        let of = |result: &&ModerationResult| result.outcome == outcome;
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
fn exit(moderation: &Moderation) -> Exit {
    let exits = moderation
        .results
        .iter()
        .map(|result| match result.outcome {
            Outcome::Done | Outcome::Unchanged => Exit::Done,
            Outcome::NotFound => Exit::NotFound,
            Outcome::Conflict => Exit::Conflict,
            Outcome::Unconfirmed => Exit::TimedOut,
            Outcome::Failed if result.reason == Some(Reason::NotPermitted) => Exit::NotPermitted,
            Outcome::Failed => Exit::Failed,
        });
    let one = |one: Exit, exit: Exit| if one == exit { one } else { Exit::Mixed };
    exits.reduce(one).unwrap_or(Exit::Done)
}
