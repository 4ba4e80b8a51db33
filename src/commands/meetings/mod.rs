//! `meetings`: the platform's meetings.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list`, `get` | show them |
//! | `create` | makes one |
//! | `table` | the table of meetings |

mod command;
mod create;
mod get;
mod list;
pub(super) mod table;

pub(crate) use command::MeetingsCommand;
pub(super) use command::run;
