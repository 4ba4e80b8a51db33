//! `meetings get`: one meeting.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::table::show;
use crate::completion;
use crate::config::meeting_id;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

/// Show one meeting
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage meetings get demo")]
pub(crate) struct MeetingsGetArgs {
    /// Its id
    #[arg(add = ArgValueCompleter::new(completion::meetings))]
    id: String,
}

pub(super) async fn run(args: MeetingsGetArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let id = meeting_id(&args.id)?;
    let answer = session.client().await?.meeting(&id).await?;
    show(
        &answer.text,
        std::slice::from_ref(&answer.body.meeting),
        session.output,
    );
    Ok(Exit::Done)
}
