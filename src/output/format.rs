//! The formats of results, and a result that can be printed in each.

use clap::ValueEnum;

use super::table::Table;

/// How results are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// The Stage API's answer, unchanged
    Json,
    /// One JSON object a line, one line an item
    Ndjson,
    /// One id a line
    Id,
}

/// A result, as each format prints it.
pub(crate) struct Listing<'a, Item> {
    /// The Stage API's response, for [`Format::Json`].
    pub(crate) json: &'a str,
    /// Its items, for [`Format::Ndjson`].
    pub(crate) items: &'a [Item],
    /// The id of an item, for [`Format::Id`]; an item without one is not listed.
    pub(crate) id: fn(&Item) -> Option<&str>,
    /// For [`Format::Table`].
    pub(crate) table: Table,
}
