//! `cancel`: withdraws a request to come on stage, as a participant.

use clap::Args;

use crate::commands::act_as::ActAs;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use model::Operation;

/// Withdraw a request to come on stage, as a participant
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage cancel --as guest-103")]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    act_as: ActAs,
}

pub(super) async fn run(args: CancelArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    Ok(args.act_as.act(Operation::Cancel, session).await?.exit)
}
