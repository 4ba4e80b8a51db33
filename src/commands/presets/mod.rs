//! `presets`: what participants may do, and the one that the host joins with.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list` | lists them |
//! | `check` | which preset the host joins with |
//! | `create_host` | makes a preset for the host |
//! | `table` | the table of presets |

mod check;
mod command;
mod create_host;
mod list;
mod table;

pub(crate) use command::PresetsCommand;
pub(super) use command::run;
