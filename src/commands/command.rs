//! The commands of the program.

use clap::Subcommand;

use super::{
    api, auth, cancel, completions, config, connections, deny, doctor, grant, help, join, kick,
    leave, man, meetings, participants, presets, request, requests, sandbox, serve, status, tokens,
    wait, watch,
};
use crate::output::{Format, LogFormat};

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
