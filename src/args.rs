//! The command line's own shape; each command's arguments are with the command.

use std::ffi::OsString;
use std::time::Duration;

use api::Platform;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, ColorChoice, Parser};
use clap_complete::ArgValueCompleter;
use tracing::Level;

use super::commands::Command;
use super::completion;
use super::output::Format;
use crate::config::Flags;

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
    #[arg(long, global = true, value_name = "NAME", value_parser = platform())]
    platform: Option<Platform>,

    /// Which profile of the configuration to use
    #[arg(short, long, global = true, value_name = "NAME", add = ArgValueCompleter::new(completion::profiles))]
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

    /// Whether to colour: auto follows the terminal and the environment
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

/// The platforms, each with its help.
fn platform() -> impl TypedValueParser<Value = Platform> {
    let values = [
        PossibleValue::new("realtimekit").help("Cloudflare RealtimeKit"),
        PossibleValue::new("dyte").help("Dyte"),
        PossibleValue::new("sandbox").help("The platform on this machine"),
    ];
    PossibleValuesParser::new(values).try_map(|name| name.parse())
}

impl Global {
    /// How much a command that logs tells.
    pub(super) const fn log_level(&self) -> Level {
        match (self.verbose, self.quiet) {
            (2.., _) => Level::TRACE,
            (1, _) => Level::DEBUG,
            (0, true) => Level::WARN,
            (0, false) => Level::INFO,
        }
    }

    /// The flags that say where to work, as they go before another command.
    pub(super) fn place(&self) -> String {
        let platform = self.platform.map(|platform| platform.to_string());
        let flags = [
            ("--profile", self.profile.as_ref()),
            ("--platform", platform.as_ref()),
            ("--server", self.server.as_ref()),
            ("--meeting", self.meeting.as_ref()),
        ];
        let mut place = String::new();
        for (flag, value) in flags {
            if let Some(value) = value {
                place.extend([flag, " ", &quoted(value), " "]);
            }
        }
        place
    }

    /// What the configuration needs of it.
    pub(super) fn flags(&self) -> Flags {
        Flags {
            platform: self.platform,
            meeting: self.meeting.clone(),
            server: self.server.clone(),
            profile: self.profile.clone(),
        }
    }
}

/// For what changes something.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct DryRun {
    /// Only say what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// What is said on the side of a dry run.
pub(super) const NOTHING_DONE: &str = "dry run: nothing was done";

/// Reads how long something may take, which is not no time at all.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match model::duration(text) {
        Some(Duration::ZERO) | None => Err("say how long, such as 30s or 2m".to_owned()),
        Some(duration) => Ok(duration),
    }
}

/// A flag that names a profile, as it goes into a command that is suggested.
pub(super) fn profile_flag(name: &str) -> String {
    format!("--profile {}", quoted(name))
}

/// A word as a shell reads it whole.
pub(super) fn quoted(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=".contains(c);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Whether arguments that cannot be read ask for JSON all the same, as far as can be seen.
pub(super) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let is_json = |word: &str| matches!(word, "json" | "ndjson");
    let mut follows = false;
    for argument in arguments.skip(1) {
        let word = argument.to_string_lossy();
        if word == "--" {
            return false;
        }
        if follows && is_json(&word) {
            return true;
        }
        // Other short flags may stand before it in one word.
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        let short = short.and_then(|rest| rest.split_once('o'));
        let short = short.filter(|(before, _)| before.chars().all(|c| "qvy".contains(c)));
        let value = word
            .strip_prefix("--output=")
            .or(short.map(|(_, value)| value));
        if value.is_some_and(|value| is_json(value.trim_start_matches('='))) {
            return true;
        }
        follows = word == "--output" || short.is_some_and(|(_, value)| value.is_empty());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_asked_for_in_every_way_that_clap_knows() {
        let asks = |line: &str| asks_for_json(line.split(' ').map(Into::into));
        for line in [
            "dyte-stage gratn -o json",
            "dyte-stage -ojson gratn",
            "dyte-stage gratn -o=ndjson",
            "dyte-stage gratn --output json",
            "dyte-stage --output=ndjson gratn",
            "dyte-stage gratn -qo json",
            "dyte-stage gratn -qvojson",
        ] {
            assert!(asks(line), "{line}");
        }
        for line in [
            "dyte-stage gratn",
            "dyte-stage grant json",
            "dyte-stage grant -- -o json",
            "dyte-stage -o table x",
        ] {
            assert!(!asks(line), "{line}");
        }
    }
}
