//! The subcommands of `tokens`.

use clap::Subcommand;

use super::{create, list, revoke};
use crate::commands::this_machine::note_this_machine;
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    Create(create::TokensCreateArgs),
    List(list::TokensListArgs),
    Revoke(revoke::RevokeArgs),
}

pub(in crate::commands) async fn run(
    command: TokensCommand,
    flags: &Flags,
    output: &Output,
) -> Result<Exit, CliError> {
    note_this_machine("the service", flags, output);
    match command {
        TokensCommand::Create(args) => create::run(args, output).await,
        TokensCommand::List(_) => list::run(output).await,
        TokensCommand::Revoke(args) => revoke::run(args, output).await,
    }
}
