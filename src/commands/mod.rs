//! The commands, one file each: arguments whose doc comments are the help, and one function.

mod act_as;
mod api;
mod auth;
mod cancel;
mod completions;
mod config;
mod connections;
mod deny;
mod doctor;
mod grant;
mod help;
mod join;
mod kick;
mod leave;
mod man;
mod meetings;
mod moderate;
mod participant_ids;
mod participants;
mod presets;
mod request;
mod requests;
mod results;
mod sandbox;
mod serve;
mod status;
mod this_machine;
mod tokens;
mod wait;
mod watch;

use std::cell::OnceCell;

use clap::Subcommand;

use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Format, LogFormat, Output};
use crate::session::Session;
use crate::session::background::Background;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Those who ask to come on stage
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage requests list
  dyte-stage requests watch"
    )]
    Requests(requests::RequestsCommand),
    Grant(grant::GrantArgs),
    Deny(deny::DenyArgs),
    Kick(kick::KickArgs),
    Request(request::RequestArgs),
    Cancel(cancel::CancelArgs),
    Join(join::JoinArgs),
    Leave(leave::LeaveArgs),
    Status(status::StatusArgs),
    Watch(watch::WatchArgs),
    Wait(wait::WaitArgs),
    /// The platform's meetings
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage meetings list --live
  dyte-stage meetings create --title 'Town hall'"
    )]
    Meetings(meetings::MeetingsCommand),
    /// Those who may join a meeting
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage participants list
  dyte-stage participants add guest-201 --preset webinar_viewer"
    )]
    Participants(participants::ParticipantsCommand),
    /// What participants may do; the preset that the host joins with
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage presets list
  dyte-stage presets check"
    )]
    Presets(presets::PresetsCommand),
    /// Which platform or service to work on, and its secret
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage auth status
  dyte-stage auth login --platform sandbox --profile rehearsal"
    )]
    Auth(auth::AuthCommand),
    /// The profiles in the configuration
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage config list
  dyte-stage config path"
    )]
    Config(config::ConfigCommand),
    Doctor(doctor::DoctorArgs),
    Serve(serve::ServeArgs),
    /// A service's own connections into meetings
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage connections list"
    )]
    Connections(connections::ConnectionsCommand),
    /// The platform on this machine
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage sandbox run --tls
  dyte-stage sandbox reset"
    )]
    Sandbox(sandbox::SandboxCommand),
    /// Who may call the service of this machine
    #[command(
        subcommand,
        after_help = "Examples:
  dyte-stage tokens create --role moderator --name backend
  dyte-stage tokens list"
    )]
    Tokens(tokens::TokensCommand),
    Api(api::ApiArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(help::HelpArgs),
}

impl Command {
    /// The format that a command's own flag says, whatever the global one does.
    pub(crate) const fn format(&self) -> Option<Format> {
        match self {
            Self::Sandbox(sandbox::SandboxCommand::Run(args)) if args.json => Some(Format::Json),
            _ => None,
        }
    }

    /// How it logs, if it serves others.
    pub(crate) const fn log_format(&self) -> Option<LogFormat> {
        match self {
            Self::Serve(args) => Some(args.log_format),
            Self::Sandbox(sandbox::SandboxCommand::Run(_)) => Some(LogFormat::Text),
            _ => None,
        }
    }
}

/// What a run of the program has. Each command gets the parts that it needs: only a command that may connect
/// gets the session.
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
        Command::Doctor(args) => doctor::run(&args, session).await,
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
