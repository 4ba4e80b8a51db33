//! What is the same on every platform, on the sandbox. Snapshots are updated here alone:
//! `cargo insta test --accept --test it -- on_sandbox`.

use crate::support::Home;

fn home() -> Home {
    Home::rehearsing()
}

#[path = "bad_input.rs"]
mod bad_input;
#[path = "exit_codes.rs"]
mod exit_codes;
#[path = "first_commands.rs"]
mod first_commands;
