//! Runs a command with the parts of the program that it needs.

use std::cell::OnceCell;

use super::command::Command;
use super::{
    api, auth, cancel, completions, config, connections, deny, doctor, grant, help, join, kick,
    leave, man, meetings, participants, presets, request, requests, sandbox, serve, status, tokens,
    wait, watch,
};
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;
use crate::session::background::Background;

/// What a run of the program has. Each command gets the parts that it needs: only a command that
/// may connect gets the session.
pub(crate) struct Invocation<'a> {
    /// The flags that say where to work.
    pub(crate) flags: &'a Flags,
    pub(crate) output: &'a Output,
    pub(crate) session: &'a Session<'a>,
    /// What serves others, once a command does.
    pub(crate) serving: &'a OnceCell<Background>,
    /// The whole command line, for help on it.
    pub(crate) command_line: fn() -> clap::Command,
}

/// Runs a command.
pub(crate) async fn run(command: Command, invocation: Invocation<'_>) -> Result<Exit, CliError> {
    let Invocation {
        flags,
        output,
        session,
        serving,
        command_line,
    } = invocation;
    match command {
        Command::Requests(command) => requests::run(command, session).await,
        Command::Grant(args) => grant::run(args, session).await,
        Command::Deny(args) => deny::run(args, session).await,
        Command::Kick(args) => kick::run(args, session).await,
        Command::Request(args) => request::run(args, session).await,
        Command::Cancel(args) => cancel::run(args, session).await,
        Command::Join(args) => join::run(args, session).await,
        Command::Leave(args) => leave::run(args, session).await,
        Command::Status(args) => status::run(args, session).await,
        Command::Watch(args) => watch::run(args, session).await,
        Command::Wait(args) => wait::run(args, session).await,
        Command::Meetings(command) => meetings::run(command, session).await,
        Command::Participants(command) => participants::run(command, session).await,
        Command::Presets(command) => presets::run(command, session).await,
        Command::Auth(command) => auth::run(command, flags, output).await,
        Command::Config(command) => config::run(&command, flags, output),
        Command::Doctor(_) => doctor::run(session).await,
        Command::Serve(args) => serve::run(args, flags, output, serving).await,
        Command::Connections(command) => connections::run(command, session).await,
        Command::Sandbox(command) => sandbox::run(command, flags, output, serving).await,
        Command::Tokens(command) => tokens::run(command, flags, output).await,
        Command::Api(args) => api::run(args, session).await,
        Command::Completions(args) => completions::run(&args, output),
        Command::Man(args) => man::run(&args, &command_line(), output),
        Command::Help(args) => help::run(&args, &command_line(), output),
    }
}
