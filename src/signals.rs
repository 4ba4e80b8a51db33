//! Signals that would end the program in the middle of something.

use std::io;

/// Waits for SIGINT, SIGTERM or, unless it is ignored, SIGHUP.
pub(crate) async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::future::pending;

        use tokio::signal::unix::{SignalKind, signal};

        let mut terminate = signal(SignalKind::terminate())?;
        // A program that was told to outlive its terminal does.
        let mut hangup = if ignores_hangup() {
            None
        } else {
            Some(signal(SignalKind::hangup())?)
        };
        let hung_up = async {
            match &mut hangup {
                Some(hangup) => hangup.recv().await,
                None => pending().await,
            }
        };
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
            _ = hung_up => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Whether this program was started so that it outlives its terminal, as by `nohup`. Where the
/// system does not tell, it was.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return true;
    };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // Signal n is bit n - 1, and SIGHUP is 1.
    ignored.is_none_or(|mask| mask & 1 != 0)
}

/// Lets a write beyond the file size limit fail like one on a full disk, instead of ending the
/// program: what was half done is then undone, and the error says why.
pub(crate) fn ignore_file_size_limit() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        // The handler stays when its stream is dropped; the signal itself is not waited for.
        let _ = signal(SignalKind::from_raw(libc::SIGXFSZ))?;
    }
    Ok(())
}
