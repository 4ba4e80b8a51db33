//! The help in its longer forms: the topics that belong to no command, the man pages and the command
//! reference. All of it is made from what `--help` is made from.

pub(super) mod man;
mod overview;
pub(super) mod reference;
mod section;

use clap::Command;

pub(super) use overview::command;

/// How to use the program in scripts, with recipes that are tested as they stand here.
pub(super) const SCRIPTING: &str = include_str!("scripting.txt");

/// What there is help on besides commands.
pub(super) const TOPICS: [(&str, &str); 4] = [
    ("scripting", "how to use it in scripts and CI, with recipes"),
    ("exit-codes", "what each exit code means"),
    ("environment", "the variables that it reads"),
    ("reference", "every command, in Markdown"),
];

/// The command that some words name, with everything filled in.
pub(super) fn find(words: &[impl AsRef<str>]) -> Option<Command> {
    let mut command = built();
    for word in words {
        command = command.find_subcommand(word.as_ref())?.clone();
    }
    Some(command)
}

/// Everything that there is help on.
pub(super) fn topics() -> Vec<String> {
    let command = built();
    let commands = with_all_below(&command).into_iter().skip(1);
    let words = commands.map(|command| {
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        name.split_once(' ')
            .map_or(name, |(_, words)| words)
            .to_owned()
    });
    let topics = TOPICS.iter().map(|(name, _)| (*name).to_owned());
    words.chain(topics).collect()
}

/// The whole command line, with everything filled in.
fn built() -> Command {
    let mut command = command();
    command.build();
    command
}

/// A command and all below it, each after the one that it belongs to.
fn with_all_below(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|c| !c.is_hide_set());
    let mut all = vec![command];
    all.extend(below.flat_map(with_all_below));
    all
}
