//! What an operation has come to, by what the platform showed since before it was sent.

use std::collections::BTreeMap;

use model::{Change, Operation, Roster, StageStatus, UserId};
use protocol::signalling::ErrorBody;

/// What became of an operation for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// The platform showed its effect.
    Confirmed(StageStatus),
    /// They left meanwhile.
    Left,
    /// The platform refused.
    Refused(ErrorBody),
    /// It was not sent.
    NotSent,
    /// It was sent, and its effect was not shown.
    Unconfirmed,
}

/// What has been seen of an operation's effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Confirmation {
    operation: Option<Operation>,
    seen: BTreeMap<UserId, Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// Once seen, an effect is not unseen: they may have moved on since.
    Effect(StageStatus),
    Leave,
}

impl Confirmation {
    pub(super) fn new(operation: Operation, users: &[UserId]) -> Self {
        let seen = users.iter().map(|user| (user.clone(), Seen::Nothing));
        Self {
            operation: Some(operation),
            seen: seen.collect(),
        }
    }

    /// Takes note of a change.
    pub(super) fn observe(&mut self, change: &Change) {
        match change {
            Change::Joined(user, status) | Change::Status(user, _, status) => {
                self.see(user, *status);
            }
            Change::Left(user) => {
                if let Some(seen @ Seen::Nothing) = self.seen.get_mut(user) {
                    *seen = Seen::Leave;
                }
            }
        }
    }

    /// Takes note of where everybody is after reading them back. Who is missing from a reading that
    /// was not `complete` has not left.
    pub(super) fn read_back(&mut self, roster: &Roster, complete: bool) {
        let users: Vec<_> = self.seen.keys().cloned().collect();
        for user in users {
            match roster.status(&user) {
                Some(status) => self.see(&user, status),
                None if complete => self.observe(&Change::Left(user)),
                None => {}
            }
        }
    }

    /// Whether nothing is left to wait for.
    pub(super) fn is_settled(&self) -> bool {
        self.seen.values().all(|seen| *seen != Seen::Nothing)
    }

    /// What became of it for somebody; `otherwise` when nothing was seen.
    pub(super) fn acted(&self, user: &UserId, otherwise: &Acted) -> Acted {
        match self.seen.get(user) {
            Some(Seen::Effect(status)) => Acted::Confirmed(*status),
            Some(Seen::Leave) => Acted::Left,
            Some(Seen::Nothing) | None => otherwise.clone(),
        }
    }

    /// Takes note of where somebody is.
    pub(super) fn see(&mut self, user: &UserId, status: StageStatus) {
        let confirms = self.operation.is_some_and(|o| o.confirmed_by(status));
        match self.seen.get_mut(user) {
            Some(seen @ (Seen::Nothing | Seen::Leave)) if confirms => *seen = Seen::Effect(status),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn change() -> impl Strategy<Value = Change> {
        let user = (0..3_u8).prop_map(|n| UserId::from(format!("u{n}")));
        let status = prop::sample::select(StageStatus::ALL.to_vec());
        (user, status, 0..3_u8).prop_map(|(user, status, kind)| match kind {
            0 => Change::Joined(user, status),
            1 => Change::Status(user, StageStatus::OffStage, status),
            _ => Change::Left(user),
        })
    }

    #[test]
    fn an_effect_is_latched_when_they_move_on_at_once() {
        let amara = UserId::from("amara");
        let mut grant = Confirmation::new(Operation::Grant, std::slice::from_ref(&amara));
        let status = |before, now| Change::Status(amara.clone(), before, now);
        grant.observe(&status(StageStatus::OffStage, StageStatus::Accepted));
        grant.observe(&status(StageStatus::Accepted, StageStatus::OffStage));
        grant.observe(&Change::Left(amara.clone()));
        assert_eq!(
            grant.acted(&amara, &Acted::Unconfirmed),
            Acted::Confirmed(StageStatus::Accepted)
        );
    }

    #[test]
    fn leaving_is_no_effect() {
        let amara = UserId::from("amara");
        let mut kick = Confirmation::new(Operation::Kick, std::slice::from_ref(&amara));
        kick.observe(&Change::Left(amara.clone()));
        assert_eq!(kick.acted(&amara, &Acted::Unconfirmed), Acted::Left);
    }

    proptest! {
        /// Confirmed means: at some moment since the send they had a status that proves it.
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
                    Change::Joined(who, status) | Change::Status(who, _, status)
                        if who == user && operation.confirmed_by(*status)
                ));
                let acted = confirmation.acted(user, &Acted::Unconfirmed);
                prop_assert_eq!(shown, matches!(acted, Acted::Confirmed(_)));
            }
        }
    }
}
