//! Every error that a user can meet: its code for programs, its hint for people, its exit code.
//!
//! [`CliError`] is the one error of the command line, [`Exit`] every exit code. The errors of libraries become
//! one in [`config`], `platform`, [`sandbox`], `service` and `tokens`; the command line's own are made where
//! they arise.

mod cli_error;
pub(crate) mod config;
mod exit;
mod platform;
mod quote;
pub(crate) mod sandbox;
mod service;
mod tokens;

pub(crate) use cli_error::{CliError, did_you_mean};
pub(crate) use exit::Exit;
pub(crate) use quote::{profile_flag, quoted};
pub(crate) use service::{code_name, exit_of_code};
