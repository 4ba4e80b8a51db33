//! `kick`: takes participants off the stage.

use clap::Args;

use crate::commands::moderate::{Targets, moderate};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use model::Operation;

/// Take participants off the stage; they stay in the meeting
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage kick b81d5a
  dyte-stage kick --all --dry-run          # who would be taken off
  dyte-stage kick --all --yes              # everybody but the hosts")]
pub(crate) struct KickArgs {
    #[command(flatten)]
    targets: Targets,

    /// With --all: also those who may manage the stage
    #[arg(long, requires = "all", conflicts_with = "ids")]
    including_hosts: bool,
}

pub(super) async fn run(args: KickArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    moderate(Operation::Kick, args.targets, args.including_hosts, session).await
}
