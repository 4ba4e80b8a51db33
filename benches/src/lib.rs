//! What the measurements share: the program, run in a process of its own. `cargo xtask bench` runs them.
//!
//! | file | what it does |
//! |---|---|
//! | `program` | finds the program that is measured |
//! | `home` | an empty home, and a service that runs in it |

mod home;
mod program;

use std::error::Error;

pub use home::{Home, Serve};
pub use program::program;

/// What a measurement may fail with.
pub type Failure = Box<dyn Error + Send + Sync>;
