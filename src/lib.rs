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
//! A room imports from the floors below it, never from one above.
//!
//! | floor | room | what lives there |
//! |---|---|---|
//! | 0 | [`stage`] | who is where, and what an operation does from there: pure |
//! | 1 | [`wire`] | the platform's signalling and REST bodies: bytes in, values out |
//! | 1 | [`api`] | the Stage API: bodies, problems, paths |
//! | 1 | [`config`] | variables, flags, credentials, folders |
//! | 1 | [`http`] | one way to make and use an HTTP client |
//! | 2 | [`platform`] | the live platform: REST, the socket, the host in a meeting |
//! | 2 | [`sandbox`] | a platform on this machine |
//! | 3 | [`service`] | the Stage API, served: to one command, or to others |
//! | 3 | [`client`] | the Stage API, called |
//! | 4 | [`cli`] | arguments, commands, output, exit codes |
//!
//! To follow a grant: [`cli`]'s `commands/grant.rs`, [`client::StageClient::moderate`], the service's
//! `moderation.rs`, [`platform::Host::act`], and on the other side [`sandbox::room::Room::handle`].
//! What a grant does is in [`stage::Operation::verdict`].

pub mod api;
pub mod cli;
pub mod client;
pub mod config;
pub mod http;
pub mod platform;
pub mod sandbox;
pub mod service;
pub mod stage;
pub mod wire;
