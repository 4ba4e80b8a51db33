//! `api`: any call of the Stage API, or of the platform's own REST, as whoever is configured.

mod call;
mod fields;
mod pages;
mod target;

pub(crate) use call::ApiArgs;
pub(super) use call::run;
