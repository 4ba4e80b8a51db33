//! The file in which the sandbox remembers, and the lock that lets one process at a time use it. The
//! lock is the truth: whatever else lies in the folder is stale once it is free.

mod lock;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::address::{self, ADDRESS, Address};
use super::demo::Rehearsal;
use super::state::{State, VERSION};
use lock::Lock;
use net::file::{VersionError, read_versioned, sweep, write_atomically};

/// How long to wait for other commands to be done with the sandbox.
pub const LOCK_TIMEOUT: Duration = Duration::from_mins(1);
/// How often to look whether they are.
const LOCK_POLL: Duration = Duration::from_millis(2);
/// How often to look whether a process that stays has ended.
const TAKE_OVER_POLL: Duration = Duration::from_millis(50);

const STATE: &str = "sandbox.json";

/// The sandbox's file, locked for this process until it is dropped.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    lock: Lock,
    /// When the sandbox was last served before, as far as the lock's file tells.
    served_until: Option<Timestamp>,
}

/// What was found in a folder.
#[derive(Debug)]
pub enum Found {
    /// The file, which nobody else uses.
    Lock(Store),
    /// A process that uses it and stays.
    Address(Address),
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds it.
    #[error("another dyte-stage has been using the sandbox in {} for {} s", .0.display(), LOCK_TIMEOUT.as_secs())]
    Busy(PathBuf),
    /// Another process holds it, and stays.
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
        /// Why.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot save the sandbox's state in {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A file that was found and could not be used: it was kept under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where it is now.
    pub path: PathBuf,
    /// Why it could not be used.
    pub reason: String,
}

impl Store {
    /// Locks the file in a folder, waiting until no other process uses it.
    ///
    /// # Errors
    ///
    /// When another process uses it for longer than [`LOCK_TIMEOUT`] or stays, or it cannot be locked.
    pub async fn lock(folder: &Path) -> Result<Self, StoreError> {
        match Self::lock_or_find(folder).await? {
            Found::Lock(store) => Ok(store),
            Found::Address(address) => Err(StoreError::Stays {
                folder: folder.to_owned(),
                process: address.process,
            }),
        }
    }

    /// Locks the file in a folder, or finds the process that has it and stays; others are waited for.
    ///
    /// # Errors
    ///
    /// When another process uses it for longer than [`LOCK_TIMEOUT`], or it cannot be locked.
    pub async fn lock_or_find(folder: &Path) -> Result<Found, StoreError> {
        let lock = Lock::open(folder)?;
        let deadline = Instant::now() + LOCK_TIMEOUT;
        loop {
            if lock.try_take()? {
                return Ok(Found::Lock(Self::with(lock)?));
            }
            // It is still published when somebody has answered: it was not somebody else.
            if let Some(address) = Address::published(folder)
                && address.listens().await
                && Address::published(folder).as_ref() == Some(&address)
            {
                return Ok(Found::Address(address));
            }
            if Instant::now() > deadline {
                return Err(Self::busy(folder));
            }
            sleep(LOCK_POLL).await;
        }
    }

    /// When the sandbox was last served before, as far as that is known.
    #[must_use]
    pub const fn served_until(&self) -> Option<Timestamp> {
        self.served_until
    }

    /// Notes in the lock's file that the sandbox is served now: whoever is next can tell since when
    /// nobody has, however this process ends.
    pub fn note_service(&self) {
        if let Err(error) = self.lock.touch() {
            tracing::debug!(%error, "nobody will know until when the sandbox was served");
        }
    }

    /// Another process uses the sandbox in a folder: one that stays, if it has told so.
    #[must_use]
    pub fn busy(folder: &Path) -> StoreError {
        let folder = folder.to_owned();
        match Address::published(&folder) {
            Some(Address { process, .. }) => StoreError::Stays { folder, process },
            None => StoreError::Busy(folder),
        }
    }

    /// Locks the file in a folder once the process that has it lets go, however long that takes.
    ///
    /// # Errors
    ///
    /// When it cannot be locked.
    pub async fn take_over(folder: &Path) -> Result<Self, StoreError> {
        let lock = Lock::open(folder)?;
        while !lock.try_take()? {
            sleep(TAKE_OVER_POLL).await;
        }
        Self::with(lock)
    }

    /// Whoever has the lock is alone: what others published or left half written is stale.
    fn with(lock: Lock) -> Result<Self, StoreError> {
        let store = Self {
            path: lock.folder.join(STATE),
            served_until: lock.modified(),
            lock,
        };
        store.note_service();
        let swept = address::withdraw(&store.lock.folder).and_then(|()| sweep(&store.path));
        swept.map_err(|source| store.write_error(source))?;
        Ok(store)
    }

    /// The file in a folder, and what it holds now, whoever uses it.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn peek(folder: &Path) -> Result<(PathBuf, State), StoreError> {
        let path = folder.join(STATE);
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

    /// Tells others where this sandbox is served, so that they need not wait for it.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn publish(&self, address: &Address) -> Result<(), StoreError> {
        let published = address.publish(&self.lock.folder);
        let path = self.lock.folder.join(ADDRESS);
        published.map_err(|source| StoreError::Write { path, source })
    }

    /// Tells others no longer; says whether they were told.
    #[must_use]
    pub fn withdraw(&self) -> bool {
        let was_told = Address::published(&self.lock.folder).is_some();
        if let Err(error) = address::withdraw(&self.lock.folder) {
            tracing::debug!(%error, "the address is stale from now on");
        }
        was_told
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the state. A file that is damaged or of a newer version is set aside, and a new sandbox
    /// takes its place.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, set aside or written.
    pub fn load(&self) -> Result<(State, Option<SetAside>), StoreError> {
        let contents = match std::fs::read(&self.path) {
            Ok(contents) => contents,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((self.reset(Rehearsal::default())?, None));
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
                match self.reset(Rehearsal::default()) {
                    Ok(state) => Ok((state, Some(SetAside { path, reason }))),
                    Err(error) => {
                        // Nobody is told where it would be now, so it goes back.
                        let _ = std::fs::rename(&path, &self.path);
                        Err(error)
                    }
                }
            }
        }
    }

    /// Saves a new sandbox over whatever there is.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn reset(&self, rehearsal: Rehearsal) -> Result<State, StoreError> {
        let state = State::new(Timestamp::now(), rehearsal);
        self.save(&state)?;
        Ok(state)
    }

    /// Saves the state, whole or not at all.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn save(&self, state: &State) -> Result<(), StoreError> {
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

/// Reads a state, or says how to call the file that holds none, and why.
fn read(contents: &[u8]) -> Result<State, (&'static str, String)> {
    read_versioned(contents, |version| version <= VERSION).map_err(|error| match error {
        VersionError::Version(version) => {
            let reason = format!("a newer dyte-stage wrote it (version {version}, not {VERSION})");
            ("newer", reason)
        }
        VersionError::Damaged(error) => ("damaged", error.to_string()),
    })
}
