//! `sandbox`: the platform on this machine, whichever platform is configured.

mod addresses;
mod demo_args;
mod report;
mod reset;
mod run;
mod sandbox_run;
mod sdk_address;
mod status;
mod token;

use std::cell::OnceCell;

use clap::Subcommand;

use super::this_machine::note_this_machine;
use crate::args::Global;
use crate::error::{CliError, Exit};
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
    global: &Global,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    note_this_machine("the sandbox", &global.flags(), output);
    match command {
        SandboxCommand::Run(args) => {
            run::run(*args, global.meeting.as_deref(), output, serving).await
        }
        SandboxCommand::Reset(args) => reset::run(args, output).await,
        SandboxCommand::Status(args) => status::run(&args, output).await,
        SandboxCommand::Token(args) => token::run(&args, global.meeting.as_deref(), output).await,
    }
}
