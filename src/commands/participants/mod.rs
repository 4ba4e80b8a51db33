//! `participants`: the registered participants of a meeting.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `list` | lists them |
//! | `add` | registers one |
//! | `kick` | removes participants from the session |

mod add;
mod command;
mod kick;
mod list;

pub(crate) use command::ParticipantsCommand;
pub(super) use command::run;
