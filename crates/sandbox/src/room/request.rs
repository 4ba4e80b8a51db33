//! A frame that a room handles, and the error replies to it.

use jiff::Timestamp;

use model::{PeerId, UserId};
use protocol::signalling::{ErrorBody, Frame};

/// A frame that came in on a socket.
pub(super) struct Request<'a> {
    /// The socket.
    pub(super) from: &'a PeerId,
    /// The participant whose socket it is.
    pub(super) user: UserId,
    /// The frame.
    pub(super) frame: &'a Frame,
    /// When it came in.
    pub(super) at: Timestamp,
}

/// An error reply.
pub(super) fn refusal(code: i32, message: &str) -> ErrorBody {
    ErrorBody {
        code: Some(code),
        message: message.to_owned(),
    }
}

/// The body of a frame, or the error reply if it is unreadable.
pub(super) fn body<M: prost::Message + Default>(frame: &Frame) -> Result<M, ErrorBody> {
    let body = frame.body();
    body.map_err(|_| refusal(400, &format!("unreadable body of {}", frame.event())))
}
