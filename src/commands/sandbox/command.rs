//! The subcommands of `sandbox`.

use std::cell::OnceCell;

use clap::Subcommand;

use super::run_args::RunArgs;
use super::{reset, status, token};
use crate::commands::this_machine::note_this_machine;
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::background::Background;

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    Run(Box<RunArgs>),
    Reset(reset::ResetArgs),
    Status(status::SandboxStatusArgs),
    Token(token::TokenArgs),
}

pub(in crate::commands) async fn run(
    command: SandboxCommand,
    flags: &Flags,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    note_this_machine("the sandbox", flags, output);
    match command {
        SandboxCommand::Run(args) => {
            super::run::run(*args, flags.meeting.as_deref(), output, serving).await
        }
        SandboxCommand::Reset(args) => reset::run(args, output).await,
        SandboxCommand::Status(_) => status::run(output).await,
        SandboxCommand::Token(args) => token::run(&args, flags.meeting.as_deref(), output).await,
    }
}
