//! What `grant`, `deny` and `kick` have in common.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::args::DryRun;
use crate::cache::CacheUpdate;
use crate::commands::participant_ids::ParticipantIds;
use crate::commands::results;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::table::plain;
use crate::session::Session;
use api::{Moderation, ModerationRequest};
use client::Response;
use model::{Operation, StageStatus};

/// How many names a question lists.
const NAMES: usize = 3;

/// The participants that an operation is for.
#[derive(Debug, Args)]
pub(super) struct Targets {
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

    #[command(flatten)]
    dry_run: DryRun,
}

/// The response to an operation, and the notes that go with it.
pub(super) struct Moderated {
    pub(super) answer: Response<Moderation>,
    /// Printed when there is no result.
    pub(super) empty_note: &'static str,
    /// Printed when an id is unknown.
    pub(super) hint: String,
}

/// Does an operation and shows the results.
pub(super) async fn moderate(
    operation: Operation,
    targets: Targets,
    including_hosts: bool,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    let Moderated {
        answer,
        empty_note,
        hint,
    } = send(operation, targets, including_hosts, session).await?;
    let exit = results::show(&answer, empty_note, &hint, session.output);
    let mut done = answer.body.results.iter();
    let accepted = done.find(|result| result.stage_status == Some(StageStatus::Accepted));
    match accepted.and_then(|result| result.participant.as_ref()) {
        _ if answer.body.dry_run || exit != Exit::Done => {}
        Some(participant) if operation == Operation::Grant => {
            session.output.suggest(&format!(
                "wait {} --for ON_STAGE",
                participant.user_id.short()
            ));
        }
        _ => session.output.suggest("status"),
    }
    Ok(exit)
}

/// Does an operation, after asking where that is necessary.
pub(super) async fn send(
    operation: Operation,
    targets: Targets,
    including_hosts: bool,
    session: &Session<'_>,
) -> Result<Moderated, CliError> {
    let ask = targets.all && !targets.yes && !targets.dry_run.dry_run;
    let empty_note = if targets.all {
        "nobody to whom it applies"
    } else {
        results::NO_IDS
    };
    let ids = ParticipantIds::read(targets.ids).await?;
    let hint = ids.hint("dyte-stage status");
    let mut request = ModerationRequest {
        participants: ids.participants,
        selectors: ids.selectors,
        all: targets.all,
        including_hosts,
        dry_run: targets.dry_run.dry_run,
    };
    if ask && !session.output.can_ask() {
        let question = format!("{operation} everybody?");
        return Err(CliError::no_terminal(&question));
    }
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    if ask {
        let dry_run = ModerationRequest {
            dry_run: true,
            ..request.clone()
        };
        let planned = client.moderate(meeting, operation, &dry_run).await?.body;
        if !planned.results.is_empty() {
            let yes = session.output.ask(&question(operation, &planned)).await;
            if !yes.map_err(CliError::stdin)? {
                return Err(CliError::declined());
            }
            // Only the participants that the question named.
            let asked_for = planned.results.into_iter().map(|result| result.id);
            request = ModerationRequest {
                participants: Some(asked_for.collect()),
                ..ModerationRequest::default()
            };
        }
    }
    let answer = client.moderate(meeting, operation, &request).await?;
    session.remember(CacheUpdate::Moderation(&answer.body));
    Ok(Moderated {
        answer,
        empty_note,
        hint,
    })
}

fn question(operation: Operation, planned: &Moderation) -> String {
    let results = &planned.results;
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
