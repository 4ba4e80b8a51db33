//! What a handle asks of its task, and why a request on the socket has no reply.

use tokio::sync::oneshot;

use protocol::signalling::{ErrorBody, Frame};

/// What a handle asks of its task.
#[derive(Debug)]
pub(crate) enum TaskMessage {
    /// Send a request; its reply goes to the handle.
    Request {
        frame: Frame,
        reply: oneshot::Sender<Result<Frame, NoReply>>,
    },
    /// Read the roster again, as soon as the platform may be asked.
    Reread { done: oneshot::Sender<()> },
}

/// Why a request on the socket has no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// The platform refused it.
    Refused(ErrorBody),
    /// It may or may not have been sent.
    Lost,
    /// It was not sent, and will not be.
    NotSent,
}
