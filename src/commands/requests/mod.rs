//! `requests`: those who ask to come on stage.

mod list;
mod watch;

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsCommand {
    List(list::ListArgs),
    Watch(watch::WatchArgs),
}

pub(super) async fn run(command: RequestsCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        RequestsCommand::List(args) => list::run(&args, context).await,
        RequestsCommand::Watch(args) => watch::run(&args, context).await,
    }
}
