//! Which platform, which meeting, with which credentials (docs/design.md, "Configuration").
//!
//! [`mod@env`] is the catalogue of variables, [`resolve()`] what they and the flags amount to,
//! [`profile`] places that a user has named, [`stored`] the files that have them, [`account`] a live
//! platform's app, [`home`] where the folders are, [`mod@file`] how files are written, [`duration()`] how
//! long something takes.

pub(crate) mod env;
pub(crate) mod home;
pub(crate) mod profile;
mod resolve;
pub(crate) mod stored;

pub(crate) use env::Environment;
pub(crate) use home::Home;
pub(crate) use profile::{Profile, Profiles};
pub(crate) use resolve::{
    Chosen, Config, ConfigError, Flags, PlatformName, Target, choose, meeting_id, resolve,
};
pub(crate) use stored::Stored;
