//! Following the stage: [`follower`] reads the participants and then each event, without a gap,
//! into a [`stage_mirror`]; [`event_text`] is the line of an event. [`grant_wait`] follows until
//! granted participants are on stage, [`held_connection`] one connection until its participant's
//! status changes.

pub(crate) mod event_text;
mod follower;
pub(crate) mod grant_wait;
mod held_connection;
mod stage_mirror;

pub(crate) use follower::Follower;
pub(crate) use held_connection::HeldConnection;
