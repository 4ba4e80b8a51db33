//! `GET …/stage/events`: the events of a stage, as server-sent events.
//!
//! Each event's `event` field is its [`EventKind`], its `data` an [`Event`]. Its `id` is a cursor:
//! a reader that sends it back as [`LAST_EVENT_ID`] continues from there. The responses of
//! `GET …/stage` and `GET …/stage/requests` have a header of the same name: a reader that continues
//! from it misses nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Problem, ProblemSchema};
use crate::service_info::Platform;
use model::{MeetingId, Participant, SessionId, StageStatus};

/// The header with the id of the last event that a reader, or a response, knows.
pub const LAST_EVENT_ID: &str = "last-event-id";

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its live session.
    pub session_id: SessionId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// When the service learnt of it.
    pub at: Timestamp,
    /// To whom, as they are after it, or were before they left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<Participant>,
    /// Where they stood before, when that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_status: Option<StageStatus>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemSchema>)]
    pub problem: Option<Problem>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Nothing yet: events follow from here.
    Ready,
    /// A participant is there already. A service does not send it: whoever has read the stage before they
    /// follow tells it so (`dyte-stage watch`).
    Present,
    /// A participant came into the session.
    Joined,
    /// A participant's stage status changed.
    Status,
    /// A participant's last connection left the session.
    Left,
    /// Something may be missing here: read the stage again.
    Resync,
    /// The service is no longer in the meeting; nothing follows.
    Ended,
    /// Something that this version does not know.
    #[serde(other)]
    Unknown,
}

impl EventKind {
    /// Its name, as the `event` field has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Present => "present",
            Self::Joined => "joined",
            Self::Status => "status",
            Self::Left => "left",
            Self::Resync => "resync",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }
}
