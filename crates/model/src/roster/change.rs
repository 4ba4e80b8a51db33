//! The difference between two rosters: computed here and nowhere else.

use std::collections::HashMap;

use crate::id::UserId;
use crate::participant::Participant;
use crate::status::StageStatus;

/// What is different for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The participant came into the session.
    Joined(Participant),
    /// The participant's status changed.
    Status {
        /// The participant, with the new status.
        participant: Participant,
        /// The status before.
        previous: StageStatus,
    },
    /// The participant's last peer left; the participant as last known.
    Left(Participant),
}

impl Change {
    /// The difference for one participant, given before and after. Another name or peer is none.
    pub(super) fn between(before: Option<Participant>, after: Option<Participant>) -> Option<Self> {
        match (before, after) {
            (None, Some(participant)) => Some(Self::Joined(participant)),
            (Some(participant), None) => Some(Self::Left(participant)),
            (Some(before), Some(participant))
                if before.stage_status != participant.stage_status =>
            {
                Some(Self::Status {
                    participant,
                    previous: before.stage_status,
                })
            }
            _ => None,
        }
    }

    /// The participant that changed, as last known.
    #[must_use]
    pub const fn participant(&self) -> &Participant {
        match self {
            Self::Joined(participant)
            | Self::Status { participant, .. }
            | Self::Left(participant) => participant,
        }
    }
}

/// The difference between two lists of participants: first those in `after`, in its order; then
/// those who left, in the order of `before`. A list that is not `complete` does not tell who left.
#[must_use]
pub fn changes(
    before: impl IntoIterator<Item = Participant>,
    after: impl IntoIterator<Item = Participant>,
    complete: bool,
) -> Vec<Change> {
    let before = before.into_iter().enumerate();
    let mut before: HashMap<UserId, (usize, Participant)> = before
        .map(|(at, participant)| (participant.user_id.clone(), (at, participant)))
        .collect();
    let after = after.into_iter().filter_map(|participant| {
        let known = before.remove(&participant.user_id);
        Change::between(known.map(|(_, before)| before), Some(participant))
    });
    let mut changes: Vec<_> = after.collect();
    if complete {
        let mut left: Vec<_> = before.into_values().collect();
        left.sort_unstable_by_key(|(at, _)| *at);
        changes.extend(left.into_iter().map(|(_, gone)| Change::Left(gone)));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, Requested};

    fn participant(name: &str, stage_status: StageStatus) -> Participant {
        Participant {
            user_id: format!("u-{name}").into(),
            peer_ids: vec![format!("p-{name}").into()],
            custom_participant_id: None,
            display_name: name.to_owned(),
            preset_name: None,
            stage_status,
        }
    }

    #[test]
    fn changes_are_in_the_order_of_the_new_list_then_of_the_old_one() {
        let before = || ["zoe", "dev", "amara", "bo"].map(|name| participant(name, Requested));
        let after = || {
            [
                participant("lea", OffStage),
                participant("dev", Requested),
                participant("amara", Accepted),
            ]
        };
        let amara = Change::Status {
            participant: participant("amara", Accepted),
            previous: Requested,
        };
        let joined = Change::Joined(participant("lea", OffStage));
        let left = |name| Change::Left(participant(name, Requested));
        assert_eq!(
            changes(before(), after(), true),
            [joined.clone(), amara.clone(), left("zoe"), left("bo")]
        );
        assert_eq!(changes(before(), after(), false), [joined, amara]);
    }
}
