//! What `grant`, `deny` and `kick` have in common.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::completion::{self, Seen};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::ids::Ids;
use super::results;
use super::table::plain;
use api::{Moderation, ModerationRequest};
use client::Response;
use model::{Operation, StageStatus};

/// How many names a question lists.
const NAMES: usize = 3;

/// Whom it is about.
#[derive(Debug, Args)]
pub(super) struct Whom {
    /// A user id or the beginning of one (6 characters or more), a peer id, a custom participant
    /// id, or name:NAME; - reads exact ids from stdin, one a line
    #[arg(
        value_name = "ID",
        add = ArgValueCompleter::new(completion::people),
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    ids: Vec<String>,

    /// Everybody to whom it applies now: those who ask; for kick, those on stage or accepted
    #[arg(long)]
    all: bool,

    /// Do not ask before --all
    #[arg(short, long)]
    yes: bool,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// What became of an operation.
pub(super) struct Moderated {
    pub(super) answer: Response<Moderation>,
    /// What is said when it was about nobody.
    pub(super) nobody: &'static str,
    /// What is said when somebody is unknown.
    pub(super) hint: String,
}

/// Does an operation and shows what became of it.
pub(super) async fn moderate(
    operation: Operation,
    whom: Whom,
    including_hosts: bool,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let moderated = send(operation, whom, including_hosts, context).await?;
    let Moderated {
        answer,
        nobody,
        hint,
    } = &moderated;
    let exit = results::show(answer, nobody, hint, context.output);
    let mut done = answer.body.results.iter();
    let waited_for = done.find(|result| result.stage_status == Some(StageStatus::Accepted));
    match waited_for.and_then(|result| result.participant.as_ref()) {
        _ if answer.body.dry_run || exit != Exit::Done => {}
        Some(somebody) if operation == Operation::Grant => {
            context.suggest(&format!("wait {} --for ON_STAGE", somebody.user_id.short()));
        }
        _ => context.suggest("status"),
    }
    Ok(exit)
}

/// Does an operation, once whoever must be asked has said yes.
pub(super) async fn send(
    operation: Operation,
    whom: Whom,
    including_hosts: bool,
    context: &Context<'_>,
) -> Result<Moderated, CliError> {
    let ask = whom.all && !whom.yes && !whom.dry_run;
    let nobody = if whom.all {
        "nobody to whom it applies"
    } else {
        results::NO_IDS
    };
    let ids = Ids::read(whom.ids).await?;
    let hint = ids.hint("dyte-stage status");
    let Ids {
        participants,
        selectors,
    } = ids;
    let mut request = ModerationRequest {
        participants,
        selectors,
        all: whom.all,
        including_hosts,
        dry_run: whom.dry_run,
    };
    if ask && !context.output.can_ask() {
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
    context.remember(Seen::Moderation(&answer.body));
    Ok(Moderated {
        answer,
        nobody,
        hint,
    })
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
