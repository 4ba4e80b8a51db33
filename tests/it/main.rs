//! Everything that is tested from outside the crate, in one binary so that it links once.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]
#![expect(clippy::duplicate_mod, reason = "the same tests run on every platform")]

mod api;
mod auth;
mod completion;
mod config;
mod doctor;
mod drops;
mod dry_run;
mod event_stream;
mod events;
#[cfg(unix)]
mod examples;
mod fake;
mod faults;
mod following;
mod generated;
mod help;
mod kept_by_a_service;
mod live;
mod man;
mod many_at_once;
mod matrix;
mod on_dyte;
mod on_realtimekit;
mod on_sandbox;
mod on_service;
mod one_sandbox;
mod openapi;
mod people;
mod presets;
mod reconnect;
mod rehearsing;
mod rest;
mod round_trips;
mod running;
mod sandbox_itself;
mod sandbox_platform;
mod sandbox_sdk;
mod sandbox_socket;
mod screens;
mod scripted;
mod service;
mod serving;
mod shaping;
#[cfg(unix)]
mod shell;
mod socket_address;
mod suggestions;
mod support;
mod surroundings;
mod table;
#[cfg(unix)]
mod terminal;
mod tokens;
mod tracing;
mod two_terminals;
