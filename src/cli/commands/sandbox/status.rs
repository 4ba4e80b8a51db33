//! `sandbox status`: what the sandbox remembers, and where.

use clap::Args;

use super::{lock, show};
use crate::cli::connect::warn_of_set_aside;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

/// Show what the sandbox holds, and in which file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox status
  dyte-stage sandbox status -o json")]
pub(in crate::cli) struct StatusArgs {}

pub(super) async fn run(
    StatusArgs {}: &StatusArgs,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let store = lock().await?;
    let (state, set_aside) = store.load()?;
    warn_of_set_aside(set_aside.as_ref(), context.output);
    show(&store, &state, context);
    Ok(Exit::Done)
}
