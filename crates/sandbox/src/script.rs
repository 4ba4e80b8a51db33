//! A rehearsal's script: at what time who asks, cancels, joins or leaves. Text in, deeds out.
//!
//! ```text
//! # time  who        deed
//! 0s      guest-106  request
//! 1m10s   guest-104  join      # lines may be in any order
//! ```

use std::str::FromStr;
use std::time::Duration;

use super::state::Meeting;
use model::parse_duration;
use model::{Operation, UserId};

/// What begins a comment.
const COMMENT: char = '#';

/// A script, the earliest deed first; those of the same time are in the order of their lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: usize,
    text: String,
    at: Duration,
    who: String,
    operation: Operation,
}

/// Something that somebody in a meeting does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// How long after the rehearsal's beginning.
    pub at: Duration,
    /// Who does it, as the script calls them.
    pub who: String,
    /// Who that is.
    pub user_id: UserId,
    /// What they do: an operation of a participant on themselves.
    pub operation: Operation,
}

/// A line of a script that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {text:?}: {problem}")]
pub struct ScriptError {
    /// The line's number, from 1.
    pub line: usize,
    /// The line, without spaces at its ends.
    pub text: String,
    /// Why it cannot be followed.
    pub problem: Problem,
}

/// Why a line of a script cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It has other than three words.
    #[error("not a time, an id and a deed; write a line such as: 5s guest-101 request")]
    Words,
    /// Its first word is no time.
    #[error("{0:?} is not a time; write one such as 0s, 5s or 1m10s")]
    Time(String),
    /// Its third word is nothing that a participant does.
    #[error("{0:?} is not a deed; write request, cancel, join or leave")]
    Deed(String),
    /// Its second word is nobody's id.
    #[error(
        "nobody in the meeting has the id {0:?}; write a user id or a custom participant id, as in: dyte-stage status"
    )]
    Nobody(String),
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    ///
    /// When a line is not a time, an id and a deed.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut lines = Vec::new();
        // Some editors put a mark before the first line.
        let text = text.trim_start_matches('\u{feff}');
        for (index, text) in text.lines().enumerate() {
            let text = text.trim();
            let words = text.split_whitespace();
            let words: Vec<_> = words
                .take_while(|word| !word.starts_with(COMMENT))
                .collect();
            if words.is_empty() {
                continue;
            }
            let number = index + 1;
            let line = Line::read(number, text, &words);
            lines.push(line.map_err(|problem| ScriptError {
                line: number,
                text: text.to_owned(),
                problem,
            })?);
        }
        lines.sort_by_key(|line| line.at);
        Ok(Self { lines })
    }

    /// Finds whom a script means in a meeting: by exact user id, else by exact custom participant id.
    ///
    /// # Errors
    ///
    /// When a line means nobody who may join.
    pub fn cast(&self, meeting: &Meeting) -> Result<Vec<Deed>, ScriptError> {
        let deeds = self.lines.iter().map(|line| {
            let user_id = find(meeting, &line.who).ok_or_else(|| ScriptError {
                line: line.number,
                text: line.text.clone(),
                problem: Problem::Nobody(line.who.clone()),
            })?;
            Ok(Deed {
                at: line.at,
                who: line.who.clone(),
                user_id: user_id.clone(),
                operation: line.operation,
            })
        });
        deeds.collect()
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        Self::parse(text)
    }
}

impl Line {
    fn read(number: usize, text: &str, words: &[&str]) -> Result<Self, Problem> {
        let &[at, who, deed] = words else {
            return Err(Problem::Words);
        };
        let mut own = Operation::ALL.into_iter().filter(|o| o.is_own());
        let operation = own.find(|operation| operation.name() == deed);
        Ok(Self {
            number,
            text: text.to_owned(),
            at: parse_duration(at).ok_or_else(|| Problem::Time(at.to_owned()))?,
            who: who.to_owned(),
            operation: operation.ok_or_else(|| Problem::Deed(deed.to_owned()))?,
        })
    }
}

fn find<'a>(meeting: &'a Meeting, who: &str) -> Option<&'a UserId> {
    let by_user_id = meeting.participants.get_key_value(who);
    let mut participants = meeting.participants.iter();
    by_user_id
        .or_else(|| participants.find(|(_, p)| p.custom_participant_id == who))
        .map(|(user, _)| user)
}

#[cfg(test)]
mod tests;
