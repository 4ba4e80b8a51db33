//! The ids that are the same in every sandbox: its meetings, its account and its app.

/// The id of the meeting that a new sandbox has.
pub const DEMO: &str = "demo";
/// The prefix of the ids of further meetings.
pub(crate) const MEETING_PREFIX: &str = "sandbox-";
/// The id of the account, the app and the organization that the sandbox serves.
pub const ACCOUNT: &str = "sandbox";

/// Whether a meeting id is one that only the sandbox gives.
#[must_use]
pub fn is_meeting(id: &str) -> bool {
    id == DEMO || id.starts_with(MEETING_PREFIX)
}
