//! A column of a table: its name, and what it holds.

use super::fit::ColumnKind;

/// A column: its name, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: ColumnKind,
}

/// The columns of a table. The first one must never be text that a participant chose: off a
/// terminal, some readers take the beginning of a line as a command.
pub(crate) type Columns = &'static [Column];

impl Column {
    /// A word of ours, or a number.
    pub(crate) const fn word(name: &'static str) -> Self {
        let kind = ColumnKind::Word;
        Self { name, kind }
    }

    /// An id.
    pub(crate) const fn id(name: &'static str) -> Self {
        let kind = ColumnKind::Id;
        Self { name, kind }
    }

    /// Text.
    pub(crate) const fn text(name: &'static str) -> Self {
        let kind = ColumnKind::Text;
        Self { name, kind }
    }

    /// A time, in RFC 3339.
    pub(crate) const fn time(name: &'static str) -> Self {
        let kind = ColumnKind::Time;
        Self { name, kind }
    }

    /// Whether a name means this column: `user-id`, `user_id` and `User ID` are the same.
    pub(in crate::output) fn is_called(&self, name: &str) -> bool {
        let same = |c: char| match c {
            '-' | '_' => ' ',
            c => c.to_ascii_uppercase(),
        };
        name.trim().chars().map(same).eq(self.name.chars())
    }

    /// How it is written where no space can be.
    pub(crate) fn key(&self) -> String {
        self.name.to_lowercase().replace(' ', "-")
    }
}
