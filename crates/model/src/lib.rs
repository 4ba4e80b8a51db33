//! The stage, in the platform's own words: who is in the room, where each stands, and what an
//! operation does from there. Pure: no I/O, no clock, no async.
//!
//! Read [`status`] first, then [`operation`] (the table that everything else obeys), then
//! [`roster`] (who is where). [`selector`] says how a person names a participant, [`outcome`] what
//! became of an operation and [`permission`] what a preset may do.

mod duration;
pub mod event;
pub mod id;
mod nearest;
pub mod operation;
pub mod outcome;
pub mod participant;
pub mod permission;
pub mod roster;
pub mod selector;
pub mod status;

pub use duration::duration;
pub use event::{Change, StageEvent};
pub use id::{MeetingId, PeerId, SessionId, UserId};
pub use nearest::{nearest, nearest_word};
pub use operation::{Conflict, Operation, Verdict};
pub use outcome::{Outcome, Summary};
pub use participant::{Participant, Peer, PeerKind};
pub use permission::{Obstacle, Permissions, StageAccess, ViewType};
pub use roster::{RequestOrder, Roster};
pub use selector::{ResolveError, Selector};
pub use status::StageStatus;
