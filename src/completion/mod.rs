//! Completion: what a shell offers after a command's first letters.
//!
//! The script that a shell sources ([`Shell::script`]) calls this program with a variable set, for
//! which [`answer()`] looks first of all. Candidates come from [the cache](crate::cache), from the
//! sandbox's file, or for a moment from the service ([`source`]). Completing never joins a meeting,
//! asks, waits or prints anything else: pressing TAB is not a decision.

mod answer;
mod candidates;
mod line;
mod shells;
mod source;

pub(crate) use answer::answer;
pub(crate) use candidates::{
    columns, connections, keys, meetings, people, presets, profiles, tokens, topics, values,
};
pub(crate) use shells::Shell;
