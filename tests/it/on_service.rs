//! What is the same on every platform, through a service that stays.

use crate::backends::Live;
use crate::support::Home;

fn home() -> Home {
    Home::on(Live::Service)
}

#[path = "bad_input.rs"]
mod bad_input;
#[path = "exit_codes.rs"]
mod exit_codes;
#[path = "first_commands.rs"]
mod first_commands;
