//! The live platform as its callers see it, against a fake platform.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

extern crate dyte_stage_platform as platform;

mod reconnect;
mod rest;
mod round_trips;
mod socket_discovery;
