//! The chores of this repository, run as `cargo xtask NAME`.
//!
//! | file | what it does |
//! |---|---|
//! | `generate` | writes the files that the program prints: completions and the command reference |
//! | `ci` | runs the checks that a change must pass, by layer |
//! | `bench` | builds the program and measures it |
//! | [`circles`] | finds files that import each other, and imports from a floor above |
//! | `run` | runs other programs and shows what it runs |
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore prints what it runs"
)]

mod bench;
mod ci;
mod circles;
mod generate;
mod run;

use std::env;
use std::process::ExitCode;

use run::Failure;

const HELP: &str = "\
Usage: cargo xtask COMMAND

Commands:
  generate        Write completions/ and docs/commands.md as the program prints them
  ci [LAYER]      Run every check, or one layer: quick, test, api, first-run, sdk
  bench [NAME]    Build the program in release mode and run the benches, or one
  circles         Fail when files import each other or a floor above; --list: only list
  help            Print this
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match chore(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn chore(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        ["generate"] => generate::run(),
        ["ci", layers @ ..] if layers.len() < 2 => ci::run(layers.first().copied()),
        ["bench", names @ ..] if names.len() < 2 => bench::run(names.first().copied()),
        ["circles"] => circles::check(),
        ["circles", "--list"] => circles::list(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(format!("no such command: {}\n\n{HELP}", arguments.join(" ")).into()),
    }
}
