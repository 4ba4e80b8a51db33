//! The help on what belongs to no command.

/// How to use the program in scripts, with recipes that are tested as they stand here.
pub(crate) const SCRIPTING: &str = include_str!("scripting.txt");

/// What there is help on besides commands.
pub(crate) const TOPICS: [(&str, &str); 4] = [
    ("scripting", "how to use it in scripts and CI, with recipes"),
    ("exit-codes", "what each exit code means"),
    ("environment", "the variables that it reads"),
    ("reference", "every command, in Markdown"),
];
