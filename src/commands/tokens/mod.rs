//! `tokens`: who may call the service that `serve` starts on this machine. Nothing is connected to: the
//! service reads the same file.

mod create;
mod list;
mod revoke;
mod store;
mod table;

use clap::Subcommand;

use super::this_machine::note_this_machine;
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    Create(create::CreateArgs),
    List(list::ListArgs),
    Revoke(revoke::RevokeArgs),
}

pub(super) async fn run(
    command: TokensCommand,
    flags: &Flags,
    output: &Output,
) -> Result<Exit, CliError> {
    note_this_machine("the service", flags, output);
    match command {
        TokensCommand::Create(args) => create::run(args, output).await,
        TokensCommand::List(args) => list::run(&args, output).await,
        TokensCommand::Revoke(args) => revoke::run(args, output).await,
    }
}
