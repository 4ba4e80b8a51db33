//! The client of the Stage API, against scripted services.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

extern crate dyte_stage_client as client;

mod event_stream;
