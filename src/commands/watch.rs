//! `watch`: what happens on the stage, as it happens.

use clap::Args;

use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::Follower;
use crate::follow::event_text::{Only, event_line};
use crate::output::Activity;
use crate::session::Session;

/// Watch what happens on the stage, a line each as it happens
///
/// It begins with those who ask, are accepted or are on stage now, and stays until Ctrl-C (exit
/// 130), --timeout (124) or the end of the session (7). A lost connection is mended: what happened
/// meanwhile is told when it is back.
///
/// With -o json and -o ndjson, each line is an event of the Stage API. Its type is present for
/// those who are there at the beginning, then joined, status and left; resync says that something
/// may have been missed, and what follows is how the stage is different now; ended says why nothing
/// follows. With -o id, each line is the user id of whoever an event is about.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage watch
  dyte-stage watch --only stage            # who may come on stage, comes and leaves it
  dyte-stage watch --only requests --only people
  dyte-stage watch -o ndjson --jq .type
  dyte-stage watch --timeout 30m           # stop after half an hour")]
pub(crate) struct WatchArgs {
    /// Only what this is about; may be repeated
    #[arg(long, value_enum, value_name = "WHAT")]
    only: Vec<Only>,
}

pub(super) async fn run(args: WatchArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    watch(&args.only, session).await
}

/// Prints events until the reader has gone.
pub(super) async fn watch(only: &[Only], session: &Session<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let asking = client.requests(meeting).await?.body.requests;
    let mut follower = Follower::begin(session).await?;
    follower.sort_by_queue(&asking);
    session.stay_as(Activity::Watching).await?;
    let output = session.output;
    output.note(&format!("watching {meeting}; Ctrl-C ends it"));
    loop {
        let event = follower.next().await?;
        if let Some(line) = event_line(&event, only, output.format())
            && !output.line(line).await
        {
            return Ok(Exit::Done);
        }
    }
}
