//! Signals that would end the program in the middle of something.

use std::io;

/// Lets a write beyond the file size limit fail like one on a full disk, instead of ending the
/// program: what was half done is then undone, and the user is told why.
pub(super) fn ignore_file_size_limit() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        // The handler stays when its stream is dropped; nobody waits for the signal itself.
        let _ = signal(SignalKind::from_raw(libc::SIGXFSZ))?;
    }
    Ok(())
}
