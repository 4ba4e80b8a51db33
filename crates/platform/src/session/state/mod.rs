//! What the task has learnt of the room, as handles read it.

mod effect_watch;
mod room;
mod session_state;
#[cfg(test)]
mod tests;

pub(crate) use effect_watch::EffectWatch;
pub(crate) use session_state::SessionState;
