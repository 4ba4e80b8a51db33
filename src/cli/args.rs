//! The command line's own shape; each command's arguments are with the command.

use std::time::Duration;

use clap::{ArgAction, Args, ColorChoice, Parser, ValueEnum};
use clap_complete::ArgValueCompleter;
use tracing::Level;

use super::commands::Command;
use super::completion;
use super::output::Format;
use crate::config::{self, Flags, PlatformName};

/// Manage who may speak on the stage of live meetings on Cloudflare RealtimeKit and Dyte
///
/// With nothing configured, it works on a sandbox on this machine: a demo meeting with simulated
/// attendees, to try every command on.
#[derive(Debug, Parser)]
#[command(
    name = "dyte-stage",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  dyte-stage requests list                 # who asks to come on stage
  dyte-stage grant 5f2a9c                  # let them, by the beginning of a user id
  dyte-stage requests list -o id | dyte-stage grant -
  dyte-stage kick --all --yes              # everybody off the stage but the hosts
  dyte-stage status -o json                # where everybody stands

Help on more:
  dyte-stage help scripting                # scripts and CI, with recipes
  dyte-stage help exit-codes
  dyte-stage help environment
  dyte-stage help reference                # every command, in Markdown"
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// The meeting; in the sandbox, the demo meeting unless named
    #[arg(short, long, global = true, value_name = "ID", add = ArgValueCompleter::new(completion::meetings))]
    pub(super) meeting: Option<String>,

    /// Where to work, whatever is configured
    #[arg(long, global = true, value_name = "NAME")]
    platform: Option<Platform>,

    /// Which profile of the configuration to use
    #[arg(short, long, global = true, value_name = "NAME", conflicts_with_all = ["platform", "server"], add = ArgValueCompleter::new(completion::profiles))]
    pub(super) profile: Option<String>,

    /// A Stage API service to work through; its token comes from the environment
    #[arg(long, global = true, value_name = "URL", conflicts_with = "platform")]
    server: Option<String>,

    /// How to print the result
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(super) output: Format,

    /// Print what a jq expression makes of the JSON answer; a string is printed without quotes
    #[arg(long, global = true, value_name = "EXPR")]
    pub(super) jq: Option<String>,

    /// Only these columns of the table, in this order
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',', add = ArgValueCompleter::new(completion::columns))]
    pub(super) columns: Vec<String>,

    /// Whether to colour: auto follows the terminal, `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(long, global = true, value_name = "WHEN", default_value_t)]
    pub(super) color: ColorChoice,

    /// Never ask: what needs an answer fails instead
    #[arg(long, global = true)]
    pub(super) no_input: bool,

    /// How long the whole command may take: 30s, 2m, or seconds; exit 124 after that
    #[arg(long, global = true, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,

    /// Say nothing on stderr but warnings and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Trace what is sent and answered on stderr; -vv: whole, but for secrets
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Platform {
    /// Cloudflare RealtimeKit
    Realtimekit,
    /// Dyte
    Dyte,
    /// The platform on this machine
    Sandbox,
}

impl From<Platform> for PlatformName {
    fn from(platform: Platform) -> Self {
        match platform {
            Platform::Realtimekit => Self::RealtimeKit,
            Platform::Dyte => Self::Dyte,
            Platform::Sandbox => Self::Sandbox,
        }
    }
}

impl Global {
    /// How much a command that logs tells.
    pub(super) const fn log_level(&self) -> Level {
        match (self.verbose, self.quiet) {
            (1.., _) => Level::DEBUG,
            (0, true) => Level::WARN,
            (0, false) => Level::INFO,
        }
    }

    /// What the configuration needs of it.
    pub(super) fn flags(&self) -> Flags {
        Flags {
            platform: self.platform.map(PlatformName::from),
            meeting: self.meeting.clone(),
            server: self.server.clone(),
            profile: self.profile.clone(),
        }
    }
}

/// Reads how long something may take, which is not no time at all.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match config::duration(text) {
        Some(Duration::ZERO) | None => Err("say how long, such as 30s or 2m".to_owned()),
        Some(duration) => Ok(duration),
    }
}
