//! Errors of the token file.

use std::io;
use std::path::PathBuf;

/// Why a token cannot be created, found or revoked.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The name is not valid.
    #[error("the token's name {0}")]
    Name(&'static str),
    /// The life is too long.
    #[error("a token lives for ten years at most, or for ever")]
    TooLong,
    /// Another token has the name.
    #[error("there is a token '{0}' already")]
    Taken(String),
    /// No token has the name or id.
    #[error("no token has the name or id '{0}'")]
    Unknown(String),
    /// The system gives no random bytes.
    #[error("cannot make a token: the system gives no random bytes")]
    Random,
    /// The file cannot be read.
    #[error("cannot read the tokens in {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file was read, and is not valid.
    #[error("cannot use the tokens in {}: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file, or the lock next to it, cannot be written.
    #[error("cannot save the tokens in {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
