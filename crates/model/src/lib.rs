//! The stage, in the platform's own words: participants, their statuses, and what an operation does
//! from each. Pure: no I/O, no clock, no async.
//!
//! | file | what it has |
//! |---|---|
//! | `status` | [`StageStatus`]: off stage, requested, accepted, on stage |
//! | `operation` | [`Operation`], and the table of what each does from each status |
//! | `outcome` | [`Outcome`] of an operation for one participant, [`BulkOutcome`] for many |
//! | `id`, `participant` | ids; [`Peer`]s as the platform announces them, [`Participant`]s with all of theirs |
//! | `roster` | [`Roster`]: the participants of a session, and [`changes`] between two of them |
//! | `selector` | [`Selector`]: how a user names a participant |
//! | `spelling` | suggestions for what matches nothing |
//! | `permission` | [`Permissions`]: what a preset may do on the stage |
//! | `duration` | durations as users write them |
//!
//! Read `status` first, then `operation`, then `roster`.

mod duration;
mod id;
mod operation;
mod outcome;
mod participant;
mod permission;
mod roster;
mod selector;
mod spelling;
mod status;

pub use duration::parse_duration;
pub use id::{MeetingId, PeerId, SessionId, UserId};
pub use operation::{Conflict, Operation, Verdict};
pub use outcome::{BulkOutcome, Outcome};
pub use participant::{Participant, Peer, PeerKind};
pub use permission::{Obstacle, Permissions, StageAccess, ViewType};
pub use roster::{Change, RequestOrder, Roster, StageEvent, changes};
pub use selector::{ResolveError, Resolved, Selector};
pub use spelling::{nearest_participants, nearest_word};
pub use status::StageStatus;
