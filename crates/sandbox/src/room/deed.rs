//! What somebody does on the stage who has no connection of their own: a simulated attendee, told to.

use super::Room;
use model::{Conflict, Operation, StageStatus, UserId, Verdict};

/// Why somebody does not do what they are told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Nobody would see it.
    #[error("not in the room")]
    Absent,
    /// Whoever is behind a socket decides for themselves.
    #[error("joined by a connection of their own, which decides for them")]
    HasSocket,
    /// There is none for them.
    #[error("the meeting has no stage")]
    NoStage,
    /// It makes no sense from where they stand.
    #[error("{0}")]
    Conflict(Conflict),
}

impl Room<'_> {
    /// Lets a simulated attendee do something; says where they stand now.
    ///
    /// # Errors
    ///
    /// When they do not do it.
    pub fn deed(&mut self, user: &UserId, operation: Operation) -> Result<StageStatus, NotDone> {
        if self.has_socket(user) {
            return Err(NotDone::HasSocket);
        }
        if !self.has(user) {
            return Err(NotDone::Absent);
        }
        let permissions = self.permissions(user);
        if !permissions.has_stage() {
            return Err(NotDone::NoStage);
        }
        match operation.verdict(self.status(user), permissions.access()) {
            Verdict::Send => self.set_status(user, operation.target(), None),
            Verdict::Unchanged => {}
            Verdict::Conflict(conflict) => return Err(NotDone::Conflict(conflict)),
        }
        self.announce();
        Ok(self.status(user))
    }
}
