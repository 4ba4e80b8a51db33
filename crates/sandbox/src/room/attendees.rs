//! Simulated attendees: what they do by themselves after a grant, and what a script lets them do.

use super::meeting_room::Room;
use crate::state::GrantReaction;
use model::{Conflict, Operation, StageStatus, UserId, Verdict};

/// Why a simulated attendee does not do a scripted action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ActionError {
    /// The attendee is not in the room.
    #[error("not in the room")]
    Absent,
    /// The participant has a socket, so a script has no say.
    #[error("joined by a connection of their own, which decides for them")]
    HasSocket,
    /// The meeting has no stage for the participant.
    #[error("the meeting has no stage")]
    NoStage,
    /// The stage status does not allow the action.
    #[error("{0}")]
    Conflict(Conflict),
}

impl Room<'_> {
    /// Lets a simulated attendee do a scripted action; its stage status afterwards.
    ///
    /// # Errors
    ///
    /// When the attendee does not do it.
    pub(crate) fn scripted_action(
        &mut self,
        user: &UserId,
        operation: Operation,
    ) -> Result<StageStatus, ActionError> {
        if self.has_socket(user) {
            return Err(ActionError::HasSocket);
        }
        if !self.has(user) {
            return Err(ActionError::Absent);
        }
        let permissions = self.permissions(user);
        if !permissions.has_stage() {
            return Err(ActionError::NoStage);
        }
        match operation.verdict(self.status(user), permissions.access()) {
            Verdict::Send => self.set_status(user, operation.target(), None),
            Verdict::Unchanged => {}
            Verdict::Conflict(conflict) => return Err(ActionError::Conflict(conflict)),
        }
        self.announce_changes();
        Ok(self.status(user))
    }

    /// Lets simulated attendees react to grants. The reaction follows from the state alone, so nothing is lost when
    /// a command ends before it: the next one catches up.
    pub(super) fn react_to_grants(&mut self) {
        let participants = self.meeting.participants.iter();
        let accepted = participants.filter(|(_, p)| p.stage_status == StageStatus::Accepted);
        let reactions = accepted.filter_map(|(user, participant)| {
            let status = match participant.attendee.as_ref()?.reaction {
                GrantReaction::Comes => StageStatus::OnStage,
                GrantReaction::Declines => StageStatus::OffStage,
                GrantReaction::Waits => return None,
            };
            Some((user.clone(), status))
        });
        let mut reactions: Vec<_> = reactions.collect();
        reactions.retain(|(user, _)| !self.has_socket(user));
        for (user, status) in reactions {
            self.set_status(&user, status, None);
        }
    }
}
