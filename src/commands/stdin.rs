//! Reads stdin while Ctrl-C and `--timeout` hold.

use std::io::{self, StdinLock};

use crate::error::CliError;

/// Reads stdin on another thread: --timeout and Ctrl-C hold while stdin is silent.
pub(super) async fn read_stdin<T: Send + 'static>(
    read: impl FnOnce(StdinLock<'static>) -> io::Result<T> + Send + 'static,
) -> Result<T, CliError> {
    let reading = tokio::task::spawn_blocking(|| read(io::stdin().lock()));
    let text = reading.await.map_err(io::Error::other).flatten();
    text.map_err(CliError::stdin)
}
