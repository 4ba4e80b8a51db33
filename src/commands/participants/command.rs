//! The subcommands of `participants`.

use clap::Subcommand;

use super::{add, kick, list};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum ParticipantsCommand {
    List(list::ParticipantsListArgs),
    Add(add::AddArgs),
    Kick(kick::ParticipantsKickArgs),
}

pub(in crate::commands) async fn run(
    command: ParticipantsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        ParticipantsCommand::List(_) => list::run(session).await,
        ParticipantsCommand::Add(args) => add::run(args, session).await,
        ParticipantsCommand::Kick(args) => kick::run(args, session).await,
    }
}
