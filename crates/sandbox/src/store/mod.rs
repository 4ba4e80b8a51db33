//! What the sandbox keeps in its folder. The lock decides which process may use it: once it is free, everything
//! else in the folder is stale.
//!
//! | file | what it does |
//! |---|---|
//! | `state_file` | [`Store`]: reads and writes `sandbox.json`, under the lock |
//! | `lock` | `sandbox.lock`: one process at a time |
//! | `address` | `sandbox.address`: where the process that holds the lock serves the sandbox |
//! | `error` | why the state file cannot be used |

mod address;
mod error;
mod lock;
mod state_file;

pub use address::Address;
pub use error::StoreError;
pub use lock::LOCK_TIMEOUT;
pub use state_file::{SetAside, Store, StoreHolder};
