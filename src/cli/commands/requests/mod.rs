//! `requests`: those who ask to come on stage.

mod list;
mod watch;

use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RequestsCommand {
    List(list::ListArgs),
    Watch(watch::WatchArgs),
}

pub(super) async fn run(command: RequestsCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        RequestsCommand::List(args) => list::run(&args, context).await,
        RequestsCommand::Watch(args) => watch::run(&args, context).await,
    }
}
