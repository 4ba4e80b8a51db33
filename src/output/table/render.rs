//! Tables: borderless; on a terminal a row is one line, elsewhere whole and plain.

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Row, Width};
use jiff::Timestamp;

use super::column::{Column, Columns};
use super::fit::{ColumnKind, GAP, fit};
use super::text::{self, plain};
use super::{paint, time};

/// How a table is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::output) struct Look {
    /// How wide the terminal is; `None` off a terminal.
    pub(in crate::output) width: Option<u16>,
    /// Whether it has colours.
    pub(in crate::output) is_coloured: bool,
    /// From when a person sees a time; `None`: they are RFC 3339.
    pub(in crate::output) now: Option<Timestamp>,
}

/// Rows under a header.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// What a table is on a terminal, and what there was no room for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::output) struct Rendered {
    pub(in crate::output) lines: String,
    pub(in crate::output) left_out: Vec<&'static str>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: Columns) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(plain).into());
    }

    /// Only the columns that are named, in that order; with none named, every one.
    pub(in crate::output) fn choose(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let find = |name: &String| self.columns.iter().position(|c| c.is_called(name));
        let positions: Vec<_> = names.iter().filter_map(find).collect();
        // What was asked of another table of the same command.
        if positions.is_empty() {
            return;
        }
        self.columns = positions
            .iter()
            .map(|position| self.columns[*position])
            .collect();
        for row in &mut self.rows {
            let chosen = positions.iter().map(|position| row[*position].clone());
            *row = chosen.collect();
        }
    }

    /// The lines. Without rows: none.
    pub(in crate::output) fn render(mut self, look: &Look) -> Rendered {
        if self.rows.is_empty() {
            return Rendered::default();
        }
        if let Some(now) = look.now {
            self.relative_times(now);
        }
        if look.width.is_some() {
            for cell in self.rows.iter_mut().flatten() {
                *cell = text::measurable(cell);
            }
        }
        let mut table = comfy_table::Table::new();
        table
            .load_style(comfy_table::presets::NOTHING)
            .set_truncation_indicator("…")
            // Text is cut where the room ends, not at the space before.
            .set_delimiter('\0')
            .set_header(self.header(look));
        if look.is_coloured {
            table.enforce_styling();
            table.style_text_only();
        } else {
            table.force_no_tty();
        }
        for cells in &self.rows {
            let cells = self.columns.iter().zip(cells).map(|(column, text)| {
                let colour = paint::colour(text);
                let is_painted = look.is_coloured && column.kind == ColumnKind::Word;
                let cell = Cell::new(text);
                match colour.filter(|_| is_painted) {
                    Some(colour) => cell.fg(colour),
                    None => cell,
                }
            });
            let mut row = Row::from(cells.collect::<Vec<_>>());
            if look.width.is_some() {
                row.max_height(1);
            }
            table.add_row(row);
        }
        let shown = match look.width {
            Some(width) => self.narrow(&mut table, width),
            None => self.columns.len(),
        };
        for (index, column) in table.column_iter_mut().enumerate() {
            // Behind the last one there is nothing, not even space.
            let gap = if index + 1 < shown { gap() } else { 0 };
            column.set_padding((0, gap));
        }
        let left_out = self.columns[shown..].iter().map(|column| column.name);
        Rendered {
            left_out: left_out.collect(),
            lines: table.trim_fmt(),
        }
    }

    /// The lines at full width.
    pub(crate) fn whole(self) -> String {
        self.render(&Look::default()).lines
    }

    fn header(&self, look: &Look) -> Row {
        let names = self.columns.iter().map(|column| {
            let name = Cell::new(column.name);
            if look.is_coloured {
                name.add_attribute(Attribute::Bold)
            } else {
                name
            }
        });
        let mut header = Row::from(names.collect::<Vec<_>>());
        if look.width.is_some() {
            header.max_height(1);
        }
        header
    }

    /// Replaces each time by how far it is from now.
    fn relative_times(&mut self, now: Timestamp) {
        for row in &mut self.rows {
            let times = self.columns.iter().zip(row);
            let times = times.filter(|(column, _)| column.kind == ColumnKind::Time);
            for (_, cell) in times {
                if let Ok(at) = cell.parse() {
                    *cell = time::seen_from(now, at);
                }
            }
        }
    }

    /// Makes a table as wide as a terminal at most, and says how many columns it shows.
    fn narrow(&self, table: &mut comfy_table::Table, terminal: u16) -> usize {
        let natural = table.column_max_content_widths();
        let kinds = self.columns.iter().map(|column| column.kind);
        let columns: Vec<_> = kinds.zip(natural.into_iter().map(usize::from)).collect();
        let widths = fit(&columns, terminal.into());
        table.set_content_arrangement(ContentArrangement::Dynamic);
        // Every column has its width: together they are narrower.
        table.set_width(u16::MAX);
        let shown = widths.iter().flatten().count();
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_constraint(match widths[index] {
                None => ColumnConstraint::Hidden,
                Some(width) => {
                    let gap = if index + 1 < shown { GAP } else { 0 };
                    let width = u16::try_from(width + gap).unwrap_or(terminal);
                    ColumnConstraint::Absolute(Width::Fixed(width))
                }
            });
        }
        shown
    }
}

/// The space between two cells.
fn gap() -> u16 {
    u16::try_from(GAP).unwrap_or_default()
}

/// One line, where lines come one by one: each cell, and how many columns of a terminal it takes at
/// least. The first one must never be text that a participant chose.
pub(crate) fn line<const N: usize>(cells: [(&str, u16); N]) -> String {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .force_no_tty()
        .add_row(cells.map(|(cell, _)| plain(cell)));
    for (column, (_, width)) in table.column_iter_mut().zip(cells) {
        column
            .set_padding((0, gap()))
            .set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width + gap())));
    }
    table.trim_fmt()
}
