//! The live platform, as a client sees it: its REST API, and sessions over its signalling socket.
//!
//! | file | what it does |
//! |---|---|
//! | [`Platform`] (`platform`) | one app of a platform: what all calls below begin with |
//! | `account` | the app's address and credentials |
//! | [`rest`] | the management API, call by call |
//! | [`signalling`] | the socket: frames in and out, pings, closes |
//! | `session` | our connection in a session: join, reconnect, frames, state, confirmation |
//! | [`Host`] (`host`) | the hidden host: reads the roster; grants, denies and kicks |
//! | [`ParticipantConnection`] (`participant_connection`) | a participant's connection, for which this program acts |
//! | [`ActingParticipant`] (`acting_participant`) | the participant to act as: who it is, and what the preset allows |
//! | `identity`, `participant_token`, `cached_token` | what to join as, and with which token |
//! | `host_preset` | which preset the host joins with |
//! | `session_records`, `session_kick` | a session by the platform's records, and removal from it |
//! | `socket_discovery`, `preconnect`, `diagnostics` | where the socket is, and whether it can be reached |
//! | `connection_limit` | counts and bounds this process's connections |
//! | `http_clients` | which HTTP client is for which address |
//! | `error`, `join_error` | why the platform refused; why we are not in a session |
//! | [`timing`] | every wait, named |
//!
//! `host` and `participant_connection` are at the top. They use `session`, which uses the files
//! about tokens and records; those use `platform`.

mod account;
mod acting_participant;
mod cached_token;
mod connection_limit;
mod diagnostics;
mod error;
mod host;
mod host_preset;
mod http_clients;
mod identity;
mod join_error;
mod participant_connection;
mod participant_token;
mod platform;
mod preconnect;
pub mod rest;
mod session;
mod session_kick;
mod session_records;
pub mod signalling;
mod socket_discovery;
pub mod timing;

pub use account::{Account, Credentials, Signalling};
pub use acting_participant::ActingParticipant;
pub use error::{Error, Refused, Unavailable};
pub use host::Host;
pub use host_preset::{HOST_PRESET, planned_host_preset};
pub use join_error::JoinError;
pub use participant_connection::ParticipantConnection;
pub use platform::Platform;
pub use rest::Rest;
pub use session::{
    ConnectionPhase, ConnectionSnapshot, History, HistoryEvent, OperationEffect, SessionEvent,
};
pub use session_kick::SessionKickResult;
