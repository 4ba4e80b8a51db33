//! `connections`: a service's own connections into meetings.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list` | lists them |
//! | `release` | lets one leave its meeting |
//! | `table` | the table of connections |

mod command;
mod list;
mod release;
mod table;

pub(crate) use command::ConnectionsCommand;
pub(super) use command::run;
