//! `join`: comes on stage, as a participant.

use clap::Args;

use crate::commands::act_as::{ActAs, ActResult};
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::HeldConnection;
use crate::session::Session;
use model::{Operation, StageStatus};

/// Come on stage, as a participant
///
/// They were granted it, or need not ask. What a participant's own connection brought about ends
/// with it: where nobody else keeps the connection, this command does until they are taken off the
/// stage. Ctrl-C leaves the meeting and exits with 130, --timeout with 124.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage grant guest-104 && dyte-stage join --as guest-104
  dyte-stage join --as panel-1 --timeout 10m   # where it is held: leave after ten minutes
  dyte-stage join --as panel-1 --no-hold       # only to see whether they can")]
pub(crate) struct JoinArgs {
    #[command(flatten)]
    act_as: ActAs,

    /// Do not hold their connection: where being on stage rests on it, that ends it
    #[arg(long)]
    no_hold: bool,
}

pub(super) async fn run(args: JoinArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let joined = args.act_as.act(Operation::Join, session).await?;
    match joined.held {
        Some(held) if args.no_hold => {
            held.leave(session).await?;
            Ok(joined.exit)
        }
        _ => hold_until_taken_off(joined, session).await,
    }
}

/// Holds the connection of a participant who is on stage now, unless a service does.
pub(super) async fn hold_until_taken_off(
    joined: ActResult,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match joined.held {
        Some(held) if !held.is_ours => {
            held.note_kept_by_service(session);
            Ok(joined.exit)
        }
        Some(held) if joined.exit == Exit::Done => until_taken_off(&held, session).await,
        _ => Ok(joined.exit),
    }
}

async fn until_taken_off(held: &HeldConnection, session: &Session<'_>) -> Result<Exit, CliError> {
    let name = held.name();
    let how = "is held on stage until taken off; Ctrl-C leaves the meeting";
    held.announce_hold(how, session).await?;
    let note = match held.until_status_changes(session).await? {
        StageStatus::OffStage => format!("{name} was taken off the stage, and leaves the meeting"),
        status => format!("{name} is no longer on stage ({status}), and leaves the meeting"),
    };
    session.output.note(&note);
    Ok(Exit::Done)
}
