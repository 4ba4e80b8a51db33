//! Runs other programs from the root of the repository, and shows what it runs.

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a chore failed, in words for its reader.
pub(crate) type Failure = Box<dyn Error>;

/// What `cargo run` tells this program about itself. A cargo that is started from here would take it for a change
/// of its own surroundings and build anew what depends on it.
const OF_THIS_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

/// A program that will run in the root of the repository.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if OF_THIS_PACKAGE.iter().any(|own| name.starts_with(own)) {
            command.env_remove(&*name);
        }
    }
    command
}

/// The cargo that started this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(program, arguments)
}

/// Shows a command, runs it, and fails unless it succeeds.
pub(crate) fn step(command: &mut Command) -> Result<(), Failure> {
    let line = line(command);
    println!("\n== {line}");
    let status = command
        .status()
        .map_err(|error| format!("cannot run {line}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{line}: {status}").into())
}

/// What a command prints, with a failure unless it succeeds.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let line = line(command);
    let output = command
        .output()
        .map_err(|error| format!("cannot run {line}: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{line}: {}\n{stderr}", output.status).into())
}

/// The program that `cargo build` makes; `profile` is the name of its folder.
pub(crate) fn program(profile: &str) -> Result<PathBuf, Failure> {
    // This program is target/debug/xtask, wherever the target folder is.
    let own = env::current_exe()?;
    let target = own.ancestors().nth(2).ok_or("no target folder")?;
    let name = format!("dyte-stage{}", env::consts::EXE_SUFFIX);
    Ok(target.join(profile).join(name))
}

/// A command as a shell would be given it: with the base name of the program.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = [name].into_iter().chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
