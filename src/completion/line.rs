//! The line so far, as far as it says what can be offered: the command, and the flags that say
//! where to work.

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::OnceLock;

use clap::{Arg, Command};

use crate::config::Flags;

/// The line that is completed: clap gives a completer no more than the word that it completes.
static LINE: OnceLock<Line> = OnceLock::new();

/// A line, without the word that is completed.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The whole command line, as it is parsed.
    pub(super) root: Command,
    /// The words of the command.
    command: Vec<String>,
    /// What was said besides flags and their values.
    pub(super) others: Vec<String>,
    /// Each flag's value, by the argument's name.
    values: HashMap<String, String>,
}

impl Line {
    /// Takes note of the line.
    pub(super) fn note(command: &Command, words: &[OsString], completed: usize) {
        let words = words.iter().take(completed).skip(1);
        let words = words.map(|word| word.to_string_lossy().into_owned());
        // A program completes one line.
        let _ = LINE.set(Self::read(command, words));
    }

    /// The line that is completed.
    pub(super) fn current() -> &'static Self {
        LINE.get_or_init(Self::default)
    }

    /// The words of the command.
    pub(super) fn command(&self) -> Vec<&str> {
        self.command.iter().map(String::as_str).collect()
    }

    /// The flags that say where to work; none, when they make no sense.
    pub(super) fn flags(&self) -> Option<Flags> {
        let value = |name: &str| self.values.get(name).cloned();
        let platform = match value("platform") {
            Some(name) => Some(name.parse().ok()?),
            None => None,
        };
        Some(Flags {
            platform,
            meeting: value("meeting"),
            server: value("server"),
            profile: value("profile"),
        })
    }

    fn read(command: &Command, mut words: impl Iterator<Item = String>) -> Self {
        let mut line = Self {
            root: command.clone(),
            ..Self::default()
        };
        let mut here = command;
        while let Some(word) = words.next() {
            if let Some(flag) = word.strip_prefix("--") {
                let (name, value) = match flag.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (flag, None),
                };
                let argument = here.get_arguments().find(|a| a.get_long() == Some(name));
                line.take(argument, value, &mut words);
            } else if let Some(flags) = word.strip_prefix('-').filter(|f| !f.is_empty()) {
                for (at, flag) in flags.char_indices() {
                    let is_it = |a: &&Arg| a.get_short() == Some(flag);
                    let argument = here.get_arguments().find(is_it);
                    let rest = &flags[at + flag.len_utf8()..];
                    let value = rest.strip_prefix('=').unwrap_or(rest);
                    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
                    if line.take(argument, value, &mut words) {
                        break;
                    }
                }
            } else if let Some(further) = here.find_subcommand(&word) {
                here = further;
                line.command.push(word);
            } else {
                line.others.push(word);
            }
        }
        line
    }

    /// Takes a flag's value, which is the next word if the flag's own word has none. Returns whether
    /// the flag takes one.
    fn take(
        &mut self,
        argument: Option<&Arg>,
        value: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) -> bool {
        let Some(argument) = argument.filter(|a| a.get_action().takes_values()) else {
            return false;
        };
        if let Some(value) = value.or_else(|| words.next()) {
            self.values.insert(argument.get_id().to_string(), value);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Line {
        let mut command = crate::app::command();
        command.build();
        Line::read(&command, words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_are_found_wherever_and_however_they_are_said() {
        for words in [
            "-m town grant guest-1 --server http://127.0.0.1:1",
            "--meeting=town grant --server=http://127.0.0.1:1 guest-1",
            "grant guest-1 -qmtown --server http://127.0.0.1:1 --dry-run",
            "grant -qm town --all guest-1 -o json --server http://127.0.0.1:1",
        ] {
            let line = read(words);
            let flags = line.flags().unwrap();
            assert_eq!(line.command(), ["grant"], "{words}");
            assert_eq!(line.others, ["guest-1"], "{words}");
            assert_eq!(flags.meeting.as_deref(), Some("town"), "{words}");
            let server = Some("http://127.0.0.1:1");
            assert_eq!(flags.server.as_deref(), server, "{words}");
        }
    }

    #[test]
    fn what_is_not_finished_says_nothing() {
        assert_eq!(read("requests list -m").command(), ["requests", "list"]);
        assert_eq!(read("requests list -m").flags().unwrap().meeting, None);
        assert!(read("--platform nowhere grant").flags().is_none());
        assert_eq!(read("--unknown - grant").command(), ["grant"]);
    }
}
