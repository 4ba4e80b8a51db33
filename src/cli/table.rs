//! Tables: borderless, sized to a terminal, whole and plain elsewhere.

use comfy_table::{ColumnConstraint, ContentArrangement, Width};

/// How many columns of space stand between two cells.
const GAP: u16 = 2;

/// Rows under a header.
pub(super) struct Table {
    table: comfy_table::Table,
}

impl Table {
    /// A table with these columns. The first one must never be text that a participant chose: off a
    /// terminal, some readers take the beginning of a line as a command.
    pub(super) fn new<const N: usize>(columns: [&str; N]) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(comfy_table::presets::NOTHING)
            .set_header(columns);
        for column in table.column_iter_mut() {
            column.set_padding((0, GAP));
        }
        Self { table }
    }

    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.table.add_row(cells.map(plain));
    }

    /// The lines: as wide as they are, or at most as wide as a terminal. Without rows: none.
    pub(super) fn render(mut self, width: Option<u16>) -> String {
        if self.table.is_empty() {
            return String::new();
        }
        if let Some(width) = width {
            self.table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width);
        }
        self.table.trim_fmt()
    }
}

/// One line, where lines come one by one: each cell, and how many columns of a terminal it takes at least.
/// The first one must never be text that a participant chose.
pub(super) fn line<const N: usize>(cells: [(&str, u16); N]) -> String {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .add_row(cells.map(|(cell, _)| plain(cell)));
    for (column, (_, width)) in table.column_iter_mut().zip(cells) {
        column
            .set_padding((0, GAP))
            .set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width + GAP)));
    }
    table.trim_fmt()
}

/// Text without what would break a line or reorder it: control characters, line separators and
/// bidirectional overrides. Nor does it hold what some CI systems take as a command anywhere in a
/// line.
pub(super) fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_unsafe(*c)).collect();
    text.replace("##[", "# #[").replace("##vso[", "# #vso[")
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
                | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_or_reorder_a_line() {
        let name = "Eve\n::add-mask::x\u{202e}gpj.exe\u{1b}[31m\u{2066}\r";
        assert_eq!(plain(name), "Eve::add-mask::xgpj.exe[31m");
        let mut table = Table::new(["ID", "NAME"]);
        table.row(["a", name]);
        assert_eq!(table.render(None).lines().count(), 2);
    }

    #[test]
    fn names_are_no_commands_of_a_ci_system() {
        assert_eq!(plain("##[add-mask]a"), "# #[add-mask]a");
        assert_eq!(plain("x ##vso[task]"), "x # #vso[task]");
        assert_eq!(plain("##\u{7}[add-mask]"), "# #[add-mask]");
    }

    #[test]
    fn lines_that_come_one_by_one_are_aligned_by_what_is_seen() {
        let lines = [
            line([("a", 3), ("Amara", 6), ("x", 0)]),
            line([("ab", 3), ("王小明", 6), ("xy", 0)]),
            line([("abcd", 3), ("", 6), ("", 0)]),
        ];
        assert_eq!(lines, ["a    Amara   x", "ab   王小明  xy", "abcd"]);
    }

    #[test]
    fn a_terminal_wraps_and_a_file_does_not() {
        let wide = "漢".repeat(200);
        let table = || {
            let mut table = Table::new(["ID", "NAME"]);
            table.row(["a", &wide]);
            table
        };
        assert_eq!(table().render(None).lines().count(), 2);
        let wrapped = table().render(Some(60));
        let width = |line: &str| {
            line.chars()
                .map(|c| if c == '漢' { 2 } else { 1 })
                .sum::<usize>()
        };
        assert!(wrapped.lines().all(|line| width(line) <= 60), "{wrapped}");
    }
}
