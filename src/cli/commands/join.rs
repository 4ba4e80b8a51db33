//! `join`: comes on stage, as a participant.

use clap::Args;

use crate::cli::acting::As;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::hold::Holding;
use crate::stage::{Operation, StageStatus};

/// Come on stage, as a participant who was granted it or need not ask
///
/// What a participant's own connection brought about ends with it: where nobody else keeps the
/// connection, this command does until they are taken off the stage. Ctrl-C leaves the meeting and
/// exits with 130, --timeout with 124.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage join --as guest-104
  dyte-stage join --as panel-2 --timeout 10m        leave after ten minutes
  dyte-stage join --as panel-2 --no-hold            only to see whether they can")]
pub(in crate::cli) struct JoinArgs {
    #[command(flatten)]
    whom: As,

    /// Leave at once, which takes them off the stage again
    #[arg(long)]
    no_hold: bool,
}

pub(super) async fn run(args: JoinArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let joined = args.whom.act(Operation::Join, context).await?;
    match joined.holding {
        None => Ok(joined.exit),
        Some(holding) if args.no_hold => {
            say_withdrawn(&holding, context);
            Ok(joined.exit)
        }
        Some(holding) => until_taken_off(&holding, context).await,
    }
}

/// Comes on stage for somebody who was granted it, and stays.
pub(super) async fn on_stage(whom: &As, context: &Context<'_>) -> Result<Exit, CliError> {
    let joined = whom.act_without_asking(Operation::Join, context).await?;
    match joined.holding {
        Some(holding) if joined.exit == Exit::Done => until_taken_off(&holding, context).await,
        _ => Ok(joined.exit),
    }
}

/// Says what comes of leaving at once.
pub(super) fn say_withdrawn(holding: &Holding, context: &Context<'_>) {
    context.output.note(&format!(
        "{} leaves the meeting at once, which undoes it (--no-hold)",
        holding.name()
    ));
}

async fn until_taken_off(holding: &Holding, context: &Context<'_>) -> Result<Exit, CliError> {
    let name = holding.name();
    context.hold(name.to_owned()).await?;
    context.output.note(&format!(
        "{name} is held on stage until taken off; Ctrl-C leaves the meeting"
    ));
    let said = match holding.while_standing(context).await? {
        StageStatus::OffStage => format!("{name} was taken off the stage"),
        status => format!("{name} is no longer on stage ({status})"),
    };
    context.output.note(&said);
    Ok(Exit::Done)
}
