//! `leave`: leaves the stage or gives a grant back, as a participant.

use clap::Args;

use crate::commands::act_as::ActAs;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use model::Operation;

/// Leave the stage or give a grant back, as a participant
///
/// They stay in the meeting.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage leave --as panel-1
  dyte-stage leave --as crew-1 --second-connection  # whose own client is stuck on stage")]
pub(crate) struct LeaveArgs {
    #[command(flatten)]
    act_as: ActAs,
}

pub(super) async fn run(args: LeaveArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    Ok(args.act_as.act(Operation::Leave, session).await?.exit)
}
