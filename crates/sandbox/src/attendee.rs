//! What simulated attendees do by themselves.

use super::state::{Answer, Meeting};
use model::{StageStatus, UserId};

/// What those who were let on stage do about it. It follows from the state alone, so nothing is
/// lost when a command ends before they have answered: the next one finds them where they went.
pub(super) fn answers(meeting: &Meeting) -> Vec<(UserId, StageStatus)> {
    let participants = meeting.participants.iter();
    let accepted = participants.filter(|(_, p)| p.stage_status == StageStatus::Accepted);
    accepted
        .filter_map(|(user, participant)| {
            let status = match participant.attendee.as_ref()?.answer {
                Answer::Comes => StageStatus::OnStage,
                Answer::Declines => StageStatus::OffStage,
                Answer::Waits => return None,
            };
            Some((user.clone(), status))
        })
        .collect()
}
