//! Signals that would end the program in the middle of something.

use std::io;

/// Waits until the user, or whoever runs the program, wants it to end.
pub(super) async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

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
