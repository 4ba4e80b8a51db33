//! `participants`: the registered participants of a meeting.

mod add;
mod kick;
mod list;

use clap::Subcommand;

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum ParticipantsCommand {
    List(list::ListArgs),
    Add(add::AddArgs),
    Kick(kick::KickArgs),
}

pub(super) async fn run(
    command: ParticipantsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        ParticipantsCommand::List(args) => list::run(&args, session).await,
        ParticipantsCommand::Add(args) => add::run(args, session).await,
        ParticipantsCommand::Kick(args) => kick::run(args, session).await,
    }
}
