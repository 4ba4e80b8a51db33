//! The token file: its contents, and the lock next to it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::TokenError;
use super::secret::Fingerprint;
use super::token::Token;
use net::file::{VersionError, open_lock, read_versioned, sweep, write_atomically};

/// The version of the file's contents. A file of another version is not used: it may restrict
/// tokens in a way that this program does not know.
const VERSION: u32 = 1;

/// How long a running service takes the file for unchanged after it has looked: asking the file
/// system at each of many requests would cost more than all else about tokens. A change of the file
/// waits as long.
pub(super) const FRESH_FOR: Duration = Duration::from_millis(1);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents<Entries> {
    version: u32,
    tokens: Entries,
}

/// A token in the file, with the hash of its secret.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) token: Arc<Token>,
    pub(super) sha256: Fingerprint,
}

/// Reads a file. A missing file has no tokens.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>, TokenError> {
    match std::fs::read(path) {
        Ok(contents) => parse(&contents).map_err(|reason| TokenError::Damaged {
            path: path.to_owned(),
            reason,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(TokenError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn parse(contents: &[u8]) -> Result<Vec<Entry>, String> {
    let contents = read_versioned(contents, |version| version == VERSION);
    let contents: Contents<_> = contents.map_err(|error| match error {
        VersionError::Version(version) => {
            format!("another dyte-stage wrote it (version {version}, not {VERSION})")
        }
        VersionError::Damaged(error) => error.to_string(),
    })?;
    Ok(contents.tokens)
}

/// Writes a file, whole or not at all. The caller holds its [`lock`].
pub(super) fn write(path: &Path, tokens: &[Entry]) -> Result<(), TokenError> {
    let version = VERSION;
    let contents = serde_json::to_vec_pretty(&Contents { version, tokens });
    let contents = contents.map_err(io::Error::from);
    let written = contents.and_then(|contents| {
        sweep(path)?;
        write_atomically(path, &contents)
    });
    written.map_err(|source| failed(path, source))
}

/// Locks a file until the returned lock is dropped. Waits while another process has it locked.
pub(super) fn lock(path: &Path) -> Result<File, TokenError> {
    // The file itself is replaced by each change, so a lock on it would be on the old one.
    let path = path.with_extension("lock");
    let locked = open_lock(&path).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| failed(&path, source))
}

fn failed(path: &Path, source: io::Error) -> TokenError {
    TokenError::Write {
        path: path.to_owned(),
        source,
    }
}
