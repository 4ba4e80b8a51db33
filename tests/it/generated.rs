//! What is made by the program and kept in the repository: it is what the program makes now. To make it anew:
//! `UPDATE_GENERATED=1 cargo test --test it -- generated`.

use std::path::Path;

use crate::support::Home;

fn check(file: &str, arguments: &[&str]) {
    let output = Home::new().command(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let made = String::from_utf8(output.stdout).unwrap();
    assert!(made.len() > 100, "{file}: {made}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{file} is not what `dyte-stage {}` prints; make it anew: \
         UPDATE_GENERATED=1 cargo test --test it -- generated",
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
