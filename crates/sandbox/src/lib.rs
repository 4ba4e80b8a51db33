//! A platform on this machine: the management APIs of RealtimeKit and of Dyte and their signalling,
//! served on loopback, with a demo meeting of simulated attendees (docs/sandbox.md).
//!
//! [`state`] is what it remembers, [`store`] the file that it remembers it in, `address` how other
//! processes find the one that serves it, [`room`] what happens in a meeting (pure), [`demo`] who is in
//! the first one. `rest` and `socket` serve them. For rehearsals, [`script`] is who does what and when, `play`
//! lets them, and [`faults`] is what goes wrong.

mod address;
mod admission;
mod attendee;
mod certificate;
pub mod demo;
pub mod faults;
pub mod media;
pub mod peers;
mod play;
mod preset;
mod rest;
pub mod room;
pub mod script;
mod server;
mod shared;
mod socket;
pub mod state;
pub mod store;
mod token;

pub use address::{Address, Urls};
pub use admission::{Admission, AdmissionError};
pub use certificate::Certificate;
pub use preset::View;
pub use server::{Opened, Sandbox, ServeError};
pub use socket::Patience;

/// The meeting that a new sandbox has.
pub const DEMO: &str = "demo";
/// What the ids of further meetings begin with.
pub const MEETING_PREFIX: &str = "sandbox-";
/// The account and the app that the sandbox serves.
pub const ACCOUNT: &str = "sandbox";

/// Whether a meeting's id is one that only the sandbox gives.
#[must_use]
pub fn is_meeting(id: &str) -> bool {
    id == DEMO || id.starts_with(MEETING_PREFIX)
}
