//! The global flags, which every command takes; a command's own arguments are with the command.

use std::ffi::OsString;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, ColorChoice};
use clap_complete::ArgValueCompleter;
use tracing::Level;

use crate::completion;
use crate::config::Flags;
use crate::error::quoted;
use crate::output::{self, Format};
use api::Platform;

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The meeting; in the sandbox, the demo meeting unless named
    #[arg(short, long, global = true, value_name = "ID", add = ArgValueCompleter::new(completion::meetings))]
    pub(crate) meeting: Option<String>,

    /// Where to work, whatever is configured
    #[arg(long, global = true, value_name = "NAME", value_parser = platform())]
    platform: Option<Platform>,

    /// Which profile of the configuration to use
    #[arg(short, long, global = true, value_name = "NAME", add = ArgValueCompleter::new(completion::profiles))]
    profile: Option<String>,

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
    output: Format,

    /// Print what a jq expression makes of the JSON answer; a string is printed without quotes
    #[arg(long, global = true, value_name = "EXPR")]
    jq: Option<String>,

    /// Only these columns of the table, in this order
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',', add = ArgValueCompleter::new(completion::columns))]
    columns: Vec<String>,

    /// Whether to colour: auto follows the terminal and the environment
    #[arg(long, global = true, value_name = "WHEN", default_value_t)]
    color: ColorChoice,

    /// Never ask: what needs an answer fails instead
    #[arg(long, global = true)]
    no_input: bool,

    /// How long the whole command may take: 30s, 2m, or seconds; exit 124 after that
    #[arg(long, global = true, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,

    /// Say nothing on stderr but warnings and errors
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Trace what is sent and answered on stderr; -vv: whole, but for secrets
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
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
    pub(crate) const fn log_level(&self) -> Level {
        match (self.verbose, self.quiet) {
            (2.., _) => Level::TRACE,
            (1, _) => Level::DEBUG,
            (0, true) => Level::WARN,
            (0, false) => Level::INFO,
        }
    }

    /// The flags that say where to work, as they go before another command.
    fn place(&self) -> String {
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

    /// How to print, in the format of the flags or in the one that the command insists on.
    pub(crate) fn output_options(&self, of_command: Option<Format>) -> output::Options {
        output::Options {
            format: of_command.unwrap_or(self.output),
            columns: self.columns.clone(),
            jq: self.jq.clone(),
            color: self.color,
            no_input: self.no_input,
            quiet: self.quiet,
            is_traced: self.verbose > 0,
            place: self.place(),
        }
    }

    /// What the configuration needs of it.
    pub(crate) fn flags(&self) -> Flags {
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
pub(crate) struct DryRun {
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What is said on the side of a dry run.
pub(crate) const NOTHING_DONE: &str = "dry run: nothing was done";

/// Reads how long something may take, which is not no time at all.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    match model::parse_duration(text) {
        Some(Duration::ZERO) | None => Err("say how long, such as 30s or 2m".to_owned()),
        Some(duration) => Ok(duration),
    }
}

/// Whether arguments that cannot be read ask for JSON all the same, as far as can be seen.
pub(crate) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
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
