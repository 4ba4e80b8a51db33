//! `config`: what the profiles say. Nothing is connected to.

mod get;
mod keys;
mod list;
mod path;
mod set;

use clap::Subcommand;

use crate::error::CliError;
use crate::error::Exit;
use crate::session::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    List(list::ListArgs),
    Get(get::GetArgs),
    Set(set::SetArgs),
    Unset(set::UnsetArgs),
    Path(path::PathArgs),
}

pub(super) fn run(command: &ConfigCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::List(args) => list::run(args, context),
        ConfigCommand::Get(args) => get::run(args, context),
        ConfigCommand::Set(args) => set::set(args, context),
        ConfigCommand::Unset(args) => set::unset(args, context),
        ConfigCommand::Path(args) => path::run(args, context),
    }
}
