//! `requests watch`: who begins and ceases to ask to come on stage.

use clap::Args;

use crate::commands::watch::watch;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::event_text::Only;
use crate::session::Session;

/// Watch who begins and ceases to ask to come on stage, a line each as it happens
///
/// The same as watch --only requests. It begins with those who ask now, first come first. With -o
/// id, each line is the user id of somebody who begins to ask.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage requests watch
  dyte-stage requests watch -o id | while read -r id; do dyte-stage -q grant \"$id\"; done")]
pub(crate) struct RequestsWatchArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    watch(&[Only::Requests], session).await
}
