//! `cancel`: withdraws a request to come on stage, as a participant.

use clap::Args;

use crate::acting::As;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use model::Operation;

/// Withdraw a request to come on stage, as a participant
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage cancel --as guest-103")]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    whom: As,
}

pub(super) async fn run(args: CancelArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    Ok(args.whom.act(Operation::Cancel, context).await?.exit)
}
