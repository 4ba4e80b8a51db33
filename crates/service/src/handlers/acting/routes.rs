//! `POST …/participants/{participant}/stage/request|cancel|join|leave`.

use super::act::act;
use crate::handlers::operation_routes::operation_routes;
use crate::handlers::problems::{ActingProblems, LeavingProblems};
use api::{Acting, ActingRequest, path};
use model::{MeetingId, Operation};

operation_routes! {
    tag: "acting",
    target: (MeetingId, String),
    request: ActingRequest,
    response: Acting, "what became of it",
    run: act,
    about: "As the participant, on a connection of theirs, which the service holds while something rests on it.",
    role: "Needs the role admin.",

    /// Asks to come on stage
    request: path::REQUEST, Operation::Request, ActingProblems;

    /// Withdraws a request
    cancel: path::CANCEL, Operation::Cancel, LeavingProblems;

    /// Comes on stage
    join: path::JOIN, Operation::Join, ActingProblems;

    /// Leaves the stage, or gives a grant back
    leave: path::LEAVE, Operation::Leave, LeavingProblems;
}
