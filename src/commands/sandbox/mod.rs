//! `sandbox`: the platform on this machine, whichever platform is configured.

mod addresses;
mod demo_args;
mod report;
mod reset;
mod run;
mod sdk_address;
mod start;
mod status;
mod token;

use std::cell::OnceCell;

use clap::Subcommand;

use super::this_machine::note_this_machine;
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::background::Background;

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    Run(Box<run::RunArgs>),
    Reset(reset::ResetArgs),
    Status(status::StatusArgs),
    Token(token::TokenArgs),
}

pub(super) async fn run(
    command: SandboxCommand,
    flags: &Flags,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    note_this_machine("the sandbox", flags, output);
    match command {
        SandboxCommand::Run(args) => {
            run::run(*args, flags.meeting.as_deref(), output, serving).await
        }
        SandboxCommand::Reset(args) => reset::run(args, output).await,
        SandboxCommand::Status(args) => status::run(&args, output).await,
        SandboxCommand::Token(args) => token::run(&args, flags.meeting.as_deref(), output).await,
    }
}
