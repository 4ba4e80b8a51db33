//! `meetings get`: one meeting.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::show;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::stage::MeetingId;

/// Show one meeting
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage meetings get demo")]
pub(in crate::cli) struct GetArgs {
    /// Its id
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    id: String,
}

pub(super) async fn run(args: GetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let id = MeetingId::from(args.id);
    let answer = context.client().await?.meeting(&id).await?;
    show(
        &answer.text,
        std::slice::from_ref(&answer.body.meeting),
        context,
    );
    Ok(Exit::Done)
}
