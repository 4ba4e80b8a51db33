//! The command reference, `docs/commands.md`, in Markdown.

use std::fmt::Write;

use clap::{Arg, Command};

use super::command_tree::{built, with_all_below};
use super::section::sections;
use crate::config::env;
use crate::exit::Exit;

/// What stands first.
const HEAD: &str = "\
# Commands

Made from the program's own help; do not edit it here: `cargo xtask generate`.
The same is printed by `dyte-stage help reference`, and for one command by `dyte-stage COMMAND --help`.
";

/// The heading of the options that every command has.
const GLOBAL: &str = "Global options";

/// The reference.
pub(crate) fn reference(root: &Command) -> String {
    let root = built(root);
    let mut text = HEAD.to_owned();
    add_contents(&root, &mut text);
    for command in with_all_below(&root) {
        add_command(command, &mut text);
    }
    add_global(&root, &mut text);
    add_catalogues(&mut text);
    text
}

/// A line, and its end. A string always has room for it.
fn line(text: &mut String, line: impl AsRef<str>) {
    let _ = writeln!(text, "{}", line.as_ref());
}

fn name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

fn add_contents(root: &Command, text: &mut String) {
    line(text, "");
    for command in with_all_below(root) {
        let (name, about) = (name(command), about(command));
        let anchor = name.replace(' ', "-");
        line(text, format!("- [{name}](#{anchor}): {about}"));
    }
    line(text, "- [Global options](#global-options)");
    line(text, "- [Exit codes](#exit-codes)");
    line(text, "- [Environment](#environment)");
}

fn about(command: &Command) -> String {
    command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn add_command(command: &Command, text: &mut String) {
    line(text, format!("\n## {}\n", name(command)));
    let long = command.get_long_about().map(ToString::to_string);
    line(text, long.unwrap_or_else(|| about(command)));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    line(text, format!("\n```text\n{usage}\n```"));
    let ours = |argument: &&Arg| {
        let is_help = ["help", "version"].contains(&argument.get_id().as_str());
        let is_global = argument.get_help_heading() == Some(GLOBAL);
        !argument.is_hide_set() && !is_help && !is_global
    };
    let ours: Vec<_> = command.get_arguments().filter(ours).collect();
    if !ours.is_empty() {
        line(text, "");
    }
    for argument in ours {
        add_argument(argument, text);
    }
    for section in sections(command) {
        match section.title {
            Some(title) => {
                let lines = section.lines.join("\n");
                line(text, format!("\n{title}:\n\n```sh\n{lines}\n```"));
            }
            None => line(text, format!("\n{}", section.lines.join("\n"))),
        }
    }
}

fn add_argument(argument: &Arg, text: &mut String) {
    let short = argument.get_short().map(|short| format!("`-{short}`, "));
    let short = short.unwrap_or_default();
    let help = argument.get_long_help().or(argument.get_help());
    let help = help.map(|help| help.to_string().replace('\n', " "));
    let default = argument.get_default_values().iter();
    let default: Vec<_> = default.map(|value| value.to_string_lossy()).collect();
    // That a flag is not set goes without saying.
    let takes_value = argument.get_action().takes_values();
    let default = match &*default.join(",") {
        value if takes_value && !value.is_empty() => format!(" (default: `{value}`)"),
        _ => String::new(),
    };
    let help = help.unwrap_or_default();
    line(text, format!("- {short}`{argument}`: {help}{default}"));
    if !takes_value {
        return;
    }
    for value in argument.get_possible_values() {
        let name = value.get_name();
        match value.get_help() {
            Some(help) => line(text, format!("  - `{name}`: {help}")),
            None => line(text, format!("  - `{name}`")),
        }
    }
}

fn add_global(root: &Command, text: &mut String) {
    line(
        text,
        "\n## Global options\n\nEvery command takes them, before or after its name.\n",
    );
    let is_global = |argument: &&Arg| argument.get_help_heading() == Some(GLOBAL);
    for argument in root.get_arguments().filter(is_global) {
        add_argument(argument, text);
    }
}

fn add_catalogues(text: &mut String) {
    line(text, "\n## Exit codes\n\n| code | meaning |\n|---|---|");
    for exit in Exit::ALL {
        line(text, format!("| {} | {} |", exit.code(), exit.meaning()));
    }
    line(
        text,
        "\n## Environment\n\n| variable | meaning |\n|---|---|",
    );
    for variable in env::ALL.iter().chain(&env::OTHERS) {
        line(
            text,
            format!("| `{}` | {} |", variable.name, variable.meaning),
        );
    }
}
