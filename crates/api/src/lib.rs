//! The Stage API: the contract between the service and its clients (docs/stage-api.md).
//!
//! Bodies are JSON in snake case; times are RFC 3339 in UTC. Every body names the [`Platform`], so
//! that a script can tell the sandbox from a live platform. Every error is a [`Problem`].
//!
//! | module | bodies of |
//! |---|---|
//! | `service_info` | `/v1/health`, `/v1/whoami`; platforms and roles |
//! | `doctor` | `/v1/doctor` |
//! | `meetings` | `/v1/meetings` |
//! | `presets` | `/v1/presets` |
//! | `participants` | `…/participants` |
//! | `session_kick` | `…/participants/kick` |
//! | `stage` | `…/stage`, `…/stage/requests` |
//! | `events` | `…/stage/events` |
//! | `moderation` | `…/stage/grant`, `…/deny` and `…/kick`, and the results of every bulk operation |
//! | `acting` | `…/participants/{participant}/stage/…` |
//! | `connections` | `/v1/connections` |
//!
//! [`path`](mod@path) has the paths, [`problem`] the errors; `members` has what members of requests
//! share.

mod acting;
mod connections;
mod doctor;
mod events;
mod meetings;
mod members;
mod moderation;
mod participants;
pub mod path;
mod presets;
pub mod problem;
mod service_info;
mod session_kick;
mod stage;

pub use acting::{Acting, ActingRequest, ConnectionUse};
pub use connections::{
    ConnectionBody, ConnectionItem, ConnectionList, ConnectionQuery, ConnectionRole,
    ConnectionState, ReleaseQuery,
};
pub use doctor::{Check, CheckStatus, Doctor, DoctorQuery};
pub use events::{Event, EventKind, LAST_EVENT_ID};
pub use meetings::{MeetingBody, MeetingItem, MeetingList, MeetingQuery, NewMeeting};
pub use moderation::{Moderation, ModerationOutcome, ModerationRequest, ModerationResult, Reason};
pub use participants::{
    NewParticipant, ParticipantBody, ParticipantList, ParticipantToken, Registered,
};
pub use presets::{NewHostPreset, PresetBody, PresetItem, PresetList, PresetQuery};
pub use problem::{ErrorCode, Problem};
pub use service_info::{Health, Platform, Role, Whoami};
pub use session_kick::SessionKickRequest;
pub use stage::{Requests, Stage, StageQuery};
