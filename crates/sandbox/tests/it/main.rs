//! The sandbox as its clients see it: attendees, SDKs, and clients that break the protocol.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

extern crate dyte_stage_sandbox as sandbox;

mod attendee;
mod sdk;
mod socket;
