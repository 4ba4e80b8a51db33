//! How the two files of the folder `config` are read, written and locked. No other file configures
//! anything: a file in a folder of another user must not choose where a secret goes.

use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::home::{Home, HomeError};
use net::file::{open_lock, write_atomically};

/// Why a file cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FileError {
    /// It exists, and cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        path: PathBuf,
        source: Arc<io::Error>,
    },
    /// Its text is invalid.
    #[error("{}, line {}: {}", .path.display(), .malformed.line, .malformed.reason)]
    Malformed { path: PathBuf, malformed: Malformed },
    /// Other users can read the secrets.
    #[error("{} can be read by others (mode {mode:04o})", .path.display())]
    Open {
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Write {
        path: PathBuf,
        source: Arc<io::Error>,
    },
}

/// Why a text is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The line, from 1.
    pub(crate) line: usize,
    pub(crate) reason: String,
}

impl Malformed {
    /// An error at a span of a text.
    pub(super) fn at(text: &str, span: Option<Range<usize>>, reason: String) -> Self {
        let before = span.and_then(|span| text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        Self { line, reason }
    }
}

/// Why a change was not saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SaveError {
    /// The folder cannot be made.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Reads a file; `None` if it does not exist.
pub(super) fn read(path: &Path) -> Result<Option<String>, FileError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        // A folder that cannot be used is reported when a file is saved there.
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {
            Ok(None)
        }
        Err(error) => Err(unreadable(path)(error)),
    }
}

/// Refuses secrets that other users can read, as ssh does.
#[cfg(unix)]
pub(super) fn refuse_if_open(path: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(unreadable(path))?;
    let mode = metadata.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    let path = path.to_owned();
    Err(FileError::Open { path, mode })
}

#[cfg(not(unix))]
pub(super) fn refuse_if_open(_: &Path) -> Result<(), FileError> {
    Ok(())
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError::Read {
        path: path.clone(),
        source: Arc::new(source),
    }
}

/// Replaces a file of the folder `config`.
///
/// # Errors
///
/// When that cannot be done; the old file is still there.
pub(super) fn write(home: &Home, path: &Path, text: &str) -> Result<(), SaveError> {
    home.config()?;
    // A link to a file elsewhere stays one.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let written = write_atomically(&target, text.as_bytes());
    Ok(written.map_err(|source| FileError::Write {
        path: path.to_owned(),
        source: Arc::new(source),
    })?)
}

/// Keeps other processes from changing the files, until it is dropped.
///
/// # Errors
///
/// When that cannot be done.
pub(crate) fn lock(home: &Home) -> Result<std::fs::File, SaveError> {
    let path = home.config()?.join("config.lock");
    let locked = open_lock(&path).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| {
        FileError::Write {
            path,
            source: Arc::new(source),
        }
        .into()
    })
}
