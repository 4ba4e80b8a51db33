//! The effect of an operation, by what the platform showed since before it was sent. Pure.

use std::collections::BTreeMap;

use model::{Change, Operation, Roster, StageStatus, UserId};
use protocol::signalling::ErrorBody;

/// The effect of an operation for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationEffect {
    /// The platform showed this status, which proves it.
    Confirmed(StageStatus),
    /// The participant left meanwhile.
    Left,
    /// The platform refused.
    Refused(ErrorBody),
    /// It was not sent.
    NotSent,
    /// It was sent, and its effect was not shown.
    Unconfirmed,
}

/// What has been observed of an operation's effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Confirmation {
    operation: Option<Operation>,
    observed: BTreeMap<UserId, Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Observed {
    Nothing,
    /// Stays, whatever status follows: the participant may have moved on.
    Effect(StageStatus),
    Leave,
}

impl Confirmation {
    pub(super) fn new(operation: Operation, users: &[UserId]) -> Self {
        let observed = users.iter().map(|user| (user.clone(), Observed::Nothing));
        Self {
            operation: Some(operation),
            observed: observed.collect(),
        }
    }

    /// Notes a change.
    pub(super) fn observe(&mut self, change: &Change) {
        match change {
            Change::Joined(participant) | Change::Status { participant, .. } => {
                self.see(&participant.user_id, participant.stage_status);
            }
            Change::Left(participant) => self.see_leave(&participant.user_id),
        }
    }

    /// Notes the statuses of a roster that was read back. A participant that is missing from a
    /// reading that was not `complete` has not left.
    pub(super) fn read_back(&mut self, roster: &Roster, complete: bool) {
        let users: Vec<_> = self.observed.keys().cloned().collect();
        for user in users {
            match roster.status(&user) {
                Some(status) => self.see(&user, status),
                None if complete => self.see_leave(&user),
                None => {}
            }
        }
    }

    /// Whether there is nothing left to wait for.
    pub(super) fn is_settled(&self) -> bool {
        let mut observed = self.observed.values();
        observed.all(|observed| *observed != Observed::Nothing)
    }

    /// The effect for a participant; `otherwise` when nothing was observed.
    pub(super) fn effect(&self, user: &UserId, otherwise: &OperationEffect) -> OperationEffect {
        match self.observed.get(user) {
            Some(Observed::Effect(status)) => OperationEffect::Confirmed(*status),
            Some(Observed::Leave) => OperationEffect::Left,
            Some(Observed::Nothing) | None => otherwise.clone(),
        }
    }

    /// Notes the status of a participant.
    pub(super) fn see(&mut self, user: &UserId, status: StageStatus) {
        let confirms = self.operation.is_some_and(|o| o.confirmed_by(status));
        match self.observed.get_mut(user) {
            Some(observed @ (Observed::Nothing | Observed::Leave)) if confirms => {
                *observed = Observed::Effect(status);
            }
            _ => {}
        }
    }

    fn see_leave(&mut self, user: &UserId) {
        if let Some(observed @ Observed::Nothing) = self.observed.get_mut(user) {
            *observed = Observed::Leave;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use model::Participant;

    fn participant(user: &UserId, stage_status: StageStatus) -> Participant {
        Participant {
            user_id: user.clone(),
            peer_ids: Vec::new(),
            custom_participant_id: None,
            display_name: String::new(),
            preset_name: None,
            stage_status,
        }
    }

    fn left(user: &UserId) -> Change {
        Change::Left(participant(user, StageStatus::OffStage))
    }

    fn change() -> impl Strategy<Value = Change> {
        let user = (0..3_u8).prop_map(|n| UserId::from(format!("u{n}")));
        let status = prop::sample::select(StageStatus::ALL.to_vec());
        (user, status, 0..3_u8).prop_map(|(user, status, kind)| match kind {
            0 => Change::Joined(participant(&user, status)),
            1 => Change::Status {
                participant: participant(&user, status),
                previous: StageStatus::OffStage,
            },
            _ => left(&user),
        })
    }

    #[test]
    fn an_effect_is_latched_when_they_move_on_at_once() {
        let amara = UserId::from("amara");
        let mut grant = Confirmation::new(Operation::Grant, std::slice::from_ref(&amara));
        let status = |previous, now| Change::Status {
            participant: participant(&amara, now),
            previous,
        };
        grant.observe(&status(StageStatus::OffStage, StageStatus::Accepted));
        grant.observe(&status(StageStatus::Accepted, StageStatus::OffStage));
        grant.observe(&left(&amara));
        assert_eq!(
            grant.effect(&amara, &OperationEffect::Unconfirmed),
            OperationEffect::Confirmed(StageStatus::Accepted)
        );
    }

    #[test]
    fn leaving_is_no_effect() {
        let amara = UserId::from("amara");
        let mut kick = Confirmation::new(Operation::Kick, std::slice::from_ref(&amara));
        kick.observe(&left(&amara));
        assert_eq!(
            kick.effect(&amara, &OperationEffect::Unconfirmed),
            OperationEffect::Left
        );
    }

    proptest! {
        /// Confirmed means: at some moment since the send the participant had a status that proves
        /// it.
        #[test]
        fn nothing_is_confirmed_that_was_not_shown(
            changes in prop::collection::vec(change(), 0..30),
            operation in prop::sample::select(Operation::ALL.to_vec()),
        ) {
            let users: Vec<_> = (0..3).map(|n| UserId::from(format!("u{n}"))).collect();
            let mut confirmation = Confirmation::new(operation, &users);
            for change in &changes {
                confirmation.observe(change);
            }
            for user in &users {
                let shown = changes.iter().any(|change| matches!(
                    change,
                    Change::Joined(participant) | Change::Status { participant, .. }
                        if participant.user_id == *user
                            && operation.confirmed_by(participant.stage_status)
                ));
                let effect = confirmation.effect(user, &OperationEffect::Unconfirmed);
                prop_assert_eq!(shown, matches!(effect, OperationEffect::Confirmed(_)));
            }
        }
    }
}
