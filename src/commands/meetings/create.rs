//! `meetings create`: makes a meeting.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::table::show;
use crate::args::{DryRun, NOTHING_DONE};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use api::NewMeeting;

/// Make a meeting; it is live when the first person joins
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage meetings create --title 'Town hall'
  dyte-stage meetings create --title 'Town hall' -o id")]
pub(crate) struct MeetingsCreateArgs {
    /// Its title
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    title: String,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: MeetingsCreateArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let meeting = NewMeeting {
        title: args.title,
        dry_run: args.dry_run.dry_run,
    };
    let answer = session.client().await?.create_meeting(&meeting).await?;
    show(
        &answer.text,
        std::slice::from_ref(&answer.body.meeting),
        session.output,
    );
    if answer.body.dry_run {
        session.output.summarize(NOTHING_DONE);
    }
    Ok(Exit::Done)
}
