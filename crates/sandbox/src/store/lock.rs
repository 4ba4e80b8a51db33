//! The lock of the sandbox's folder: one process at a time has it, until it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use net::file::open_lock;

use super::{STATE, StoreError};

const LOCK: &str = "sandbox.lock";

/// The lock of a folder.
#[derive(Debug)]
pub(super) struct Lock {
    pub(super) folder: PathBuf,
    file: File,
}

impl Lock {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        match open_lock(&folder.join(LOCK)) {
            Ok(file) => Ok(Self {
                folder: folder.to_owned(),
                file,
            }),
            Err(source) => Err(failed(folder, source)),
        }
    }

    /// When whoever held it last noted that they do.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        let modified = self.file.metadata().and_then(|m| m.modified()).ok()?;
        Timestamp::try_from(modified).ok()
    }

    /// Notes in its file that it is held now.
    pub(super) fn touch(&self) -> io::Result<()> {
        self.file.set_modified(SystemTime::now())
    }

    /// Takes it, unless another process has it: then it says no.
    pub(super) fn try_take(&self) -> Result<bool, StoreError> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(failed(&self.folder, error)),
        }
    }
}

fn failed(folder: &Path, source: io::Error) -> StoreError {
    let path = folder.join(STATE);
    StoreError::Write { path, source }
}
