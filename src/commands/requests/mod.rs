//! `requests`: the requests to come on stage.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list` | lists them |
//! | `watch` | prints each change of them |

mod command;
mod list;
mod watch;

pub(crate) use command::RequestsCommand;
pub(super) use command::run;
