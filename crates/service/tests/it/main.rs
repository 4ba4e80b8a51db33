//! The Stage API as its callers see it, on a sandbox and on a fake platform.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

extern crate dyte_stage_service as service;

mod events;
mod idle_host;
mod openapi;
mod operation_table;
mod stage_api;
mod support;
