//! A fake platform that does as a test says: it serves the management API and the socket as well or as
//! badly as its [`Behaviour`] says, and logs every call and every frame. It shares only the message
//! types with the program.

mod accounts;
mod answer;
mod behaviour;
mod clock;
mod fixtures;
mod names;
mod rest;
mod round_trips;
mod server;
mod socket;
mod state;

pub use accounts::platform;
pub use answer::{Answer, Rule};
pub use behaviour::{Acts, Behaviour, Count, Hold, Join, Queue, Reading, Socket, StageState};
pub use clock::pass;
pub use fixtures::{
    accepted, asking, hidden, listening, on_stage, preset, registered, with_access,
};
pub use names::{
    AHEAD, API_TOKEN, DETAILS, GRANT_UNTIL_PING, IDLE, MEETING, ORG, OWN, PARTICIPANT_TOKEN,
    SESSION,
};
pub use server::Fake;
