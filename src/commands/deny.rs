//! `deny`: turns participants down.

use clap::Args;

use crate::commands::moderate::{Targets, moderate};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use model::Operation;

/// Turn requests down, or take a grant back before it is used
///
/// Whoever is on stage already is taken off by kick.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage deny e90b3d
  dyte-stage deny --all --dry-run          # who would be turned down
  dyte-stage deny --all --yes              # all who ask now")]
pub(crate) struct DenyArgs {
    #[command(flatten)]
    targets: Targets,
}

pub(super) async fn run(args: DenyArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    moderate(Operation::Deny, args.targets, false, session).await
}
