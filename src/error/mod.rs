//! Every error that a user can meet: its code for programs, its hint for people, its exit code.
//!
//! [`CliError`] is the one error of the command line. The errors of libraries become one here, in a
//! file for each library; the command line's own are made where they arise. [`crate::exit`] has the
//! exit codes.

mod cli_error;
mod client;
mod config;
mod net;
mod platform;
mod quote;
mod sandbox;
mod service;

pub(crate) use cli_error::{CliError, did_you_mean};
pub(crate) use client::{code_name, exit_of_code};
pub(crate) use config::CONFIGURATION;
pub(crate) use net::no_http_client;
pub(crate) use quote::{profile_flag, quoted};
pub(crate) use sandbox::NO_ROOM;
