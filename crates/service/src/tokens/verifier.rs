//! Verifies tokens for a running service: the file is read again whenever it has changed.

use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use super::error::TokenError;
use super::file::{self, Entry, FRESH_FOR};
use super::secret::Fingerprint;
use super::store::TokenStore;
use super::token::Token;

/// The coarsest clock of file systems. A file that changed within this time before it was read may
/// change again with the same stamp.
const TICK: Duration = Duration::from_secs(2);

/// The tokens that a running service accepts. A token that is created, revoked or expired meanwhile
/// is so at the next request.
pub struct TokenVerifier {
    store: TokenStore,
    last: Mutex<Option<FileSnapshot>>,
}

/// The file as it was read.
struct FileSnapshot {
    stamp: FileStamp,
    /// When the file was last seen to have this stamp.
    looked: Instant,
    /// Whether it would show if the file had changed since.
    is_settled: bool,
    entries: Arc<[Entry]>,
}

/// Metadata of a file that differ once it has changed.
#[derive(PartialEq)]
struct FileStamp {
    modified: SystemTime,
    /// In bytes.
    length: u64,
    /// The inode, and when it changed, in seconds and nanoseconds.
    #[cfg(unix)]
    inode: (u64, i64, i64),
}

impl TokenVerifier {
    /// Verifies the tokens of a store.
    #[must_use]
    pub const fn new(store: TokenStore) -> Self {
        Self {
            store,
            last: Mutex::new(None),
        }
    }

    /// The token with a secret; `None` if there is none, or if it has expired.
    ///
    /// # Errors
    ///
    /// When the file cannot be used: then no token is accepted, not even one that was before.
    pub fn verify(&self, presented: &str) -> Result<Option<Arc<Token>>, TokenError> {
        let presented = Fingerprint::of(presented);
        let mut found = None;
        // All entries are compared, so that the time does not tell which one it was.
        for entry in &*self.entries()? {
            if entry.sha256.is(&presented) {
                found = Some(entry.token.clone());
            }
        }
        let now = Timestamp::now();
        Ok(found.filter(|token| !token.has_expired(now)))
    }

    /// Whether a token still exists and has not expired.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub(crate) fn is_valid(&self, id: &str) -> Result<bool, TokenError> {
        let now = Timestamp::now();
        let is_good = |entry: &Entry| entry.token.id == id && !entry.token.has_expired(now);
        Ok(self.entries()?.iter().any(is_good))
    }

    fn entries(&self) -> Result<Arc<[Entry]>, TokenError> {
        let now = Instant::now();
        let known =
            |last: &FileSnapshot| last.is_settled && now.duration_since(last.looked) < FRESH_FOR;
        if let Some(last) = self.last().as_ref().filter(|last| known(last)) {
            return Ok(last.entries.clone());
        }
        let path = self.store.path();
        // The stamp is taken before the file is read: a change in between shows the next time. And
        // no request waits while another takes it.
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
        *last = Some(FileSnapshot {
            is_settled: age.is_ok_and(|age| age > TICK),
            stamp,
            looked: now,
            entries: entries.clone(),
        });
        Ok(entries)
    }

    fn last(&self) -> MutexGuard<'_, Option<FileSnapshot>> {
        // A snapshot is whole.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path only: the holders of tokens do not belong into logs.
impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("TokenVerifier");
        debug.field("store", &self.store).finish_non_exhaustive()
    }
}

/// The file's stamp now; `None` if the file is missing.
fn stamp(path: &Path) -> Result<Option<FileStamp>, TokenError> {
    match std::fs::metadata(path).and_then(|metadata| FileStamp::of(&metadata)) {
        Ok(stamp) => Ok(Some(stamp)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TokenError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

impl FileStamp {
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
