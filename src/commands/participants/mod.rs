//! `participants`: those who may join a meeting.

mod add;
mod kick;
mod list;

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum ParticipantsCommand {
    List(list::ListArgs),
    Add(add::AddArgs),
    Kick(kick::KickArgs),
}

pub(super) async fn run(
    command: ParticipantsCommand,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    match command {
        ParticipantsCommand::List(args) => list::run(&args, context).await,
        ParticipantsCommand::Add(args) => add::run(args, context).await,
        ParticipantsCommand::Kick(args) => kick::run(args, context).await,
    }
}
