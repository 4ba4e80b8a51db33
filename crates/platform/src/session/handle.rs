//! The handle of a session task: starts it, asks it for requests and readings, and ends with it.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::state::SessionState;
use super::task::SessionTask;
use super::task_message::{NoReply, TaskMessage};
use crate::join_error::JoinError;
use crate::signalling::Connection;
use crate::timing::{REPLY_TIMEOUT, ROSTER_INTERVAL};
use protocol::signalling::Frame;

/// How many messages may wait for the task.
const MOST_MESSAGES: usize = 64;

/// What the host and a participant's connection are made of. The task ends with it.
#[derive(Debug)]
pub(crate) struct SessionHandle {
    messages: mpsc::Sender<TaskMessage>,
    pub(crate) state: Arc<SessionState>,
    /// Its sender is the task's: closed when the task has ended.
    gone: watch::Receiver<()>,
}

impl SessionHandle {
    /// Runs a task on its first connection.
    pub(crate) fn run(task: SessionTask, connection: Connection, state: Arc<SessionState>) -> Self {
        let (messages, receiver) = mpsc::channel(MOST_MESSAGES);
        let (alive, gone) = watch::channel(());
        tokio::spawn(async move {
            task.run(connection, receiver).await;
            drop(alive);
        });
        Self {
            messages,
            state,
            gone,
        }
    }

    /// Why it is no longer in the meeting; `None` while it is, or when it left on purpose.
    pub(crate) fn ended(&self) -> Option<&JoinError> {
        self.state.ended.get()?.as_ref()
    }

    /// Whether it is in the meeting, or on its way back.
    pub(crate) fn is_there(&self) -> bool {
        !self.messages.is_closed()
    }

    /// Leaves the meeting.
    pub(crate) async fn leave(&self) {
        self.state.leave();
        self.gone().await;
    }

    /// Waits until the task has ended.
    pub(crate) async fn gone(&self) {
        // The only change there is: the sender goes.
        let _ = self.gone.clone().changed().await;
    }

    /// Sends a request and waits for its reply.
    pub(super) async fn request(&self, frame: Frame) -> Result<Frame, NoReply> {
        let (reply, receiver) = oneshot::channel();
        let message = TaskMessage::Request { frame, reply };
        if self.messages.send(message).await.is_err() {
            return Err(NoReply::NotSent);
        }
        match timeout(REPLY_TIMEOUT, receiver).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(_)) | Err(_) => Err(NoReply::Lost),
        }
    }

    /// Reads the roster again. Reports no failure: the caller looks at the roster.
    pub(super) async fn reread(&self) {
        let (done, receiver) = oneshot::channel();
        if self
            .messages
            .send(TaskMessage::Reread { done })
            .await
            .is_ok()
        {
            let _ = timeout(ROSTER_INTERVAL + REPLY_TIMEOUT, receiver).await;
        }
    }
}

impl Drop for SessionHandle {
    /// Without a handle there is no reason to stay in the meeting.
    fn drop(&mut self) {
        self.state.leave();
    }
}
