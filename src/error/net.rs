//! Errors of serving encrypted, and of making an HTTP client.

use super::cli_error::CliError;
use crate::exit::Exit;
use net::{TlsError, describe};

impl From<TlsError> for CliError {
    fn from(error: TlsError) -> Self {
        Self::new("tls", Exit::Failed, error.to_string())
    }
}

/// The error that no HTTP client can be made.
pub(crate) fn no_http_client(error: reqwest::Error) -> CliError {
    let message = format!("cannot make an HTTP client: {}", describe(error));
    CliError::new("internal", Exit::Failed, message)
}
