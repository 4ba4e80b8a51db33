//! The files that the program prints and the repository keeps are what it prints now. `cargo xtask generate`
//! writes them.

use std::path::Path;

use crate::support::Home;

fn check(file: &str, arguments: &[&str]) {
    let output = Home::new().command(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let made = String::from_utf8(output.stdout).unwrap();
    assert!(made.len() > 100, "{file}: {made}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{file} is not what `dyte-stage {}` prints; run: cargo xtask generate",
        arguments.join(" ")
    );
}

#[test]
fn completions_are_current() {
    check("completions/dyte-stage.bash", &["completions", "bash"]);
    check("completions/_dyte-stage", &["completions", "zsh"]);
    check("completions/dyte-stage.fish", &["completions", "fish"]);
    check("completions/dyte-stage.ps1", &["completions", "powershell"]);
}

#[test]
fn the_command_reference_is_current() {
    check("docs/commands.md", &["help", "reference"]);
}
