//! The lock of the sandbox's folder: one process at a time holds it, at the latest until it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use net::file::open_lock;

const LOCK_FILE: &str = "sandbox.lock";

/// How long to wait for other commands to release the lock.
pub const LOCK_TIMEOUT: Duration = Duration::from_mins(1);
/// The interval at which a command tries to take the lock.
pub(super) const LOCK_POLL: Duration = Duration::from_millis(2);
/// The interval at which a process tries to take the lock over from one that keeps it.
pub(super) const TAKE_OVER_POLL: Duration = Duration::from_millis(50);

/// The lock of a folder.
#[derive(Debug)]
pub(super) struct Lock {
    pub(super) folder: PathBuf,
    file: File,
}

impl Lock {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            file: open_lock(&folder.join(LOCK_FILE))?,
        })
    }

    /// When the last holder called [`Lock::touch`].
    pub(super) fn modified(&self) -> Option<Timestamp> {
        let modified = self.file.metadata().and_then(|m| m.modified()).ok()?;
        Timestamp::try_from(modified).ok()
    }

    /// Sets the modification time of the lock's file to now.
    pub(super) fn touch(&self) -> io::Result<()> {
        self.file.set_modified(SystemTime::now())
    }

    /// Takes the lock; `false` if another process holds it.
    pub(super) fn try_take(&self) -> io::Result<bool> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
