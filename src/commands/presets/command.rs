//! The subcommands of `presets`.

use clap::Subcommand;

use super::{check, create_host, list};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsCommand {
    List(list::PresetsListArgs),
    Check(check::CheckArgs),
    CreateHost(create_host::CreateHostArgs),
}

pub(in crate::commands) async fn run(
    command: PresetsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        PresetsCommand::List(_) => list::run(session).await,
        PresetsCommand::Check(args) => check::run(args, session).await,
        PresetsCommand::CreateHost(args) => create_host::run(&args, session).await,
    }
}
