//! Writes the files that the program prints and the repository keeps: completions and the command reference.
//! `tests/it/generated.rs` checks that they are current.

use std::fs;

use crate::run::{Failure, cargo, command, output, program, root, step};

/// Each file, and the arguments that print it.
const FILES: [(&str, [&str; 2]); 5] = [
    ("completions/dyte-stage.bash", ["completions", "bash"]),
    ("completions/_dyte-stage", ["completions", "zsh"]),
    ("completions/dyte-stage.fish", ["completions", "fish"]),
    ("completions/dyte-stage.ps1", ["completions", "powershell"]),
    ("docs/commands.md", ["help", "reference"]),
];

pub(crate) fn run() -> Result<(), Failure> {
    step(&mut cargo(&["build"]))?;
    let program = program("debug")?;
    for (file, arguments) in FILES {
        let text = output(&mut command(&program, &arguments))?;
        let path = root().join(file);
        let is_current = fs::read(&path).is_ok_and(|kept| kept == text);
        if !is_current {
            fs::write(&path, text).map_err(|error| format!("cannot write {file}: {error}"))?;
        }
        let state = if is_current { "is current" } else { "written" };
        println!("{file}: {state}");
    }
    Ok(())
}
