//! The subcommands of `auth`.

use clap::Subcommand;

use super::{login, logout, status};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    Login(Box<login::LoginArgs>),
    Status(status::StatusArgs),
    Logout(logout::LogoutArgs),
}

pub(in crate::commands) async fn run(
    command: AuthCommand,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    match command {
        AuthCommand::Login(args) => login::run(*args, context).await,
        AuthCommand::Status(args) => status::run(&args, context).await,
        AuthCommand::Logout(args) => logout::run(&args, context),
    }
}
