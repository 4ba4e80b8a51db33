//! `tokens`: who may call the service that `serve` starts on this machine. Nothing is connected to:
//! the service reads the same file.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `create` | makes a token |
//! | `list` | lists the tokens |
//! | `revoke` | revokes one |
//! | `store` | opens the file with the tokens |
//! | `table` | the table of tokens |

mod command;
mod create;
mod list;
mod revoke;
mod store;
mod table;

pub(crate) use command::TokensCommand;
pub(super) use command::run;
