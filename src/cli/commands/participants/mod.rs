//! `participants`: those who may join a meeting.

mod add;
mod kick;
mod list;

use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ParticipantsCommand {
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
