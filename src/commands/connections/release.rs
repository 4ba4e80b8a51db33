//! `connections release`: lets a service's connection leave its meeting.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use clap_complete::ArgValueCompleter;

use super::table::show;
use crate::args::{DryRun, NOTHING_DONE};
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use api::ReleaseQuery;

/// Let a service's connection leave its meeting
///
/// What rests on a participant's ends with it: their request is withdrawn, they are no longer on
/// stage. A host comes back when it is needed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage connections release \"$(dyte-stage connections list -o id | head -n 1)\"
  dyte-stage connections list -o id | xargs -n 1 dyte-stage connections release")]
pub(crate) struct ReleaseArgs {
    /// The connection's id
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new(), add = ArgValueCompleter::new(completion::connections))]
    id: String,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: &ReleaseArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let query = ReleaseQuery {
        dry_run: args.dry_run.dry_run,
    };
    let answer = session.client().await?.release(&args.id, &query).await?;
    show(
        &answer.text,
        std::slice::from_ref(&answer.body.connection),
        session.output,
    );
    if answer.body.dry_run {
        session.output.summarize(NOTHING_DONE);
    }
    Ok(Exit::Done)
}
