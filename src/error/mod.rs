//! Every error that a user can meet: its code for programs, its hint for people, its exit code.

mod cli_error;
mod exit;
mod exit_code;
mod hint;
mod quote;

pub(crate) use cli_error::{CliError, did_you_mean};
pub(crate) use exit::Exit;
pub(crate) use exit_code::exit_of_code;
pub(crate) use quote::quoted;
