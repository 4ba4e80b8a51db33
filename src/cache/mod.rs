//! The completion cache: what the service answered to commands lately, so that TAB offers ids at
//! once.

mod item;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use item::{Item, KnownParticipant};
pub(crate) use store::{Cache, CacheUpdate, ItemKind};
