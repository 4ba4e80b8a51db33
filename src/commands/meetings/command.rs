//! The subcommands of `meetings`.

use clap::Subcommand;

use super::{create, get, list};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum MeetingsCommand {
    List(list::MeetingsListArgs),
    Get(get::MeetingsGetArgs),
    Create(create::MeetingsCreateArgs),
}

pub(in crate::commands) async fn run(
    command: MeetingsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        MeetingsCommand::List(args) => list::run(args, session).await,
        MeetingsCommand::Get(args) => get::run(args, session).await,
        MeetingsCommand::Create(args) => create::run(args, session).await,
    }
}
