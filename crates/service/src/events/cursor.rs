//! A cursor into a meeting's history, which is the id of an event.

use std::fmt;

use axum::http::HeaderValue;
use uuid::Uuid;

use platform::Host;

/// A position in a meeting's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    history: Uuid,
    position: u64,
}

impl Cursor {
    /// The end of a host's history. Taken while the roster is being read, it misses nothing that
    /// happens after what was read.
    pub(crate) fn at_end(host: &Host) -> Self {
        Self::at(host, host.history.position())
    }

    /// A position in a host's history.
    pub(super) fn at(host: &Host, position: u64) -> Self {
        Self {
            history: host.history.id,
            position,
        }
    }

    /// Reads the id of an event; `None` when it is not one of ours.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (history, position) = text.split_once('.')?;
        Some(Self {
            history: Uuid::try_parse(history).ok()?,
            position: position.parse().ok()?,
        })
    }

    /// The position, if it is in a host's history and not after its end.
    pub(crate) fn position_in(&self, host: &Host, end: u64) -> Option<u64> {
        (self.history == host.history.id && self.position <= end).then_some(self.position)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.history.simple(), self.position)
    }
}

impl From<Cursor> for HeaderValue {
    fn from(cursor: Cursor) -> Self {
        Self::from_str(&cursor.to_string()).expect("it is hexadecimal digits and a number")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_history_and_the_position() {
        let cursor = Cursor {
            history: Uuid::from_u128(7),
            position: 42,
        };
        let id = cursor.to_string();
        assert_eq!(id, "00000000000000000000000000000007.42");
        assert_eq!(Cursor::parse(&id), Some(cursor));
        for odd in ["", "42", "x.1", "00000000000000000000000000000007.-1"] {
            assert_eq!(Cursor::parse(odd), None, "{odd}");
        }
    }
}
