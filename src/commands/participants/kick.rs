//! `participants kick`: removes participants from the session.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::args::DryRun;
use crate::cache::CacheUpdate;
use crate::commands::participant_ids::ParticipantIds;
use crate::commands::results;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use api::SessionKickRequest;

/// Remove participants from the session: out of the meeting, not only off the stage
///
/// Whoever has a token can join again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage participants kick guest-102
  dyte-stage participants kick guest-102 guest-103 --dry-run

To take somebody off the stage only: dyte-stage kick")]
pub(crate) struct ParticipantsKickArgs {
    /// A user id or the beginning of one (6 characters or more), a peer id, a custom participant
    /// id, or name:NAME; - reads exact ids from stdin, one a line
    #[arg(value_name = "ID", required = true, add = ArgValueCompleter::new(completion::people))]
    ids: Vec<String>,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(
    args: ParticipantsKickArgs,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    let ids = ParticipantIds::read(args.ids).await?;
    let hint = ids.hint("dyte-stage participants list");
    let request = SessionKickRequest {
        participants: ids.participants,
        selectors: ids.selectors,
        dry_run: args.dry_run.dry_run,
    };
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let answer = client.remove(meeting, &request).await?;
    session.remember(CacheUpdate::SessionKick(&answer.body));
    Ok(results::show(
        &answer,
        results::NO_IDS,
        &hint,
        session.output,
    ))
}
