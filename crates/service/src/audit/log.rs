//! The audit log's file: whole lines, written by one process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The audit log's file, which no other process writes.
#[derive(Debug)]
pub struct AuditLog {
    writer: Mutex<Writer>,
}

#[derive(Debug)]
struct Writer {
    file: File,
    /// Lines that could not be written yet.
    pending: Vec<u8>,
}

impl AuditLog {
    /// Opens the file. It is created if necessary, readable by its owner only.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or read, or another process has it open.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // An incomplete line of ours is truncated, so no other process may write behind it.
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another service has it"),
            TryLockError::Error(error) => error,
        })?;
        let mut pending = Vec::new();
        if ends_within_a_line(&mut file)? {
            pending.push(b'\n');
        }
        let log = Self {
            writer: Mutex::new(Writer { file, pending }),
        };
        log.write(&[])?;
        Ok(log)
    }

    /// Writes a line, after the lines that could not be written before. An empty line writes only
    /// those.
    pub(crate) fn write(&self, line: &[u8]) -> io::Result<()> {
        let mut writer = self.writer();
        let Writer { file, pending } = &mut *writer;
        pending.extend_from_slice(line);
        if pending.is_empty() {
            return Ok(());
        }
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(pending) {
            // An incomplete line would spoil the next one. Where this fails too, the file shows it.
            let _ = file.set_len(whole);
            return Err(error);
        }
        pending.clear();
        Ok(())
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // `pending` has whole lines after each change.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the last writer was killed while it wrote.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_whole_also_after_half_a_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        std::fs::write(&path, "{\"whole\":1}\n{\"half").unwrap();
        let log = AuditLog::open(&path).unwrap();
        log.write(b"{\"new\":1}\n").unwrap();
        log.write(b"{\"new\":2}\n").unwrap();
        let lines = std::fs::read_to_string(&path).unwrap();
        assert_eq!(lines, "{\"whole\":1}\n{\"half\n{\"new\":1}\n{\"new\":2}\n");
        assert!(AuditLog::open(&path).is_err(), "it is somebody's");
        drop(log);
        AuditLog::open(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), lines);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_could_not_be_written_is_kept_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let log = AuditLog::open(&path).unwrap();
        let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
        let file = std::mem::replace(&mut log.writer().file, full);
        assert!(log.write(b"one\n").is_err());
        assert!(log.write(&[]).is_err());
        log.writer().file = file;
        log.write(b"two\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }
}
