//! Why a socket was closed, and whether another one may live.

use crate::timing::{SEND_TIMEOUT, SILENCE_TIMEOUT};
use protocol::signalling::close;

/// Why a socket was closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Another one would be closed just so.
    #[error(transparent)]
    Final(#[from] FinalClose),
    /// Another one may live.
    #[error(transparent)]
    Retryable(#[from] RetryableClose),
}

/// A close after which trying again makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FinalClose {
    /// 1000: the platform is done with us.
    #[error("the platform closed the connection")]
    Normal,
    /// 4000.
    #[error("the platform did not understand us (close code 4000)")]
    BadRequest,
    /// 4001.
    #[error("the platform refused the participant token (close code 4001)")]
    Unauthorized,
    /// 4002.
    #[error("the platform failed (close code 4002)")]
    InternalError,
}

/// A close after which trying again makes sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetryableClose {
    /// Any other close code; without one, 1005.
    #[error("close code {0}")]
    Code(u16),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The platform fell silent.
    #[error("no sign of life for {} s", SILENCE_TIMEOUT.as_secs())]
    Silent,
    /// The platform takes no more frames.
    #[error("it took no frame for {} s", SEND_TIMEOUT.as_secs())]
    Stuck,
    /// The platform sent what is no frame, so we may have missed something.
    #[error("a frame that cannot be read")]
    Unreadable,
}

impl Closed {
    pub(super) fn from_code(code: u16) -> Self {
        match code {
            close::NORMAL => FinalClose::Normal.into(),
            close::BAD_REQUEST => FinalClose::BadRequest.into(),
            close::UNAUTHORIZED => FinalClose::Unauthorized.into(),
            close::INTERNAL_ERROR => FinalClose::InternalError.into(),
            code => RetryableClose::Code(code).into(),
        }
    }
}
