//! Files for their owner only: replaced whole or not at all, locked, and of a version that is known.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Replaces a file at once: readers see the old or the new one, and a failure leaves the old one.
/// Only its owner can read it.
///
/// # Errors
///
/// When it cannot be written; for one, when there is no room.
pub fn write_atomically(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(&half_written(path))
        .tempfile_in(folder(path))?;
    // Written through the plain file, an error does not name a path that is gone by then.
    file.as_file_mut().write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Removes what is left of writes of a file that were killed. Nobody may be writing it meanwhile.
///
/// # Errors
///
/// When the folder cannot be read, or what is left in it cannot be removed.
pub fn sweep(path: &Path) -> io::Result<()> {
    let prefix = half_written(path);
    for entry in std::fs::read_dir(folder(path))? {
        let entry = entry?;
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(prefix.as_encoded_bytes())
        {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Opens the file of a lock, made if need be. `File::lock` and `File::try_lock` take it.
///
/// # Errors
///
/// When it cannot be made or opened.
pub fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Why JSON that has a version cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VersionError {
    /// It is not what this program writes.
    #[error("{0}")]
    Damaged(#[from] serde_json::Error),
    /// Another version of this program wrote it: its number.
    #[error("version {0}")]
    Version(u32),
}

/// Reads JSON whose member `version` says what else is in it, if that version can be used.
///
/// # Errors
///
/// When it is damaged, or the version cannot be used.
pub fn read_versioned<T: DeserializeOwned>(
    json: &[u8],
    is_known: impl FnOnce(u32) -> bool,
) -> Result<T, VersionError> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }

    let Versioned { version } = serde_json::from_slice(json)?;
    if !is_known(version) {
        return Err(VersionError::Version(version));
    }
    Ok(serde_json::from_slice(json)?)
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// What the names of a file begin with while it is written.
fn half_written(path: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push("-");
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_write_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        write_atomically(&path, b"new").unwrap();
        for name in [
            ".state.json-a1b2c3",
            ".other.json-a1b2c3",
            "state.json.damaged-1",
        ] {
            std::fs::write(folder.path().join(name), b"half").unwrap();
        }
        sweep(&path).unwrap();
        let names = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = names.map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(
            names,
            [".other.json-a1b2c3", "state.json", "state.json.damaged-1"]
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }
}
