//! `help`: on commands, and on what belongs to no command.

use clap::{Args, CommandFactory};

use crate::cli::args::Cli;
use crate::cli::columns::{ENVIRONMENT, EXIT_CODES};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::table::Table;
use crate::config::env;

/// Show help on a command, on exit-codes or on environment
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage help exit-codes
  dyte-stage help environment
  dyte-stage help requests list")]
pub(in crate::cli) struct HelpArgs {
    /// A command, exit-codes or environment
    topic: Vec<String>,
}

pub(super) fn run(args: &HelpArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let words: Vec<_> = args.topic.iter().map(String::as_str).collect();
    let text = match words[..] {
        ["exit-codes"] => exit_codes(),
        ["environment"] => environment(),
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
    for variable in env::ALL {
        table.row([variable.name, variable.meaning]);
    }
    table.whole()
}

fn on_command(words: &[&str]) -> Result<String, CliError> {
    let mut command = Cli::command();
    command.build();
    for word in words {
        let unknown = || CliError::NoTopic(words.join(" "));
        command = command.find_subcommand(word).cloned().ok_or_else(unknown)?;
    }
    Ok(command.render_long_help().to_string())
}
