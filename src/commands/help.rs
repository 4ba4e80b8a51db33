//! `help`: on commands, and on what belongs to no command.

use clap::{Args, Command};
use clap_complete::ArgValueCompleter;

use crate::completion;
use crate::config::env;
use crate::error::{CliError, did_you_mean};
use crate::exit::Exit;
use crate::help;
use crate::help::reference::reference;
use crate::output::Output;
use crate::output::columns::{ENVIRONMENT, EXIT_CODES};
use crate::output::table::Table;

/// Show help on a command or a topic
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage help requests list
  dyte-stage help scripting
  dyte-stage help exit-codes

Topics:
  scripting    how to use it in scripts and CI, with recipes
  exit-codes   what each exit code means
  environment  the variables that it reads
  reference    every command, in Markdown")]
pub(crate) struct HelpArgs {
    /// A command, scripting, exit-codes, environment or reference
    #[arg(add = ArgValueCompleter::new(completion::topics))]
    topic: Vec<String>,
}

pub(super) fn run(
    args: &HelpArgs,
    command_line: &Command,
    output: &Output,
) -> Result<Exit, CliError> {
    let words: Vec<_> = args.topic.iter().map(String::as_str).collect();
    let text = match words[..] {
        ["scripting"] => help::SCRIPTING.to_owned(),
        ["exit-codes"] => exit_codes(),
        ["environment"] => environment(),
        ["reference"] => reference(command_line),
        _ => on_command(&words, command_line)?,
    };
    output.text(&text);
    Ok(Exit::Done)
}

fn exit_codes() -> String {
    let mut table = Table::new(EXIT_CODES);
    for exit in Exit::ALL {
        table.row([&exit.code().to_string(), exit.meaning()]);
    }
    table.whole()
}

fn environment() -> String {
    let mut table = Table::new(ENVIRONMENT);
    for variable in env::ALL.iter().chain(&env::OTHERS) {
        table.row([variable.name, variable.meaning]);
    }
    table.whole()
}

fn on_command(words: &[&str], command_line: &Command) -> Result<String, CliError> {
    let unknown = || unknown_topic(&words.join(" "), command_line);
    let mut command = help::find(command_line, words).ok_or_else(unknown)?;
    Ok(command.render_long_help().to_string())
}

/// The error that there is no help on a topic, with the one that may have been meant.
pub(super) fn unknown_topic(topic: &str, command_line: &Command) -> CliError {
    let topics = help::topics(command_line);
    let nearest = did_you_mean(topic, topics.iter().map(String::as_str));
    let message = format!("there is no help on '{topic}'");
    CliError::new("no_topic", Exit::Usage, message)
        .with_hint(nearest.unwrap_or_else(|| "see: dyte-stage help".to_owned()))
}
