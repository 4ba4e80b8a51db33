//! Why a call to the platform failed: for good, or for now.

use reqwest::StatusCode;

use crate::timing::REPLY_TIMEOUT;
use net::describe;
use protocol::signalling::Event;

/// Why a call to the platform failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It will not get better by itself.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It may work later.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A failure that will not get better by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The credentials are wrong, or do not suffice.
    #[error("the platform refused the credentials: {0}")]
    Credentials(String),
    /// There is no such thing.
    #[error("the platform found nothing: {0}")]
    NotFound(String),
    /// The request itself was refused.
    #[error("the platform refused the request: {1} (HTTP {0})")]
    Request(u16, String),
    /// The socket, or what was asked on it, was refused.
    #[error("the platform refused the connection: {0}")]
    Socket(String),
    /// The answer makes no sense.
    #[error("the platform's answer cannot be read: {0}")]
    Answer(String),
}

/// A failure that may be over soon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// The platform cannot be reached.
    #[error("cannot reach the platform: {0}")]
    Network(String),
    /// The platform cannot answer now.
    #[error("the platform cannot answer now: {1} (HTTP {0})")]
    Status(u16, String),
    /// The platform did not answer in time.
    #[error("the platform did not answer {what} within {seconds} s")]
    Timeout {
        /// What it was asked.
        what: String,
        /// How long it had.
        seconds: u64,
    },
    /// The socket was closed.
    #[error("the platform closed the connection: {0}")]
    Closed(String),
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Unavailable::Network(describe(error)).into()
    }
}

impl Unavailable {
    /// The platform did not reply to a request on the socket within [`REPLY_TIMEOUT`].
    pub(crate) fn no_reply(to: Event) -> Self {
        Self::Timeout {
            what: to.to_string(),
            seconds: REPLY_TIMEOUT.as_secs(),
        }
    }
}

impl Error {
    /// What an HTTP status other than success means.
    #[must_use]
    pub fn from_status(status: StatusCode, message: String) -> Self {
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Refused::Credentials(message).into()
            }
            StatusCode::NOT_FOUND => Refused::NotFound(message).into(),
            StatusCode::TOO_MANY_REQUESTS => Unavailable::Status(status.as_u16(), message).into(),
            _ if status.is_server_error() => Unavailable::Status(status.as_u16(), message).into(),
            _ => Refused::Request(status.as_u16(), message).into(),
        }
    }

    /// Whether it says that there is no such thing.
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(Refused::NotFound(_)))
    }
}
