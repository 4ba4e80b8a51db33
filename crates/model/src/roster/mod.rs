//! Who is in the room and where each stands, kept up to date by applying events.
//!
//! | file | what it has |
//! |---|---|
//! | `event` | [`StageEvent`]: what the platform tells of the room |
//! | `change` | [`Change`]: the difference between two rosters, for one participant |
//! | `state` | [`Roster`], and what an event does to it |
//! | `lookup` | how a roster is read |
//! | `request_queue` | the order of the requests |
//!
//! Every operation on one peer or participant costs the same however many are in the room.

mod change;
mod event;
mod lookup;
mod request_queue;
mod state;
#[cfg(test)]
mod tests;

pub use change::{Change, changes};
pub use event::StageEvent;
pub use request_queue::RequestOrder;
pub use state::Roster;
