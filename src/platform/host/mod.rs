//! This program in a meeting: a hidden participant that knows who is where and manages the stage
//! (docs/design.md, "The host in the meeting").
//!
//! [`Host`] is the handle. Behind it a task, the `link`, owns the connection and applies every
//! frame, in the order in which they came, to the `view` that handles read. `reading` puts the
//! roster together from its pages, `confirm` decides what an operation has come to; both are pure.

mod act;
mod confirm;
mod error;
mod link;
mod reading;
mod view;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use super::Platform;
use super::timing::{REPLY_TIMEOUT, ROSTER_INTERVAL};
use crate::stage::{MeetingId, Roster, SessionId, ViewType};
use crate::wire::signalling::{ErrorBody, Frame};

pub use confirm::Acted;
pub use error::JoinError;
use link::{Command, Link};
use view::Shared;

/// How many commands may wait for the link.
const COMMANDS: usize = 64;

/// A host in a meeting. It leaves when it is told to, when it is dropped, when nobody has used it
/// for a while, and when nobody is left to host.
#[derive(Debug)]
pub struct Host {
    /// The session that it is in.
    pub session_id: SessionId,
    /// How the meeting looks, as far as it is known.
    pub view_type: Option<ViewType>,
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

impl Host {
    /// Joins a meeting that is live, unseen, and reads who is there.
    ///
    /// # Errors
    ///
    /// When the meeting is not live, no preset fits, or the platform refuses or cannot be reached.
    pub async fn join(platform: Arc<Platform>, meeting: MeetingId) -> Result<Self, JoinError> {
        let shared = Arc::new(Shared::default());
        let (link, connection) = Link::join(platform, meeting, shared.clone()).await?;
        let (commands, receiver) = mpsc::channel(COMMANDS);
        let (alive, gone) = watch::channel(());
        let host = Self {
            session_id: link.session_id.clone(),
            view_type: link.view_type(),
            commands,
            shared,
            gone,
        };
        tokio::spawn(async move {
            link.run(connection, receiver).await;
            drop(alive);
        });
        Ok(host)
    }

    /// Reads the roster as it is now. `complete` is false when the platform did not tell of
    /// everybody.
    pub fn read<T>(&self, read: impl FnOnce(&Roster, bool) -> T) -> T {
        self.shared.touch();
        let view = self.shared.view();
        read(&view.roster, view.complete)
    }

    /// Why it is no longer in the meeting; `None` while it is, or when it left on purpose.
    #[must_use]
    pub fn ended(&self) -> Option<&JoinError> {
        self.shared.ended.get()?.as_ref()
    }

    /// Whether it is in the meeting, or on its way back.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !self.commands.is_closed()
    }

    /// Leaves the meeting.
    pub async fn leave(&self) {
        self.shared.leave.notify_one();
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
