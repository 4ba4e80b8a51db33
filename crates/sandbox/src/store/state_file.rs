//! The state file: read, written and reset by the process that holds the folder's lock.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::address::{self, ADDRESS_FILE, Address};
use super::error::StoreError;
use super::lock::{LOCK_POLL, LOCK_TIMEOUT, Lock, TAKE_OVER_POLL};
use crate::demo::DemoOptions;
use crate::state::{SavedState, VERSION};
use net::file::{VersionError, read_versioned, sweep, write_atomically};

const STATE_FILE: &str = "sandbox.json";

/// The state file, locked for this process until the store is dropped.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    lock: Lock,
    /// When the sandbox was last served before, by the lock's file.
    served_until: Option<Timestamp>,
}

/// The process that holds the lock of a folder.
#[derive(Debug)]
pub enum StoreHolder {
    /// This one.
    ThisProcess(Store),
    /// Another one, which keeps it and serves the sandbox.
    OtherProcess(Address),
}

/// A state file that could not be used and was renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Its path now.
    pub path: PathBuf,
    /// Why it could not be used.
    pub reason: String,
}

impl Store {
    /// Locks the state file in a folder, waiting until no other process uses it.
    ///
    /// # Errors
    ///
    /// When another process uses it for longer than [`LOCK_TIMEOUT`] or keeps it, or it cannot be locked.
    pub async fn lock(folder: &Path) -> Result<Self, StoreError> {
        match Self::lock_or_find(folder).await? {
            StoreHolder::ThisProcess(store) => Ok(store),
            StoreHolder::OtherProcess(address) => Err(StoreError::Stays {
                folder: folder.to_owned(),
                process: address.process,
            }),
        }
    }

    /// Locks the state file in a folder, or finds the process that keeps it. Waits for processes that do not.
    ///
    /// # Errors
    ///
    /// When another process uses it for longer than [`LOCK_TIMEOUT`], or it cannot be locked.
    pub async fn lock_or_find(folder: &Path) -> Result<StoreHolder, StoreError> {
        let lock = open(folder)?;
        let deadline = Instant::now() + LOCK_TIMEOUT;
        loop {
            if try_take(&lock)? {
                return Ok(StoreHolder::ThisProcess(Self::with(lock)?));
            }
            // If the address is still published after the port answered, the port was not another process's.
            if let Some(address) = Address::published(folder)
                && address.listens().await
                && Address::published(folder).as_ref() == Some(&address)
            {
                return Ok(StoreHolder::OtherProcess(address));
            }
            if Instant::now() > deadline {
                return Err(Self::busy(folder));
            }
            sleep(LOCK_POLL).await;
        }
    }

    /// When the sandbox was last served before, if known.
    pub(crate) const fn served_until(&self) -> Option<Timestamp> {
        self.served_until
    }

    /// Records in the lock's file that the sandbox is served now. However this process ends, the next one can
    /// tell since when the sandbox was not served.
    pub(crate) fn record_service(&self) {
        if let Err(error) = self.lock.touch() {
            tracing::debug!(%error, "nobody will know until when the sandbox was served");
        }
    }

    /// The error when another process uses the sandbox in a folder. It names a process that published its address.
    #[must_use]
    pub fn busy(folder: &Path) -> StoreError {
        let folder = folder.to_owned();
        match Address::published(&folder) {
            Some(Address { process, .. }) => StoreError::Stays { folder, process },
            None => StoreError::Busy(folder),
        }
    }

    /// Locks the state file in a folder once the process that holds it ends, however long that takes.
    ///
    /// # Errors
    ///
    /// When it cannot be locked.
    pub(crate) async fn take_over(folder: &Path) -> Result<Self, StoreError> {
        let lock = open(folder)?;
        while !try_take(&lock)? {
            sleep(TAKE_OVER_POLL).await;
        }
        Self::with(lock)
    }

    /// Removes what is stale once the lock is taken: a published address, and interrupted writes.
    fn with(lock: Lock) -> Result<Self, StoreError> {
        let store = Self {
            path: lock.folder.join(STATE_FILE),
            served_until: lock.modified(),
            lock,
        };
        store.record_service();
        let swept = address::withdraw(&store.lock.folder).and_then(|()| sweep(&store.path));
        swept.map_err(|source| store.write_error(source))?;
        Ok(store)
    }

    /// The path and the contents of the state file in a folder, whichever process holds the lock.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn peek(folder: &Path) -> Result<(PathBuf, SavedState), StoreError> {
        let path = folder.join(STATE_FILE);
        let read_error = |source| StoreError::Read {
            path: path.clone(),
            source,
        };
        let contents = std::fs::read(&path).map_err(read_error)?;
        match read(&contents) {
            Ok(state) => Ok((path, state)),
            Err((_, reason)) => Err(read_error(io::Error::other(reason))),
        }
    }

    /// Publishes where this sandbox is served, so that other processes use it instead of waiting.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn publish(&self, address: &Address) -> Result<(), StoreError> {
        let published = address.publish(&self.lock.folder);
        let path = self.lock.folder.join(ADDRESS_FILE);
        published.map_err(|source| StoreError::Write { path, source })
    }

    /// Withdraws the published address; whether there was one.
    pub(crate) fn withdraw(&self) -> bool {
        let was_published = Address::published(&self.lock.folder).is_some();
        if let Err(error) = address::withdraw(&self.lock.folder) {
            tracing::debug!(%error, "the address is stale from now on");
        }
        was_published
    }

    /// The path of the state file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the state. A file that is damaged or of a newer version is set aside, and a new sandbox replaces it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, set aside or written.
    pub fn load(&self) -> Result<(SavedState, Option<SetAside>), StoreError> {
        let contents = match std::fs::read(&self.path) {
            Ok(contents) => contents,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((self.reset(DemoOptions::default())?, None));
            }
            Err(source) => {
                return Err(StoreError::Read {
                    path: self.path.clone(),
                    source,
                });
            }
        };
        match read(&contents) {
            Ok(state) => Ok((state, None)),
            Err((suffix, reason)) => {
                let path = self.set_aside(suffix)?;
                match self.reset(DemoOptions::default()) {
                    Ok(state) => Ok((state, Some(SetAside { path, reason }))),
                    Err(error) => {
                        // The caller is not told its new path, so it goes back.
                        let _ = std::fs::rename(&path, &self.path);
                        Err(error)
                    }
                }
            }
        }
    }

    /// Replaces the state with that of a new sandbox.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn reset(&self, options: DemoOptions) -> Result<SavedState, StoreError> {
        let state = SavedState::new(Timestamp::now(), options);
        self.save(&state)?;
        Ok(state)
    }

    /// Saves the state, whole or not at all.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn save(&self, state: &SavedState) -> Result<(), StoreError> {
        let contents = serde_json::to_vec(state).map_err(io::Error::from);
        let saved = contents.and_then(|contents| write_atomically(&self.path, &contents));
        saved.map_err(|source| self.write_error(source))
    }

    fn set_aside(&self, suffix: &str) -> Result<PathBuf, StoreError> {
        let now = Timestamp::now().as_millisecond();
        let path = self.path.with_extension(format!("json.{suffix}-{now}"));
        match std::fs::rename(&self.path, &path) {
            Ok(()) => Ok(path),
            Err(source) => Err(self.write_error(source)),
        }
    }

    fn write_error(&self, source: io::Error) -> StoreError {
        StoreError::Write {
            path: self.path.clone(),
            source,
        }
    }
}

fn open(folder: &Path) -> Result<Lock, StoreError> {
    Lock::open(folder).map_err(|source| lock_error(folder, source))
}

fn try_take(lock: &Lock) -> Result<bool, StoreError> {
    let taken = lock.try_take();
    taken.map_err(|source| lock_error(&lock.folder, source))
}

fn lock_error(folder: &Path, source: io::Error) -> StoreError {
    let path = folder.join(STATE_FILE);
    StoreError::Write { path, source }
}

/// Reads a state. An error has the suffix for the name of the file that is set aside, and the reason.
fn read(contents: &[u8]) -> Result<SavedState, (&'static str, String)> {
    read_versioned(contents, |version| version <= VERSION).map_err(|error| match error {
        VersionError::Version(version) => {
            let reason = format!("a newer dyte-stage wrote it (version {version}, not {VERSION})");
            ("newer", reason)
        }
        VersionError::Damaged(error) => ("damaged", error.to_string()),
    })
}
