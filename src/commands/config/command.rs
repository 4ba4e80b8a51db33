//! The subcommands of `config`.

use clap::Subcommand;

use super::{get, list, path, set};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    List(list::ListArgs),
    Get(get::GetArgs),
    Set(set::SetArgs),
    Unset(set::UnsetArgs),
    Path(path::PathArgs),
}

pub(in crate::commands) fn run(
    command: &ConfigCommand,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::List(args) => list::run(args, context),
        ConfigCommand::Get(args) => get::run(args, context),
        ConfigCommand::Set(args) => set::set(args, context),
        ConfigCommand::Unset(args) => set::unset(args, context),
        ConfigCommand::Path(args) => path::run(args, context),
    }
}
