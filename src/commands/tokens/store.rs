//! The tokens of this machine.

use crate::args::DryRun;
use crate::config::{Environment, Home};
use crate::error::CliError;
use service::tokens::{TokenError, TokenStore};

/// Works on the tokens of this machine. While another process has them, Ctrl-C and --timeout hold.
pub(super) async fn in_store<T: Send + 'static>(
    dry_run: DryRun,
    work: impl FnOnce(&TokenStore) -> Result<T, TokenError> + Send + 'static,
) -> Result<T, CliError> {
    let home = Home::find(&Environment::read())?;
    let store = TokenStore::in_folder(home.state()?).with_dry_run(dry_run.dry_run);
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    let done = done.map_err(CliError::cannot_start)?;
    Ok(done?)
}
