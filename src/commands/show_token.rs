//! Prints a token below the table of its holder.

use crate::output::{Format, Output};

/// Prints a token whole, on a line of its own: a table would cut it up. In other formats than a
/// table, the token is part of what was printed.
pub(super) fn show_token(token: &str, output: &Output) {
    if output.format() == Format::Table {
        output.text(&format!("\n{token}"));
    }
}
