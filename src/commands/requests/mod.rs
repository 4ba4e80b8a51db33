//! `requests`: the requests to come on stage.

mod list;
mod watch;

use clap::Subcommand;

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsCommand {
    List(list::ListArgs),
    Watch(watch::WatchArgs),
}

pub(super) async fn run(command: RequestsCommand, session: &Session<'_>) -> Result<Exit, CliError> {
    match command {
        RequestsCommand::List(args) => list::run(&args, session).await,
        RequestsCommand::Watch(args) => watch::run(&args, session).await,
    }
}
