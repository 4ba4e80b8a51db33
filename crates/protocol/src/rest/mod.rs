//! The JSON bodies of the platform's management API, with both of its envelopes
//! (docs/platform-rest.md).
//!
//! Everything but ids is optional in practice: an absent field is never an error here.

mod account;
mod envelope;
mod meeting;
mod page;
mod participant;
mod preset;
mod session;

pub use account::{App, TokenStatus};
pub use envelope::{ApiError, Envelope, Paging};
pub use meeting::{Meeting, NewMeeting};
pub use page::{Item, Page};
pub use participant::{
    NewParticipant, Participant, ParticipantDetails, ParticipantUpdate, Socket, Token,
};
pub use preset::{
    Media, NewPreset, Preset, PresetConfig, PresetPermissions, PresetSummary, Produce,
    SKIP_WAITING_ROOM,
};
pub use session::{
    Kick, Kicked, Session, SessionList, SessionParticipant, SessionParticipantList, SessionStatus,
};
