//! What is offered for each argument.

use std::ffi::OsStr;

use clap_complete::engine::CompletionCandidate;

use super::line::Line;
use super::source::{self, Source};
use crate::cache::{Item, ItemKind, KnownParticipant};
use crate::config::Key;
use crate::help;
use crate::output::columns;
use crate::output::table::{Column, plain};
use model::StageStatus::{Accepted, OffStage, OnStage, Requested};

/// The most characters of a participant's name that are shown.
const MAX_NAME_CHARS: usize = 48;

/// Whether a command can act on a participant.
type Fits = fn(&KnownParticipant) -> bool;

/// The participants that a command can act on: those that it is for, and others only where none of
/// these begins as the word does.
fn fitting(command: &[&str]) -> &'static [Fits] {
    match command {
        ["grant"] => &[
            |s| s.status == Some(Requested),
            |s| s.is_here && matches!(s.status, Some(OffStage) | None),
        ],
        ["deny"] => &[|s| matches!(s.status, Some(Requested | Accepted))],
        ["kick"] => &[|s| matches!(s.status, Some(Accepted | OnStage))],
        ["request"] => &[|s| s.status == Some(OffStage), |s| !s.is_here],
        ["cancel"] => &[|s| s.status == Some(Requested)],
        ["join"] => &[
            |s| s.status == Some(Accepted),
            |s| !s.is_here || s.status == Some(OffStage),
        ],
        ["leave"] => &[|s| matches!(s.status, Some(Accepted | OnStage))],
        ["sandbox", "token"] => &[|_| true],
        _ => &[|s| s.is_here],
    }
}

/// The participants that the command of the line can act on.
pub(crate) fn people(current: &OsStr) -> Vec<CompletionCandidate> {
    let line = Line::current();
    let (Some(current), Some(source)) = (current.to_str(), Source::of(line)) else {
        return Vec::new();
    };
    let mut people = source.people();
    // An id that the line has already is not offered again.
    people.retain(|participant| !line.others.contains(&participant.id));
    let mut tiers = fitting(&line.command()).iter();
    let found = tiers.find_map(|fits| {
        let found = among(&people, *fits, current);
        (!found.is_empty()).then_some(found)
    });
    found.unwrap_or_default()
}

/// The matching participants by user id; once a word is begun, also by custom participant id.
fn among(people: &[KnownParticipant], fits: Fits, current: &str) -> Vec<CompletionCandidate> {
    let fitting = || people.iter().filter(|participant| fits(participant));
    let by_user = fitting().filter_map(|s| candidate(&s.id, &about(s), current));
    let by_custom_id = fitting().filter_map(|s| {
        let id = s.custom_id.as_deref().filter(|_| !current.is_empty());
        candidate(id?, &about(s), current)
    });
    by_user.chain(by_custom_id).collect()
}

/// A participant's name and stage status.
fn about(participant: &KnownParticipant) -> String {
    let status = match participant.status {
        Some(Requested) => ", asking",
        Some(Accepted) => ", accepted",
        Some(OnStage) => ", on stage",
        Some(OffStage) => ", off stage",
        None if !participant.is_here => ", not in the session",
        None => "",
    };
    let name = plain(&participant.name);
    if name.chars().count() > MAX_NAME_CHARS {
        let begin: String = name.chars().take(MAX_NAME_CHARS - 1).collect();
        return format!("{begin}…{status}");
    }
    format!("{name}{status}")
}

/// The meetings.
pub(crate) fn meetings(current: &OsStr) -> Vec<CompletionCandidate> {
    items(ItemKind::Meetings, current)
}

/// The presets.
pub(crate) fn presets(current: &OsStr) -> Vec<CompletionCandidate> {
    items(ItemKind::Presets, current)
}

/// A service's connections.
pub(crate) fn connections(current: &OsStr) -> Vec<CompletionCandidate> {
    items(ItemKind::Connections, current)
}

/// The names of the tokens of this machine.
pub(crate) fn tokens(current: &OsStr) -> Vec<CompletionCandidate> {
    offer(&source::tokens(), current)
}

/// The profiles of the configuration.
pub(crate) fn profiles(current: &OsStr) -> Vec<CompletionCandidate> {
    let names = source::profiles().unwrap_or_default();
    let item = |id| Item {
        id,
        about: String::new(),
    };
    offer(&names.into_iter().map(item).collect::<Vec<_>>(), current)
}

/// The keys of the configuration.
pub(crate) fn keys(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else {
        return Vec::new();
    };
    let keys = Key::ALL
        .iter()
        .map(|key| (key.name(), key.variable().meaning));
    let keys = [("profile", "the profile in use")].into_iter().chain(keys);
    keys.filter_map(|(key, about)| candidate(key, about, current))
        .collect()
}

/// The values of the key before them, where they are known.
pub(crate) fn values(current: &OsStr) -> Vec<CompletionCandidate> {
    match Line::current().others.last().map(String::as_str) {
        Some("profile") => profiles(current),
        Some("meeting") => meetings(current),
        Some("host_preset" | "host-preset") => presets(current),
        Some("platform") => {
            let names = ["realtimekit", "dyte", "sandbox"].into_iter();
            let current = current.to_str().unwrap_or_default();
            names
                .filter_map(|name| candidate(name, "", current))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What there is help on: further words of a command, and topics where none is begun.
pub(crate) fn topics(current: &OsStr) -> Vec<CompletionCandidate> {
    let line = Line::current();
    let (Some(current), Some(command)) = (current.to_str(), help::find(&line.root, &line.others))
    else {
        return Vec::new();
    };
    let is_topic = line.others.is_empty() && line.command() == ["help"];
    let topics = help::TOPICS.iter().filter(|_| is_topic);
    let commands = command.get_subcommands().filter_map(|command| {
        let about = command.get_about().map(ToString::to_string);
        candidate(command.get_name(), &about.unwrap_or_default(), current)
    });
    let topics = topics.filter_map(|(name, about)| candidate(name, about, current));
    commands.chain(topics).collect()
}

/// The columns of the table of the line's command.
pub(crate) fn columns(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else {
        return Vec::new();
    };
    let columns = columns::of(&Line::current().command());
    let keys = columns.unwrap_or_default().iter().map(Column::key);
    keys.filter_map(|key: String| candidate(&key, "", current))
        .collect()
}

fn items(kind: ItemKind, current: &OsStr) -> Vec<CompletionCandidate> {
    let items = Source::of(Line::current()).map(|source| source.items(kind));
    offer(&items.unwrap_or_default(), current)
}

fn offer(items: &[Item], current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else {
        return Vec::new();
    };
    let items = items.iter();
    let found = items.filter_map(|item| candidate(&item.id, &plain(&item.about), current));
    found.collect()
}

/// A candidate, if it begins with the current word. Values that a shell would expand are dropped:
/// they are remote input.
fn candidate(value: &str, about: &str, current: &str) -> Option<CompletionCandidate> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.@%+,/".contains(c);
    let is_word = !value.is_empty() && !value.starts_with('-') && value.chars().all(is_plain);
    let fits = is_word && value.starts_with(current);
    let about = Some(about).filter(|about| !about.is_empty());
    let help = about.map(|about| about.to_owned().into());
    fits.then(|| CompletionCandidate::new(value).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_run_is_not_offered() {
        for value in [
            "$(reboot)",
            "a b",
            "a;b",
            "a\nb",
            "`id`",
            "~",
            "--all",
            "a:b",
            "a=b",
            "*",
            "",
        ] {
            assert_eq!(candidate(value, "", ""), None, "{value}");
        }
        assert!(candidate("5f2a9c64-1e37", "Amara", "5f2").is_some());
        assert!(candidate("5f2a9c64-1e37", "Amara", "6").is_none());
    }

    #[test]
    fn a_name_is_one_line_and_not_endless() {
        let participant = |name: &str| KnownParticipant {
            id: "a".to_owned(),
            custom_id: None,
            name: name.to_owned(),
            status: Some(Requested),
            is_here: true,
        };
        assert_eq!(
            about(&participant("Eve\n\u{1b}[31m\t!")),
            "Eve[31m!, asking"
        );
        let long = about(&participant(&"王".repeat(200)));
        assert_eq!(long.chars().count(), MAX_NAME_CHARS + ", asking".len());
    }
}
