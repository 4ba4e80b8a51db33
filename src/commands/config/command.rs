//! The subcommands of `config`.

use clap::Subcommand;

use super::{get, list, path, set};
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    List(list::ConfigListArgs),
    Get(get::ConfigGetArgs),
    Set(set::SetArgs),
    Unset(set::UnsetArgs),
    Path(path::PathArgs),
}

pub(in crate::commands) fn run(
    command: &ConfigCommand,
    flags: &Flags,
    output: &Output,
) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::List(_) => list::run(flags, output),
        ConfigCommand::Get(args) => get::run(args, flags, output),
        ConfigCommand::Set(args) => set::set(args, flags, output),
        ConfigCommand::Unset(args) => set::unset(args, flags, output),
        ConfigCommand::Path(_) => path::run(output),
    }
}
