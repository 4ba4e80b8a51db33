//! The ids of participants that commands take: typed as arguments, or from stdin.

use std::io::{self, BufRead};

use crate::commands::stdin::read_stdin;
use crate::error::CliError;

/// Stands for ids on stdin.
const STDIN: &str = "-";

/// The ids of participants that the arguments name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::commands) struct ParticipantIds {
    /// Exact ids, from stdin.
    pub(in crate::commands) participants: Option<Vec<String>>,
    /// Typed ids, their beginnings, and names.
    pub(in crate::commands) selectors: Option<Vec<String>>,
}

impl ParticipantIds {
    /// How to find ids, given the command that lists them.
    pub(in crate::commands) fn hint(&self, look: &str) -> String {
        if self.participants.is_some() {
            return format!("hint: stdin takes exact ids only; list them: {look} -o id");
        }
        format!(
            "hint: list ids: {look} (a name is said as name:NAME, whole; the beginning of a user id \
             has 6 characters or more)"
        )
    }

    /// Reads the arguments, and stdin where they say so.
    pub(in crate::commands) async fn read(ids: Vec<String>) -> Result<Self, CliError> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        if !ids.iter().any(|id| id == STDIN) {
            if ids.iter().any(|id| id.trim().is_empty()) {
                return Err(CliError::usage("an ID is empty".to_owned()));
            }
            return Ok(Self {
                selectors: Some(ids.iter().map(|id| without_ellipsis(id)).collect()),
                participants: None,
            });
        }
        if ids.len() > 1 {
            let message = "give either IDs or -, not both";
            return Err(CliError::usage(message.to_owned()));
        }
        Ok(Self {
            participants: Some(read_stdin(lines).await?),
            selectors: None,
        })
    }
}

/// An id without the `…` with which a table ends it on a narrow terminal.
pub(in crate::commands) fn without_ellipsis(id: &str) -> String {
    id.trim_end_matches('…').to_owned()
}

fn lines(lines: impl BufRead) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    for line in lines.lines() {
        let line = line?;
        // PowerShell may begin a pipe with a byte order mark.
        let id = line.trim_start_matches('\u{feff}').trim();
        if !id.is_empty() {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}
