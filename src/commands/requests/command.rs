//! The subcommands of `requests`.

use clap::Subcommand;

use super::{list, watch};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsCommand {
    List(list::RequestsListArgs),
    Watch(watch::RequestsWatchArgs),
}

pub(in crate::commands) async fn run(
    command: RequestsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        RequestsCommand::List(_) => list::run(session).await,
        RequestsCommand::Watch(_) => watch::run(session).await,
    }
}
