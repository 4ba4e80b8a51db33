//! Everything that is tested from outside the crate, in one binary so that it links once.

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]

mod golden;
mod sandbox_story;
mod service;
mod support;
