//! `help`: on commands, and on what belongs to no command.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::columns::{ENVIRONMENT, EXIT_CODES};
use crate::completion;
use crate::config::env;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::help::{self, reference::reference};
use crate::table::Table;

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

pub(super) fn run(args: &HelpArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let words: Vec<_> = args.topic.iter().map(String::as_str).collect();
    let text = match words[..] {
        ["scripting"] => help::SCRIPTING.to_owned(),
        ["exit-codes"] => exit_codes(),
        ["environment"] => environment(),
        ["reference"] => reference(),
        _ => on_command(&words)?,
    };
    context.output.text(&text);
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

fn on_command(words: &[&str]) -> Result<String, CliError> {
    let unknown = || CliError::NoTopic(words.join(" "));
    let mut command = help::find(words).ok_or_else(unknown)?;
    Ok(command.render_long_help().to_string())
}
