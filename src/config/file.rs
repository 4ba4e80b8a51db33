//! Writing a file whole or not at all, for its owner only.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

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
