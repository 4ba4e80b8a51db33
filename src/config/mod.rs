//! Which platform, which meeting, with which credentials (docs/design.md, "Configuration").
//!
//! [`mod@env`] is the catalogue of variables, [`resolve()`] what they and the flags amount to,
//! [`profile`] places that a user has named, [`stored`] the files that have them, [`account`] a live
//! platform's app, [`home`] where the folders are, [`mod@file`] how files are written, [`duration()`] how
//! long something takes.

pub mod account;
mod below;
mod duration;
pub mod endpoint;
pub mod env;
pub mod file;
pub mod home;
pub mod profile;
mod resolve;
pub mod stored;

pub use account::{Account, Credentials, Signalling};
pub use below::{PathError, below};
pub use duration::duration;
pub use endpoint::Endpoint;
pub use env::Environment;
pub use home::Home;
pub use profile::{Profile, Profiles};
pub use resolve::{
    Chosen, Config, ConfigError, Flags, PlatformName, Server, Target, choose, meeting_id, resolve,
};
pub use stored::Stored;
