//! `request`: asks to come on stage, as a participant.

use clap::Args;

use crate::commands::act_as::ActAs;
use crate::commands::join::hold_until_taken_off;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::HeldConnection;
use crate::session::Session;
use model::{Operation, StageStatus};

/// Ask to come on stage, as a participant
///
/// What a participant's own connection brought about ends with it: where nobody else keeps the
/// connection, this command does until a host has answered. Granted: exit 0; turned down: exit 1;
/// --timeout before that: exit 124.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage request --as guest-106
  dyte-stage request --as guest-106 --timeout 10m   # give up after ten minutes
  dyte-stage request --as guest-106 --join          # come on stage once granted, and stay
  dyte-stage request --as guest-106 -o ndjson       # what becomes of it, a line each")]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    act_as: ActAs,

    /// Once granted, come on stage, and stay until taken off
    #[arg(long, conflicts_with_all = ["no_hold", "dry_run"])]
    join: bool,

    /// Do not hold their connection: where the request rests on it, that withdraws it
    #[arg(long)]
    no_hold: bool,
}

pub(super) async fn run(args: RequestArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let asked = args.act_as.act(Operation::Request, session).await?;
    let Some(held) = asked.held else {
        return match (asked.exit, asked.status) {
            (Exit::Done, Some(StageStatus::Requested)) if args.join => {
                let detached = "nothing waits for the answer: the participant is simulated, and answers \
                                a grant by themselves";
                session.output.warn(detached);
                Ok(Exit::Done)
            }
            // A participant who may join directly has sent no request.
            (Exit::Done, _) if args.join => {
                let joined = args.act_as.act(Operation::Join, session).await?;
                hold_until_taken_off(joined, session).await
            }
            (exit, _) => Ok(exit),
        };
    };
    if asked.exit != Exit::Done {
        return Ok(asked.exit);
    }
    if args.no_hold {
        held.leave(session).await?;
        return Ok(asked.exit);
    }
    if !held.is_ours && !args.join {
        held.note_kept_by_service(session);
        return Ok(asked.exit);
    }
    let answer = match held.status {
        StageStatus::Requested => until_answered(&held, session).await?,
        // They were let on stage already.
        status => status,
    };
    let (name, output) = (held.name(), session.output);
    if answer == StageStatus::OffStage {
        let message = format!("{name} was turned down, or withdrew elsewhere");
        return Err(CliError::new("turned_down", Exit::Failed, message));
    }
    output.note(&format!("{name} was granted"));
    if args.join {
        let joined = args
            .act_as
            .act_without_asking(Operation::Join, session)
            .await?;
        return hold_until_taken_off(joined, session).await;
    }
    output.note(&format!(
        "{name} leaves the meeting now, and the grant may go with them; to come on stage: --join"
    ));
    Ok(Exit::Done)
}

async fn until_answered(
    held: &HeldConnection,
    session: &Session<'_>,
) -> Result<StageStatus, CliError> {
    if held.is_ours {
        let how = "is held in the meeting until a host answers; Ctrl-C leaves it";
        held.announce_hold(how, session).await?;
    } else {
        session.output.note(&format!(
            "waiting for a host to answer {}; Ctrl-C stops waiting, not asking",
            held.name()
        ));
    }
    held.until_status_changes(session).await
}
