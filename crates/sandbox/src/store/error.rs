//! Why the state file cannot be used.

use std::io;
use std::path::PathBuf;

use super::lock::LOCK_TIMEOUT;

/// The state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the lock.
    #[error("another dyte-stage has been using the sandbox in {} for {} s", .0.display(), LOCK_TIMEOUT.as_secs())]
    Busy(PathBuf),
    /// Another process holds the lock, and keeps it until it ends.
    #[error("the dyte-stage with process id {process} uses the sandbox in {}", .folder.display())]
    Stays {
        /// The folder.
        folder: PathBuf,
        /// The process.
        process: u32,
    },
    /// It cannot be read.
    #[error("cannot read the sandbox's state in {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot save the sandbox's state in {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}
