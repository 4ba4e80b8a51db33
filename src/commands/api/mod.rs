//! `api`: any call of the Stage API, or of the platform's own REST, with the configured
//! credentials.

mod call;
mod fields;
mod pages;
mod target;

pub(crate) use call::ApiArgs;
pub(super) use call::run;
