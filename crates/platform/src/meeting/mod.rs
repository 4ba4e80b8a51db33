//! This program in a meeting: as its hidden host (docs/design.md, "The host in the meeting") or as one
//! of its participants ("Acting as a participant").
//!
//! [`Host`] and [`ParticipantConnection`] are the handles. Behind each a task, the `link`, owns the
//! connection and applies every frame, in the order in which they came, to the `view` that handles
//! read; a host's `history` is what happened, for those who follow it. `reading` puts the roster together from its pages, `confirm` decides what an operation has
//! come to; both are pure.

mod act;
mod confirm;
mod error;
mod history;
mod host;
mod link;
mod news;
mod participant;
mod reading;
mod standing;
mod view;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use super::signalling::Connection;
use super::timing::{REPLY_TIMEOUT, ROSTER_INTERVAL};
use protocol::signalling::{ErrorBody, Frame};

pub use confirm::Acted;
pub use error::JoinError;
pub use history::{Happening, History, What};
pub use host::Host;
use link::{Command, Link};
pub use participant::ParticipantConnection;
pub use standing::{Standing, State};
use view::Shared;

/// How many commands may wait for the link.
const COMMANDS: usize = 64;

/// What both handles are made of. The link ends with it.
#[derive(Debug)]
struct Handle {
    commands: mpsc::Sender<Command>,
    shared: Arc<Shared>,
    /// Its sender is the link's: closed when the link is gone.
    gone: watch::Receiver<()>,
}

/// Why a request on the socket has no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NoReply {
    /// The platform refused it.
    Refused(ErrorBody),
    /// It may or may not have been sent.
    Lost,
    /// It was not sent, and will not be.
    NotSent,
}

impl Handle {
    /// Drives a link from now on.
    fn on(link: Link, connection: Connection, shared: Arc<Shared>) -> Self {
        let (commands, receiver) = mpsc::channel(COMMANDS);
        let (alive, gone) = watch::channel(());
        tokio::spawn(async move {
            link.run(connection, receiver).await;
            drop(alive);
        });
        Self {
            commands,
            shared,
            gone,
        }
    }

    /// Why it is no longer in the meeting; `None` while it is, or when it left on purpose.
    fn ended(&self) -> Option<&JoinError> {
        self.shared.ended.get()?.as_ref()
    }

    /// Whether it is in the meeting, or on its way back.
    fn is_there(&self) -> bool {
        !self.commands.is_closed()
    }

    /// Leaves the meeting.
    async fn leave(&self) {
        self.shared.leave();
        self.gone().await;
    }

    /// Waits until the link has ended.
    async fn gone(&self) {
        // The only change there is: the sender goes.
        let _ = self.gone.clone().changed().await;
    }

    /// Sends a request and waits for its reply.
    async fn request(&self, frame: Frame) -> Result<Frame, NoReply> {
        let (reply, receiver) = oneshot::channel();
        let command = Command::Request { frame, reply };
        if self.commands.send(command).await.is_err() {
            return Err(NoReply::NotSent);
        }
        match tokio::time::timeout(REPLY_TIMEOUT, receiver).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(_)) | Err(_) => Err(NoReply::Lost),
        }
    }

    /// Reads everybody again. Says nothing when that does not work: the caller looks at the roster.
    async fn reread(&self) {
        let (done, receiver) = oneshot::channel();
        if self.commands.send(Command::Reread { done }).await.is_ok() {
            let _ = tokio::time::timeout(ROSTER_INTERVAL + REPLY_TIMEOUT, receiver).await;
        }
    }
}

impl Drop for Handle {
    /// Without a handle there is nothing to be in the meeting for.
    fn drop(&mut self) {
        self.shared.leave();
    }
}
