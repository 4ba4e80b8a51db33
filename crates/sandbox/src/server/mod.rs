//! The sandbox as a server on loopback, in this process.
//!
//! | file | what it does |
//! |---|---|
//! | `sandbox` | [`Sandbox`]: opens, serves, publishes and closes it |
//! | `sdk_listener` | a further address for SDKs, with media, a script and faults |
//! | `certificate` | the certificate for that address |
//! | `rest` | the management API, and what SDKs ask for in a browser |
//! | `socket` | the signalling sockets |
//! | `server_state` | what the handlers share; a frame from a socket to its room |
//! | `rooms` | the saved state, and the sockets of each meeting's room |
//! | `settle` | what happens by itself: attendees react, absences expire |
//! | `script_player` | plays a rehearsal's script |
//! | `timeouts` | how long a socket may be silent |

mod certificate;
mod rest;
mod rooms;
mod sandbox;
mod script_player;
mod sdk_listener;
mod server_state;
mod settle;
mod socket;
mod timeouts;

pub use certificate::Certificate;
pub use sandbox::{Sandbox, SandboxHolder, ServeError};
pub use timeouts::SocketTimeouts;
