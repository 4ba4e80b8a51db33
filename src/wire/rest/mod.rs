//! The JSON bodies of the platform's management API, with both of its envelopes
//! (docs/platform-rest.md).
//!
//! Everything but ids is optional in practice: an absent field is never an error here.

mod envelope;
mod meeting;
mod participant;
mod preset;

pub use envelope::{ApiError, Envelope, Paging};
pub use meeting::{Meeting, NewMeeting, Session, SessionList, SessionStatus};
pub use participant::{NewParticipant, Participant, ParticipantUpdate, Token};
pub use preset::{Media, Preset, PresetConfig, PresetPermissions, PresetSummary, Produce};
