//! The stage operations, and what each does from each status: one table for the service, the
//! sandbox and the tests (docs/design.md, "Operations").

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::permission::StageAccess;
use crate::status::StageStatus;

/// Something that changes where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A host lets somebody come on stage, whether or not they asked.
    Grant,
    /// A host turns a request down, or takes a grant back.
    Deny,
    /// A host takes somebody off the stage; they stay in the meeting.
    Kick,
    /// A participant asks to come on stage.
    Request,
    /// A participant withdraws their request.
    Cancel,
    /// A participant comes on stage.
    Join,
    /// A participant leaves the stage, or gives a grant back.
    Leave,
}

/// What an operation does to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent to the platform.
    Send,
    /// Nothing had to change.
    Unchanged,
    /// It makes no sense from this status; the conflict says what does.
    Conflict(Conflict),
}

/// Why an operation makes no sense for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// They are on stage: `kick` takes them off.
    UseKick,
    /// They only asked: `deny` turns them down.
    UseDeny,
    /// They have been let in: `leave` gives it back.
    UseLeave,
    /// They only asked: `cancel` withdraws it.
    UseCancel,
    /// They must ask first.
    AskFirst,
    /// They asked and were not answered yet.
    NotAnsweredYet,
    /// Their preset may not come on stage.
    NotAllowed,
}

impl Operation {
    /// Every operation, those of hosts on others first.
    pub const ALL: [Self; 7] = [
        Self::Grant,
        Self::Deny,
        Self::Kick,
        Self::Request,
        Self::Cancel,
        Self::Join,
        Self::Leave,
    ];

    /// Whether it is a participant's on themselves, not a host's on others.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(
            self,
            Self::Request | Self::Cancel | Self::Join | Self::Leave
        )
    }

    /// What this operation does to somebody with `status`. `access` is what their preset may do;
    /// only [`Request`](Self::Request) and [`Join`](Self::Join) depend on it.
    #[must_use]
    #[expect(
        clippy::match_same_arms,
        reason = "a table with a row for each operation"
    )]
    pub const fn verdict(self, status: StageStatus, access: StageAccess) -> Verdict {
        use self::Conflict::{
            AskFirst, NotAllowed, NotAnsweredYet, UseCancel, UseDeny, UseKick, UseLeave,
        };
        use StageStatus::{Accepted, OffStage, OnStage, Requested};
        use Verdict::{Conflict, Send, Unchanged};

        match (self, status) {
            (Self::Grant, OffStage | Requested) => Send,
            (Self::Grant, Accepted | OnStage) => Unchanged,

            (Self::Deny, OffStage) => Unchanged,
            (Self::Deny, Requested | Accepted) => Send,
            (Self::Deny, OnStage) => Conflict(UseKick),

            (Self::Kick, OffStage) => Unchanged,
            (Self::Kick, Requested) => Conflict(UseDeny),
            (Self::Kick, Accepted | OnStage) => Send,

            (Self::Request, OffStage) => match access {
                StageAccess::CanRequest => Send,
                StageAccess::Allowed => Unchanged,
                StageAccess::NotAllowed => Conflict(NotAllowed),
            },
            (Self::Request, Requested | Accepted | OnStage) => Unchanged,

            (Self::Cancel, OffStage) => Unchanged,
            (Self::Cancel, Requested) => Send,
            (Self::Cancel, Accepted | OnStage) => Conflict(UseLeave),

            (Self::Join, OffStage) => match access {
                StageAccess::Allowed => Send,
                StageAccess::CanRequest => Conflict(AskFirst),
                StageAccess::NotAllowed => Conflict(NotAllowed),
            },
            (Self::Join, Requested) => Conflict(NotAnsweredYet),
            (Self::Join, Accepted) => Send,
            (Self::Join, OnStage) => Unchanged,

            (Self::Leave, OffStage) => Unchanged,
            (Self::Leave, Requested) => Conflict(UseCancel),
            (Self::Leave, Accepted | OnStage) => Send,
        }
    }

    /// The status that the operation brings about.
    #[must_use]
    pub const fn target(self) -> StageStatus {
        match self {
            Self::Grant => StageStatus::Accepted,
            Self::Request => StageStatus::Requested,
            Self::Join => StageStatus::OnStage,
            Self::Deny | Self::Kick | Self::Cancel | Self::Leave => StageStatus::OffStage,
        }
    }

    /// Whether a status seen after sending proves that the operation took effect. A grant is also
    /// proven by a participant who is on stage: they were granted and came at once. So is a request
    /// by a participant who was granted at once.
    #[must_use]
    pub fn confirmed_by(self, status: StageStatus) -> bool {
        match self {
            Self::Grant | Self::Request => status >= self.target(),
            Self::Deny | Self::Kick | Self::Cancel | Self::Join | Self::Leave => {
                status == self.target()
            }
        }
    }

    /// The command's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Deny => "deny",
            Self::Kick => "kick",
            Self::Request => "request",
            Self::Cancel => "cancel",
            Self::Join => "join",
            Self::Leave => "leave",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UseKick => "already on stage: use kick",
            Self::UseDeny => "asked, and is not on stage: use deny",
            Self::UseLeave => "already let in: use leave",
            Self::UseCancel => "asked, and is not on stage: use cancel",
            Self::AskFirst => "has not asked: use request first",
            Self::NotAnsweredYet => "asked, and was not answered yet",
            Self::NotAllowed => "their preset may not come on stage",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_and_confirmed_needs_no_sending_again() {
        for operation in Operation::ALL {
            let verdict = operation.verdict(operation.target(), StageAccess::CanRequest);
            assert_eq!(verdict, Verdict::Unchanged, "{operation}");
        }
    }

    #[test]
    fn hosts_operations_do_not_depend_on_the_access_of_their_target() {
        for operation in [Operation::Grant, Operation::Deny, Operation::Kick] {
            for status in StageStatus::ALL {
                let verdict = operation.verdict(status, StageAccess::CanRequest);
                assert_eq!(verdict, operation.verdict(status, StageAccess::Allowed));
                assert_eq!(verdict, operation.verdict(status, StageAccess::NotAllowed));
            }
        }
    }

    #[test]
    fn whoever_went_further_at_once_confirms_what_came_before() {
        use StageStatus::{Accepted, OffStage, OnStage, Requested};

        assert!(Operation::Grant.confirmed_by(OnStage));
        assert!(!Operation::Grant.confirmed_by(Requested));
        assert!(Operation::Request.confirmed_by(Accepted));
        assert!(!Operation::Request.confirmed_by(OffStage));
        assert!(!Operation::Join.confirmed_by(Accepted));
        assert!(!Operation::Kick.confirmed_by(OnStage));
    }
}
