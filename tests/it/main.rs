//! The program, as its users run it: one binary of tests, so that it links once.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]
#![expect(clippy::duplicate_mod, reason = "the same tests run on every platform")]

mod api;
mod auth;
mod backends;
mod background_command;
mod completion;
mod concurrent_commands;
mod config;
mod connection_held_by_command;
mod connection_held_by_service;
mod doctor;
mod dry_run;
mod environment;
#[cfg(unix)]
mod examples;
mod fake_home;
mod fault_matrix;
mod generated;
mod help;
mod jq_and_columns;
mod lost_connections;
mod man;
mod on_dyte;
mod on_realtimekit;
mod on_sandbox;
mod on_service;
mod participants;
mod platform_faults;
mod presets;
mod round_trips;
mod sandbox;
mod sandbox_run;
mod sandbox_sharing;
mod scripted_api;
mod serve;
#[cfg(unix)]
mod shell;
mod socket_discovery;
mod stage_api;
mod suggestions;
mod support;
mod terminal_output;
#[cfg(unix)]
mod terminal_prompts;
mod tokens;
mod verbose;
mod watch_and_wait;
