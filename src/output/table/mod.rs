//! Tables: rows of text that fit the terminal, one line each.

mod column;
mod fit;
mod paint;
mod render;
#[cfg(test)]
mod tests;
mod text;
mod time;

pub(crate) use column::{Column, Columns};
pub(super) use render::Look;
pub(crate) use render::{Table, line};
pub(crate) use text::plain;
