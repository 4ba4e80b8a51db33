//! `grant`: lets participants come on stage.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::moderate::{Whom, moderate};
use crate::stage::Operation;

/// Let participants come on stage, whether or not they asked
///
/// They come when they join: until then they are accepted. One id that fails does not stop the
/// others; the exit code says whether all went well.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage grant 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
  dyte-stage grant 5f2a9c                  the beginning of a user id
  dyte-stage grant 'name:Amara Okafor'     the only one of that name
  dyte-stage requests list -o id | dyte-stage grant -
  dyte-stage grant --all --yes             all who ask now")]
pub(in crate::cli) struct GrantArgs {
    #[command(flatten)]
    whom: Whom,
}

pub(super) async fn run(args: GrantArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    moderate(Operation::Grant, args.whom, false, context).await
}
