//! The help in its longer forms: the topics that belong to no command, the man pages and the
//! command reference. All of it is made from the command line that it is given, which `--help` is
//! made from, too.

mod command_tree;
pub(crate) mod man;
mod overview;
pub(crate) mod reference;
mod section;

pub(crate) use command_tree::{SCRIPTING, TOPICS, find, topics};
pub(crate) use overview::with_overview;
