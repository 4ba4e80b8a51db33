//! `dyte-stage`: who may speak on the stage of live meetings on Cloudflare RealtimeKit and Dyte.
//!
//! The platform offers the stage only inside its SDKs, to a client that has joined the meeting. This
//! workspace adds a **Stage API**: a service that joins as a hidden host and does what the SDK's stage
//! module does. The command line is a REST client of it. One path, always:
//!
//! ```text
//!  dyte-stage ── client ── (REST, bearer token) ── service ── platform ── RealtimeKit, Dyte, the sandbox
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
//! | 1 | `protocol` | the platform's signalling frames and REST bodies: bytes in, values out |
//! | 1 | [`api`] | the Stage API's contract: bodies, paths, problems |
//! | 1 | [`net`] | HTTP: one client, one way to serve; files that are replaced whole |
//! | 2 | [`platform`] | the live platform: REST, a session over its socket, the host |
//! | 2 | [`sandbox`] | a platform on this machine |
//! | 2 | [`client`] | the Stage API, called |
//! | 3 | [`service`] | the Stage API, served |
//! | 4 | this program | the command line |
//!
//! The rooms of the program, the lowest last; `cargo xtask circles` keeps each below those that use it.
//!
//! | room | what lives there |
//! |---|---|
//! | [`app`] | a run of the program: parse, run, exit code |
//! | `commands` | a file for each command: its arguments, whose doc comments are its help, and one function |
//! | `follow` | following the stage: events, `watch` and `wait`, `grant --wait`, held connections |
//! | `args` | the global flags |
//! | `completion`, `help` | what shells offer; help topics, man pages, the reference |
//! | `session` | flags and configuration in, a connected client and a meeting out |
//! | `cache` | the service's latest responses, for completion |
//! | `output` | all that is printed: tables, JSON, jq, colour, progress, questions, logs |
//! | `error` | why a command failed: message, code, hint |
//! | `exit` | every exit code, and the rule for many results |
//! | `config` | profiles, variables, precedence, secrets and the address that each is for |
//! | `signals` | Ctrl-C, SIGTERM, SIGHUP |

pub mod app;
mod args;
mod cache;
mod commands;
mod completion;
mod config;
mod error;
mod exit;
mod follow;
mod help;
mod output;
mod session;
mod signals;
