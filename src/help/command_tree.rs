//! What there is help on: the commands, found by their words, and the topics that belong to no
//! command.

use clap::Command;

/// How to use the program in scripts, with recipes that are tested as they stand here.
pub(crate) const SCRIPTING: &str = include_str!("scripting.txt");

/// What there is help on besides commands.
pub(crate) const TOPICS: [(&str, &str); 4] = [
    ("scripting", "how to use it in scripts and CI, with recipes"),
    ("exit-codes", "what each exit code means"),
    ("environment", "the variables that it reads"),
    ("reference", "every command, in Markdown"),
];

/// The command that some words name, with everything filled in.
pub(crate) fn find(root: &Command, words: &[impl AsRef<str>]) -> Option<Command> {
    let mut command = built(root);
    for word in words {
        command = command.find_subcommand(word.as_ref())?.clone();
    }
    Some(command)
}

/// Everything that there is help on.
pub(crate) fn topics(root: &Command) -> Vec<String> {
    let command = built(root);
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
pub(super) fn built(root: &Command) -> Command {
    let mut command = root.clone();
    command.build();
    command
}

/// A command and all below it, each after the one that it belongs to.
pub(super) fn with_all_below(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|c| !c.is_hide_set());
    let mut all = vec![command];
    all.extend(below.flat_map(with_all_below));
    all
}
