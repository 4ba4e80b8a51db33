//! `config`: what the profiles have. Nothing is connected to.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list`, `get`, `path` | show it |
//! | `set` | `set` and `unset` change it |
//! | `key_argument` | parses KEY |
//! | `settings` | the values in effect, each with its source |

mod command;
mod get;
mod key_argument;
mod list;
mod path;
mod set;
mod settings;

pub(crate) use command::ConfigCommand;
pub(super) use command::run;
