//! Everything that is tested from outside the crate, in one binary so that it links once.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

mod bad_input;
mod doctor;
mod exit_codes;
mod fake;
mod faults;
mod golden;
mod many_at_once;
mod matrix;
mod people;
mod reconnect;
mod rest;
mod sandbox_platform;
mod sandbox_story;
mod scripted;
mod service;
mod support;
mod surroundings;
