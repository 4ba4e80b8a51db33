//! `connections`: a service's own connections into meetings.

mod list;
mod release;
mod table;

use clap::Subcommand;

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    List(list::ListArgs),
    Release(release::ReleaseArgs),
}

pub(super) async fn run(
    command: ConnectionsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        ConnectionsCommand::List(args) => list::run(&args, session).await,
        ConnectionsCommand::Release(args) => release::run(&args, session).await,
    }
}
