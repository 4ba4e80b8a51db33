//! `POST …/stage/grant|deny|kick`.

use super::moderate::moderate;
use crate::handlers::operation_routes::operation_routes;
use crate::handlers::problems::ModerationProblems;
use api::{Moderation, ModerationRequest, path};
use model::{MeetingId, Operation};

operation_routes! {
    tag: "stage",
    target: MeetingId,
    request: ModerationRequest,
    response: Moderation, "what became of each",
    run: moderate,
    about: "Answers once the platform showed it or did not, whatever became of each.",
    role: "Needs the role moderator.",

    /// Lets participants come on stage
    grant: path::GRANT, Operation::Grant, ModerationProblems;

    /// Turns participants down who ask, or takes a grant back
    deny: path::DENY, Operation::Deny, ModerationProblems;

    /// Takes participants off the stage
    kick: path::KICK, Operation::Kick, ModerationProblems;
}
