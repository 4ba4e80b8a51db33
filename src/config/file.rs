//! Writing a file whole or not at all, for its owner only.

use std::io::{self, Write};
use std::path::Path;

/// Replaces a file at once: readers see the old or the new one, and a failure leaves the old one.
/// Only its owner can read it.
///
/// # Errors
///
/// When it cannot be written; for one, when there is no room.
pub fn write_atomically(path: &Path, contents: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    // Written through the plain file, an error does not name a path that is gone by then.
    file.as_file_mut().write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
