//! Which platform, which meeting, with which credentials (docs/design.md, "Configuration").
//!
//! [`mod@env`] is the catalogue of variables, [`resolve()`] what they and the flags amount to,
//! [`account`] a live platform's app, [`home`] where state and caches live, [`mod@file`] how they are
//! written, [`duration()`] how long something takes.

pub mod account;
mod below;
mod duration;
pub mod endpoint;
pub mod env;
pub mod file;
pub mod home;
mod resolve;

pub use account::{Account, Credentials, Signalling};
pub use below::{PathError, below};
pub use duration::duration;
pub use endpoint::Endpoint;
pub use env::Environment;
pub use home::Home;
pub use resolve::{Config, ConfigError, Flags, PlatformName, Server, Target, meeting_id, resolve};
