//! The file of the tokens: what is in it, and the lock next to it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::secret::Fingerprint;
use super::{Token, TokenError};
use net::file::{VersionError, open_lock, read_versioned, sweep, write_atomically};

/// The version of what is in the file. Another one may restrict tokens in a way that this one does not
/// know, so its file is not used.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents<Entries> {
    version: u32,
    tokens: Entries,
}

/// A token as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) token: Arc<Token>,
    pub(super) sha256: Fingerprint,
}

/// Reads a file. One that is missing holds none.
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

/// Writes a file, whole or not at all. Whoever does has its [`lock`].
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

/// Locks a file until what is returned is dropped, waiting until no other process has it locked.
pub(super) fn lock(path: &Path) -> Result<File, TokenError> {
    // The file itself is replaced, and its lock would be the old one's.
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
