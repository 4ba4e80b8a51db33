//! `presets`: what participants may do, and the one that the host joins with.

mod check;
mod create_host;
mod list;
mod table;

use clap::Subcommand;

use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsCommand {
    List(list::ListArgs),
    Check(check::CheckArgs),
    CreateHost(create_host::CreateHostArgs),
}

pub(super) async fn run(command: PresetsCommand, session: &Session<'_>) -> Result<Exit, CliError> {
    match command {
        PresetsCommand::List(args) => list::run(&args, session).await,
        PresetsCommand::Check(args) => check::run(args, session).await,
        PresetsCommand::CreateHost(args) => create_host::run(&args, session).await,
    }
}
