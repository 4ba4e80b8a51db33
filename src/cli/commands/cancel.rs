//! `cancel`: withdraws a request to come on stage, as a participant.

use clap::Args;

use crate::cli::acting::As;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::stage::Operation;

/// Withdraw a request to come on stage, as a participant
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage cancel --as guest-103")]
pub(in crate::cli) struct CancelArgs {
    #[command(flatten)]
    whom: As,
}

pub(super) async fn run(args: CancelArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    Ok(args.whom.act(Operation::Cancel, context).await?.exit)
}
