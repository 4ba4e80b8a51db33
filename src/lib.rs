//! `dyte-stage`: who may speak on the stage of live meetings on Cloudflare RealtimeKit and Dyte.
//!
//! The platform offers the stage only inside its SDKs, to somebody who has joined the meeting. This
//! crate brings what is missing, a **Stage API**: its service joins as a hidden host and does what
//! the SDK's stage module does; the command line is a REST client of it. One path, always:
//!
//! ```text
//!  cli ── client ── (REST, bearer token) ── service ── platform ── RealtimeKit, Dyte, or the sandbox
//! ```
//!
//! # The map
//!
//! The program is this package; everything that it stands on is a library in `crates/`. A crate uses the
//! crates on the floors below it, and its manifest names them.
//!
//! | floor | crate | what lives there |
//! |---|---|---|
//! | 0 | [`model`] | ids, statuses, operations and their table, the roster, selectors: pure |
//! | 1 | [`protocol`] | the platform's signalling frames and REST bodies: bytes in, values out |
//! | 1 | [`api`] | the Stage API's contract: bodies, paths, problems |
//! | 1 | [`net`] | HTTP: one client, one way to serve; files that are replaced whole |
//! | 2 | [`platform`] | the live platform: REST, a session over its socket, the host |
//! | 2 | [`sandbox`] | a platform on this machine |
//! | 2 | [`client`] | the Stage API, called |
//! | 3 | [`service`] | the Stage API, served |
//! | 4 | this program | arguments, commands, output, exit codes |

pub mod app;
mod args;
mod cache;
mod commands;
mod completion;
mod config;
mod error;
mod follow;
mod help;
mod output;
mod session;
mod signals;
