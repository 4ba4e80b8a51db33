//! The tokens as a running service sees them: the file is read again whenever it has changed.

use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use super::file::{self, Entry};
use super::secret::Fingerprint;
use super::{GLANCE, Token, TokenError, TokenStore};

/// A file that changed within this time before it was read may change again without it showing: clocks
/// of file systems tick, some only every two seconds.
const TICK: Duration = Duration::from_secs(2);

/// The tokens of a running service. What is made, revoked or expired meanwhile is so at the next
/// request.
pub struct Tokens {
    store: TokenStore,
    last: Mutex<Option<Reading>>,
}

/// The file as it was read.
struct Reading {
    stamp: Stamp,
    /// When the file was last seen to have this stamp.
    looked: Instant,
    /// Whether it would show if the file had changed since.
    is_settled: bool,
    entries: Arc<[Entry]>,
}

/// What of a file differs once it has changed.
#[derive(PartialEq)]
struct Stamp {
    modified: SystemTime,
    /// In bytes.
    length: u64,
    /// The inode, and when it changed, in seconds and nanoseconds.
    #[cfg(unix)]
    inode: (u64, i64, i64),
}

impl Tokens {
    /// The tokens of a store, from now on.
    #[must_use]
    pub const fn of(store: TokenStore) -> Self {
        Self {
            store,
            last: Mutex::new(None),
        }
    }

    /// Whose token was presented; `None` is nobody's, or one that has expired.
    ///
    /// # Errors
    ///
    /// When the file cannot be used: then nobody is known, whoever was before.
    pub fn who(&self, presented: &str) -> Result<Option<Arc<Token>>, TokenError> {
        let presented = Fingerprint::of(presented);
        let mut found = None;
        // How long this takes does not tell which one it was.
        for entry in &*self.entries()? {
            if entry.sha256.is(&presented) {
                found = Some(entry.token.clone());
            }
        }
        let now = Timestamp::now();
        Ok(found.filter(|token| !token.has_expired(now)))
    }

    /// Whether a token that was good is good still.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub fn has(&self, id: &str) -> Result<bool, TokenError> {
        let now = Timestamp::now();
        let is_good = |entry: &Entry| entry.token.id == id && !entry.token.has_expired(now);
        Ok(self.entries()?.iter().any(is_good))
    }

    fn entries(&self) -> Result<Arc<[Entry]>, TokenError> {
        let now = Instant::now();
        let known = |last: &Reading| last.is_settled && now.duration_since(last.looked) < GLANCE;
        if let Some(last) = self.last().as_ref().filter(|last| known(last)) {
            return Ok(last.entries.clone());
        }
        let path = self.store.path();
        // It is looked at before it is read: what changes in between shows the next time. And nobody waits
        // while others look.
        let Some(stamp) = stamp(path)? else {
            return Ok(Arc::default());
        };
        let mut last = self.last();
        if let Some(last) = &mut *last
            && last.is_settled
            && last.stamp == stamp
        {
            last.looked = now;
            return Ok(last.entries.clone());
        }
        let age = SystemTime::now().duration_since(stamp.modified);
        let entries: Arc<[Entry]> = file::read(path)?.into();
        *last = Some(Reading {
            is_settled: age.is_ok_and(|age| age > TICK),
            stamp,
            looked: now,
            entries: entries.clone(),
        });
        Ok(entries)
    }

    fn last(&self) -> MutexGuard<'_, Option<Reading>> {
        // A reading is whole.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path only: who has tokens is not for logs.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Tokens");
        debug.field("store", &self.store).finish_non_exhaustive()
    }
}

/// How the file is now; `None` when it is missing.
fn stamp(path: &Path) -> Result<Option<Stamp>, TokenError> {
    match std::fs::metadata(path).and_then(|metadata| Stamp::of(&metadata)) {
        Ok(stamp) => Ok(Some(stamp)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TokenError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Ok(Self {
            modified: metadata.modified()?,
            length: metadata.len(),
            #[cfg(unix)]
            inode: (metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        })
    }
}
