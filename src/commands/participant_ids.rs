//! The ids of participants that commands take: typed as arguments, or from stdin.

use std::io::{self, BufRead};

use crate::error::CliError;

/// Stands for ids on stdin.
const STDIN: &str = "-";

/// The ids of participants that the arguments name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ParticipantIds {
    /// Exact ids, from stdin.
    pub(crate) participants: Option<Vec<String>>,
    /// Typed ids, their beginnings, and names.
    pub(crate) selectors: Option<Vec<String>>,
}

impl ParticipantIds {
    /// How to find ids, given the command that lists them.
    pub(crate) fn hint(&self, look: &str) -> String {
        if self.participants.is_some() {
            return format!("hint: stdin takes exact ids only; list them: {look} -o id");
        }
        format!(
            "hint: list ids: {look} (a name is said as name:NAME, whole; the beginning of a user id \
             has 6 characters or more)"
        )
    }

    /// Reads the arguments, and stdin where they say so.
    pub(crate) async fn read(ids: Vec<String>) -> Result<Self, CliError> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        if !ids.iter().any(|id| id == STDIN) {
            if ids.iter().any(|id| id.trim().is_empty()) {
                return Err(CliError::usage("an ID is empty".to_owned()));
            }
            return Ok(Self {
                selectors: Some(ids.iter().map(|id| typed(id)).collect()),
                participants: None,
            });
        }
        if ids.len() > 1 {
            let message = "give either IDs or -, not both";
            return Err(CliError::usage(message.to_owned()));
        }
        // Read on another thread: --timeout and Ctrl-C hold while stdin is silent.
        let participants = tokio::task::spawn_blocking(|| lines(io::stdin().lock())).await;
        let participants = participants.map_err(io::Error::other).flatten();
        Ok(Self {
            participants: Some(participants.map_err(CliError::stdin)?),
            selectors: None,
        })
    }
}

/// A typed id, without the `…` with which a table ends an id on a narrow terminal.
pub(crate) fn typed(id: &str) -> String {
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
