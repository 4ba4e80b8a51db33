//! The subcommands of `auth`.

use clap::Subcommand;

use super::{login, logout, status};
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    Login(Box<login::LoginArgs>),
    Status(status::AuthStatusArgs),
    Logout(logout::LogoutArgs),
}

pub(in crate::commands) async fn run(
    command: AuthCommand,
    flags: &Flags,
    output: &Output,
) -> Result<Exit, CliError> {
    match command {
        AuthCommand::Login(args) => login::run(*args, flags, output).await,
        AuthCommand::Status(_) => status::run(flags, output).await,
        AuthCommand::Logout(args) => logout::run(&args, flags, output),
    }
}
