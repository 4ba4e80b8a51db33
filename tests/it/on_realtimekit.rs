//! What is the same on every platform, on RealtimeKit.

use crate::backends::Live;
use crate::support::Home;

fn home() -> Home {
    Home::on(Live::RealtimeKit)
}

#[path = "bad_input.rs"]
mod bad_input;
#[path = "exit_codes.rs"]
mod exit_codes;
#[path = "first_commands.rs"]
mod first_commands;
