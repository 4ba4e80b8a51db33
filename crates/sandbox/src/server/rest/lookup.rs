//! Finding a meeting, a participant or a preset, or the failure that there is none.

use axum::http::StatusCode;

use super::response::Failure;
use crate::presets;
use crate::state::{Meeting, Participant, SavedState};
use model::{MeetingId, UserId};

pub(super) fn find_meeting<'a>(
    state: &'a SavedState,
    id: &MeetingId,
) -> Result<&'a Meeting, Failure> {
    let meeting = state.meetings.get(id);
    meeting.ok_or_else(|| Failure::not_found("meeting", id.as_str()))
}

pub(super) fn find_meeting_mut<'a>(
    state: &'a mut SavedState,
    id: &MeetingId,
) -> Result<&'a mut Meeting, Failure> {
    let meeting = state.meetings.get_mut(id);
    meeting.ok_or_else(|| Failure::not_found("meeting", id.as_str()))
}

pub(super) fn find_participant<'a>(
    state: &'a SavedState,
    id: &MeetingId,
    user: &UserId,
) -> Result<&'a Participant, Failure> {
    let participant = find_meeting(state, id)?.participants.get(user);
    participant.ok_or_else(|| Failure::not_found("participant", user.as_str()))
}

/// Checks that a preset with this name exists.
pub(super) fn require_preset(state: &SavedState, name: &str) -> Result<(), Failure> {
    match presets::find(&state.presets, name) {
        Some(_) => Ok(()),
        None => Err(Failure::Service(
            StatusCode::BAD_REQUEST,
            format!("No preset found with name {name}"),
        )),
    }
}
