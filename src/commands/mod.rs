//! The commands, one file each.

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
mod participants;
mod presets;
mod request;
mod requests;
mod sandbox;
mod serve;
mod status;
mod tokens;
mod wait;
mod watch;

use clap::Subcommand;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::output::{Format, LogFormat};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
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
    pub(super) const fn format(&self) -> Option<Format> {
        match self {
            Self::Sandbox(sandbox::SandboxCommand::Run(args)) if args.json => Some(Format::Json),
            _ => None,
        }
    }

    /// How it logs, if it serves others.
    pub(super) const fn log_format(&self) -> Option<LogFormat> {
        match self {
            Self::Serve(args) => Some(args.log_format),
            Self::Sandbox(sandbox::SandboxCommand::Run(_)) => Some(LogFormat::Text),
            _ => None,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        Command::Requests(command) => requests::run(command, context).await,
        Command::Grant(args) => grant::run(args, context).await,
        Command::Deny(args) => deny::run(args, context).await,
        Command::Kick(args) => kick::run(args, context).await,
        Command::Request(args) => request::run(args, context).await,
        Command::Cancel(args) => cancel::run(args, context).await,
        Command::Join(args) => join::run(args, context).await,
        Command::Leave(args) => leave::run(args, context).await,
        Command::Status(args) => status::run(args, context).await,
        Command::Watch(args) => watch::run(args, context).await,
        Command::Wait(args) => wait::run(args, context).await,
        Command::Meetings(command) => meetings::run(command, context).await,
        Command::Participants(command) => participants::run(command, context).await,
        Command::Presets(command) => presets::run(command, context).await,
        Command::Auth(command) => auth::run(command, context).await,
        Command::Config(command) => config::run(&command, context),
        Command::Doctor(args) => doctor::run(&args, context).await,
        Command::Serve(args) => serve::run(args, context).await,
        Command::Connections(command) => connections::run(command, context).await,
        Command::Sandbox(command) => sandbox::run(command, context).await,
        Command::Tokens(command) => tokens::run(command, context).await,
        Command::Api(args) => api::run(args, context).await,
        Command::Completions(args) => completions::run(&args, context),
        Command::Man(args) => man::run(&args, context),
        Command::Help(args) => help::run(&args, context),
    }
}
