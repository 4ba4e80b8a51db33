//! Acting as a participant, on a connection of its own: requesting to come on stage, joining and
//! leaving it (docs/design.md, "Acting as a participant").
//!
//! | file | what it does |
//! |---|---|
//! | `routes` | the handlers |
//! | `act` | connects as the participant, does the operation, and holds or releases the connection |
//! | `presence` | how the participant is in the session before we act |
//! | `messages` | the results and their messages; pure |

mod act;
mod messages;
mod presence;
pub(crate) mod routes;
