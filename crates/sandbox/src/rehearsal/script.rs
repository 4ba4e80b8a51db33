//! A rehearsal's script: which simulated attendee requests, cancels, joins or leaves, and when. Text in,
//! scripted actions out.
//!
//! ```text
//! # time  attendee   action
//! 0s      guest-106  request
//! 1m10s   guest-104  join      # lines may be in any order
//! ```

use std::str::FromStr;
use std::time::Duration;

use crate::state::Meeting;
use model::parse_duration;
use model::{Operation, UserId};

/// The first character of a comment.
const COMMENT: char = '#';

/// A script, the earliest action first; actions at the same time are in the order of their lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    lines: Vec<ScriptLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ScriptLine {
    number: usize,
    text: String,
    at: Duration,
    attendee: String,
    operation: Operation,
}

/// An action of a participant in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptedAction {
    /// The offset from the start of the rehearsal.
    pub at: Duration,
    /// The participant's id, as the script gives it.
    pub attendee: String,
    /// The participant.
    pub user_id: UserId,
    /// The operation: one of a participant on itself.
    pub operation: Operation,
}

/// A line of a script that cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {text:?}: {problem}")]
pub struct ScriptError {
    /// The line's number, from 1.
    pub line: usize,
    /// The line, without spaces at its ends.
    pub text: String,
    /// Why it cannot be played.
    pub problem: ScriptProblem,
}

/// Why a line of a script cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptProblem {
    /// It does not have three words.
    #[error("not a time, an id and a deed; write a line such as: 5s guest-101 request")]
    WordCount,
    /// Its first word is not a time.
    #[error("{0:?} is not a time; write one such as 0s, 5s or 1m10s")]
    Time(String),
    /// Its third word is not an action of a participant.
    #[error("{0:?} is not a deed; write request, cancel, join or leave")]
    Action(String),
    /// Its second word is not the id of a participant.
    #[error(
        "nobody in the meeting has the id {0:?}; write a user id or a custom participant id, as in: dyte-stage status"
    )]
    UnknownParticipant(String),
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    ///
    /// When a line is not a time, an id and an action.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut lines = Vec::new();
        // Some editors put a byte order mark before the first line.
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
            let line = ScriptLine::parse(number, text, &words);
            lines.push(line.map_err(|problem| ScriptError {
                line: number,
                text: text.to_owned(),
                problem,
            })?);
        }
        lines.sort_by_key(|line| line.at);
        Ok(Self { lines })
    }

    /// Finds the participants of a script in a meeting: by exact user id, else by exact custom participant id.
    ///
    /// # Errors
    ///
    /// When a line names no participant of the meeting.
    pub fn resolve(&self, meeting: &Meeting) -> Result<Vec<ScriptedAction>, ScriptError> {
        let actions = self.lines.iter().map(|line| {
            let user_id = find(meeting, &line.attendee).ok_or_else(|| ScriptError {
                line: line.number,
                text: line.text.clone(),
                problem: ScriptProblem::UnknownParticipant(line.attendee.clone()),
            })?;
            Ok(ScriptedAction {
                at: line.at,
                attendee: line.attendee.clone(),
                user_id: user_id.clone(),
                operation: line.operation,
            })
        });
        actions.collect()
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        Self::parse(text)
    }
}

impl ScriptLine {
    fn parse(number: usize, text: &str, words: &[&str]) -> Result<Self, ScriptProblem> {
        let &[at, attendee, action] = words else {
            return Err(ScriptProblem::WordCount);
        };
        let mut own = Operation::ALL.into_iter().filter(|o| o.is_own());
        let operation = own.find(|operation| operation.name() == action);
        Ok(Self {
            number,
            text: text.to_owned(),
            at: parse_duration(at).ok_or_else(|| ScriptProblem::Time(at.to_owned()))?,
            attendee: attendee.to_owned(),
            operation: operation.ok_or_else(|| ScriptProblem::Action(action.to_owned()))?,
        })
    }
}

fn find<'a>(meeting: &'a Meeting, id: &str) -> Option<&'a UserId> {
    let by_user_id = meeting.participants.get_key_value(id);
    let mut participants = meeting.participants.iter();
    by_user_id
        .or_else(|| participants.find(|(_, p)| p.custom_participant_id == id))
        .map(|(user, _)| user)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::demo::{self, DemoOptions};

    const TEXT: &str = "
# time  attendee   action
1m10s   guest-104  join
0s      guest-106  request
   5    guest-101  cancel   # has changed her mind

0s      5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  leave
";

    fn actions(text: &str) -> Result<Vec<ScriptedAction>, ScriptError> {
        let meeting = demo::meeting(Timestamp::UNIX_EPOCH, DemoOptions::default());
        Script::parse(text)?.resolve(&meeting)
    }

    #[test]
    fn actions_are_in_the_order_of_their_times_then_of_their_lines() {
        let actions = actions(TEXT).unwrap();
        let lines = actions.iter().map(|action| {
            let (seconds, user) = (action.at.as_secs(), &action.user_id.as_str()[..8]);
            format!("{seconds} {user} {}", action.operation)
        });
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [
                "0 c25a170e request",
                "0 5f2a9c64 leave",
                "5 5f2a9c64 cancel",
                "70 9d16f3ca join",
            ]
        );
        assert_eq!(actions[1].attendee, "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03");
    }

    #[test]
    fn an_error_has_the_line_and_what_would_be_right() {
        let error = |text: &str| actions(text).unwrap_err().to_string();
        assert_eq!(
            error("\n5s  guest-101"),
            r#"line 2, "5s  guest-101": not a time, an id and a deed; write a line such as: 5s guest-101 request"#
        );
        assert_eq!(
            error("soon guest-101 join"),
            r#"line 1, "soon guest-101 join": "soon" is not a time; write one such as 0s, 5s or 1m10s"#
        );
        for action in ["wave", "grant", "Join"] {
            assert_eq!(
                error(&format!("0s guest-101 {action}")),
                format!(
                    r#"line 1, "0s guest-101 {action}": "{action}" is not a deed; write request, cancel, join or leave"#
                )
            );
        }
        assert_eq!(
            error("9s guest-101 join\n5s guest-1 join"),
            r#"line 2, "5s guest-1 join": nobody in the meeting has the id "guest-1"; write a user id or a custom participant id, as in: dyte-stage status"#
        );
    }

    #[test]
    fn a_script_may_be_empty() {
        assert_eq!(
            Script::parse("\n# nobody does anything\n"),
            Ok(Script::default())
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in "([0-9]{0,20}[smhdTP]? ?[a-z#-]{0,9} ?(join|leave|\\PC{0,5})\n?){0,9}") {
            match Script::parse(&text) {
                Ok(script) => prop_assert!(script.lines.is_sorted_by_key(|line| line.at)),
                Err(error) => prop_assert!((1..=text.lines().count()).contains(&error.line)),
            }
        }
    }
}
