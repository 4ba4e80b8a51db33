//! The subcommands of `connections`.

use clap::Subcommand;

use super::{list, release};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    List(list::ConnectionsListArgs),
    Release(release::ReleaseArgs),
}

pub(in crate::commands) async fn run(
    command: ConnectionsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        ConnectionsCommand::List(_) => list::run(session).await,
        ConnectionsCommand::Release(args) => release::run(&args, session).await,
    }
}
