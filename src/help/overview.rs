//! The program's own help: its commands, by what they are for.

use std::fmt::Write;

use clap::Command;

/// What commands are for, and which they are, what is needed most first.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "The stage",
        &[
            "requests", "grant", "deny", "kick", "status", "watch", "wait",
        ],
    ),
    ("As a participant", &["request", "cancel", "join", "leave"]),
    ("Meetings", &["meetings", "participants", "presets"]),
    ("Set-up", &["auth", "config", "doctor", "sandbox"]),
    ("A service for others", &["serve", "tokens", "connections"]),
];

/// What the others are.
const OTHERS: &str = "More";

/// A command line, with its commands listed by what they are for.
pub(crate) fn with_overview(command: Command) -> Command {
    let header = *command.get_styles().get_header();
    let mut list = String::new();
    for (title, commands) in groups(&command) {
        // A string always has room for it.
        let _ = writeln!(list, "{header}{title}:{header:#}");
        for command in commands {
            let about = command.get_about().map(ToString::to_string);
            let about = about.unwrap_or_default();
            let _ = writeln!(list, "  {:12}  {about}", command.get_name());
        }
        list.push('\n');
    }
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}{header}Options:{header:#}\n\
         {{options}}{{after-help}}"
    );
    command.help_template(template)
}

/// Each group's commands that there are, and then those of none.
fn groups(command: &Command) -> Vec<(&'static str, Vec<&Command>)> {
    let named = |name: &&str| command.get_subcommands().find(|c| c.get_name() == *name);
    let mut groups: Vec<_> = GROUPS
        .iter()
        .map(|(title, names)| (*title, names.iter().filter_map(named).collect()))
        .collect();
    let is_grouped = |c: &&Command| {
        GROUPS
            .iter()
            .any(|(_, names)| names.contains(&c.get_name()))
    };
    let others = command.get_subcommands().filter(|c| !is_grouped(c));
    groups.push((OTHERS, others.filter(|c| !c.is_hide_set()).collect()));
    groups
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_is_listed_once_within_80_columns() {
        let mut command = crate::app::command();
        let help = command.render_help().to_string();
        let (list, _) = help.split_once("\nOptions:\n").unwrap();
        for line in list.lines().filter(|line| line.starts_with(' ')) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for command in command.get_subcommands() {
            let begin = format!("  {} ", command.get_name());
            let lines = list.lines().filter(|line| line.starts_with(&begin));
            assert_eq!(lines.count(), 1, "{begin}");
        }
    }
}
