//! The command line: arguments in, tables or JSON out, an exit code.
//!
//! Each command is a file under `commands`: a struct whose doc comments are its help, and one
//! function. `connect` alone starts what must be started; a command only has a client of the Stage
//! API. `output` alone prints; `error` and `exit` say what an error is and how it ends.

use std::env;
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches};
use tokio::runtime;

use crate::args::{self, Cli};
use crate::commands;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{self, Output};
use crate::{columns, completion, help, signals};

/// Runs the program as its arguments say.
#[must_use]
pub fn main() -> ExitCode {
    if completion::answer(help::command) {
        return ExitCode::SUCCESS;
    }
    let parsed = help::command().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, path(&matches)))
    });
    let (cli, path) = match parsed {
        Ok(parsed) => parsed,
        Err(help) if help.use_stderr() && args::asks_for_json(env::args_os()) => {
            return output::usage(&help).into();
        }
        Err(help) => return output::help(&help).into(),
    };
    let format = cli.command.format().unwrap_or(cli.global.output);
    let output = Output::new(&cli.global, format);
    let shaped = output.shape(&cli.global, columns::of(&path));
    let exit = match shaped.and_then(|()| run(cli, &output)) {
        Ok(exit) => exit,
        Err(error) => output.error(&error),
    };
    // What was printed may not have been written: then nobody was told.
    match output.finish() {
        Ok(()) => exit.into(),
        Err(error) => output.error(&error).into(),
    }
}

/// The words of the command that is meant.
fn path(matches: &ArgMatches) -> Vec<String> {
    let mut words = Vec::new();
    let mut here = matches;
    while let Some((word, further)) = here.subcommand() {
        words.push(word.to_owned());
        here = further;
    }
    words
}

fn run(cli: Cli, output: &Output) -> Result<Exit, CliError> {
    let mut runtime = match &cli.command {
        // For others, it works on several things at once.
        command if command.log_format().is_some() => runtime::Builder::new_multi_thread(),
        _ => runtime::Builder::new_current_thread(),
    };
    let runtime = runtime.enable_all().build().map_err(CliError::Runtime)?;
    let done = runtime.block_on(async {
        signals::ignore_file_size_limit().map_err(CliError::Runtime)?;
        // What is logged is written by the end.
        let _log = match cli.command.log_format() {
            Some(format) => Some(output.log(format, cli.global.log_level())),
            None if cli.global.verbose > 0 => {
                output::trace_to_stderr(cli.global.log_level());
                None
            }
            None => None,
        };
        let context = Context::new(cli.global, output);
        let work = commands::run(cli.command, &context);
        let done = tokio::select! {
            // Before anything is said, it can be interrupted in order.
            biased;
            interrupted = signals::interrupted() => match interrupted {
                Ok(()) => context.interrupted(),
                Err(error) => Err(CliError::Runtime(error)),
            },
            done = context.in_time(work) => match done {
                Err(error) => Err(context.with_nearest_meeting(error).await),
                done => done,
            },
            never = output.show_progress() => match never {},
        };
        tokio::select! {
            () = context.close() => {}
            // Whoever asks twice does not want to wait.
            _ = signals::interrupted() => {}
        }
        done
    });
    // Nobody waits for an answer any more.
    runtime.shutdown_background();
    done
}
