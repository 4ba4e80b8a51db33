//! A run of the program: arguments, the command, the exit code.

use std::cell::OnceCell;
use std::env;
use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use tokio::runtime;

use crate::args::{Global, asks_for_json};
use crate::commands::{self, Command, Invocation};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{self, Output, columns};
use crate::session::Session;
use crate::session::background::Background;
use crate::{completion, help, signals};

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
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Runs the program as its arguments say.
#[must_use]
pub fn main() -> ExitCode {
    if completion::answer(command) {
        return ExitCode::SUCCESS;
    }
    let parsed = command().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, words(&matches)))
    });
    let (cli, words) = match parsed {
        Ok(parsed) => parsed,
        Err(help) if help.use_stderr() && asks_for_json(env::args_os()) => {
            return output::usage(&help).into();
        }
        Err(help) => return output::help(&help).into(),
    };
    let output = Output::new(cli.global.output_options(cli.command.format()));
    let projected = output.project(columns::of(&words));
    let exit = match projected.and_then(|()| run(cli, &output)) {
        Ok(exit) => exit,
        Err(error) => output.error(&error),
    };
    // Without its output, the command's effect would be unknown.
    match output.finish() {
        Ok(()) => exit.into(),
        Err(error) => output.error(&error).into(),
    }
}

/// The whole command line: commands, their arguments and the global flags, with help by subject.
pub(crate) fn command() -> clap::Command {
    help::with_overview(Cli::command())
}

/// The words of the command that is run: `requests list`.
fn words(matches: &ArgMatches) -> Vec<String> {
    let mut words = Vec::new();
    let mut here = matches;
    while let Some((word, further)) = here.subcommand() {
        words.push(word.to_owned());
        here = further;
    }
    words
}

/// Runs a command until it is done, interrupted or out of time, and ends what was started for it.
fn run(cli: Cli, output: &Output) -> Result<Exit, CliError> {
    let Cli { global, command } = cli;
    let mut runtime = match &command {
        // A service works on several things at once.
        command if command.log_format().is_some() => runtime::Builder::new_multi_thread(),
        _ => runtime::Builder::new_current_thread(),
    };
    let runtime = runtime
        .enable_all()
        .build()
        .map_err(CliError::cannot_start)?;
    let done = runtime.block_on(async {
        signals::ignore_file_size_limit().map_err(CliError::cannot_start)?;
        // Dropped last: what is logged is written by then.
        let _log = match command.log_format() {
            Some(format) => Some(output.log(format, global.log_level())),
            None if global.verbose > 0 => {
                output::trace_to_stderr(global.log_level());
                None
            }
            None => None,
        };
        let flags = global.flags();
        let session = Session::new(&flags, output);
        let serving = OnceCell::new();
        let work = commands::run(
            command,
            Invocation {
                flags: &flags,
                output,
                session: &session,
                serving: &serving,
                command_line: self::command,
            },
        );
        let done = tokio::select! {
            // An interruption counts before anything is printed.
            biased;
            interrupted = signals::interrupted() => match interrupted {
                // A service that is told to stop is done.
                Ok(()) if serving.get().is_some() => Ok(Exit::Done),
                Ok(()) => {
                    let activity = output.cut_off();
                    let message = activity.interrupted();
                    Err(CliError::new("interrupted", Exit::Interrupted, message)
                        .with_hint_if(activity.hint()))
                }
                Err(error) => Err(CliError::cannot_start(error)),
            },
            done = in_time(global.timeout, work, output) => match done {
                Err(error) => Err(session.with_nearest_meeting(error).await),
                done => done,
            },
            never = output.show_progress() => match never {},
        };
        tokio::select! {
            () = close(session.into_background(), serving.into_inner()) => {}
            // A second interruption does not wait.
            _ = signals::interrupted() => {}
        }
        done
    });
    // No answer is waited for any more.
    runtime.shutdown_background();
    done
}

/// Lets a command take as long as `--timeout` says.
async fn in_time(
    limit: Option<Duration>,
    work: impl Future<Output = Result<Exit, CliError>>,
    output: &Output,
) -> Result<Exit, CliError> {
    let Some(limit) = limit else {
        return work.await;
    };
    let done = tokio::time::timeout(limit, work).await;
    done.unwrap_or_else(|_| {
        let activity = output.cut_off();
        let message = activity.late(limit);
        Err(CliError::new("timed_out", Exit::TimedOut, message).with_hint_if(activity.hint()))
    })
}

/// Ends what the command started.
async fn close(connected: Option<Background>, serving: Option<Background>) {
    for background in connected.into_iter().chain(serving) {
        background.close().await;
    }
}
