//! Files for their owner only: replaced atomically, locked, and of a known version.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Replaces a file atomically: readers see the old or the new contents, and a failure leaves the old ones.
/// Only its owner can read it.
///
/// # Errors
///
/// When it cannot be written, for example when the disk is full.
pub fn write_atomically(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(&temporary_prefix(path))
        .tempfile_in(folder(path))?;
    // An error of the plain file does not name the temporary path, which is gone by then.
    file.as_file_mut().write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Removes the remains of interrupted writes of a file. No process may be writing it meanwhile.
///
/// # Errors
///
/// When the folder cannot be read, or the remains cannot be removed.
pub fn sweep(path: &Path) -> io::Result<()> {
    let prefix = temporary_prefix(path);
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

/// Creates a folder, with its parents, that only its owner can read. It may exist already.
///
/// # Errors
///
/// When it cannot be created.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Opens the file of a lock, creating it if there is none. `File::lock` and `File::try_lock` take the lock.
///
/// # Errors
///
/// When it cannot be created or opened.
pub fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Why versioned JSON cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VersionError {
    /// It does not have the shape that this program writes.
    #[error("{0}")]
    Damaged(#[from] serde_json::Error),
    /// Its version is not a known one.
    #[error("version {0}")]
    Version(u32),
}

/// Reads JSON whose member `version` gives its layout, if that version is known.
///
/// # Errors
///
/// When it is damaged, or its version is not known.
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

/// The prefix of the temporary names of a file while it is written.
fn temporary_prefix(path: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push("-");
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_remains_of_interrupted_writes_are_swept() {
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
