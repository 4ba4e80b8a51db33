//! What is the same on every platform, through a service that stays.

use crate::live::Live;
use crate::support::Home;

fn home() -> Home {
    Home::on(Live::Service)
}

#[path = "bad_input.rs"]
mod bad_input;
#[path = "exit_codes.rs"]
mod exit_codes;
#[path = "sandbox_story.rs"]
mod sandbox_story;
