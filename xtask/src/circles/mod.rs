//! Finds circles: files that import each other, directly or through others. Also imports from a floor above.
//!
//! A parent file (`a/mod.rs`, `lib.rs`) and the files in its folder may import each other: that alone is no circle.
//! A path through a re-export counts as an import of the file that defines the item.
//!
//! | file | what it does |
//! |---|---|
//! | `lexer` | splits Rust into words, without comments and literals |
//! | `parser` | reads a file's modules, `use` lines, items and paths; `use_tree` one `use` line |
//! | `tree` | loads the files of all crates by their `mod` declarations |
//! | `resolve` | finds the file that defines what a path names |
//! | `graph` | which file imports what from which file |
//! | `tarjan` | strongly connected components of a graph |
//! | `family` | circles of a graph of files, without those of a parent and its children |
//! | `manifest` | the crates, and what their manifests name |
//! | `floors` | which crates and rooms may import which: the tables to edit |
//! | `report` | reads the repository, prints what is wrong |

mod family;
mod floors;
mod graph;
mod lexer;
mod manifest;
mod parser;
mod report;
mod resolve;
mod tarjan;
mod tree;
mod use_tree;

pub(crate) use report::{check, list};

#[cfg(test)]
mod tests;
