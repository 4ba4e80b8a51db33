//! Joining again after a lost connection: whether to try, how often, and only into the same
//! session. A host that gave up is joined anew when it is needed again, by its service.

use std::convert::Infallible;
use std::future::pending;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use super::session_task::{DriveEnd, SessionTask};
use crate::error::Error;
use crate::join_error::JoinError;
use crate::session::task_message::{NoReply, TaskMessage};
use crate::signalling::{Closed, Connection, FinalClose};
use crate::timing::{
    HOST_IDLE_TIMEOUT, HOST_LOSSES, RECONNECT_ATTEMPTS, RECONNECT_FIRST, RECONNECT_LONGEST,
    STABLE_AFTER, TOKEN_RENEWAL,
};

impl SessionTask {
    /// Whether another connection may live. After a final close a host is joined anew when it is
    /// needed again. A participant's token that has ended is replaced, at most once in
    /// [`TOKEN_RENEWAL`].
    pub(super) fn is_recoverable(&mut self, closed: &Closed) -> bool {
        match closed {
            Closed::Retryable(_) => true,
            Closed::Final(FinalClose::Unauthorized) if !self.identity.is_host() => {
                let before = self.token_ended.replace(Instant::now());
                before.is_none_or(|before| before.elapsed() > TOKEN_RENEWAL)
            }
            Closed::Final(_) => false,
        }
    }

    /// Reconnects after a lost connection. Until then nothing is sent or received.
    ///
    /// # Errors
    ///
    /// Why there is no connection any more; `None` when the task is to leave.
    pub(super) async fn reconnect(
        &mut self,
        lost: Closed,
        messages: &mut mpsc::Receiver<TaskMessage>,
    ) -> Result<Connection, Option<JoinError>> {
        tracing::debug!(%lost, "reconnecting");
        self.platform.count_reconnect();
        self.pending.clear();
        self.reading = None;
        self.state.lost();
        let mut rereads = std::mem::take(&mut self.rereads);
        let connection = tokio::select! {
            connection = self.join_again(lost) => connection?,
            never = answer_without_connection(messages, &mut rereads) => match never {},
        };
        // The join has just read the roster.
        for done in rereads {
            let _ = done.send(());
        }
        Ok(connection)
    }

    /// Joins again, in the same session, until an attempt succeeds or there are none left.
    async fn join_again(&mut self, lost: Closed) -> Result<Connection, Option<JoinError>> {
        if self.joined.elapsed() > STABLE_AFTER {
            self.waits = None;
            self.losses = 0;
        }
        self.losses += 1;
        // A host is hidden: it may come and go often, and the commands that wait for it need not
        // wait long.
        if self.identity.is_host() {
            if self.losses > HOST_LOSSES {
                return Err(Some(lost.into()));
            }
            self.waits = None;
        }
        let mut waits = self.waits.take().unwrap_or_else(|| {
            ExponentialBuilder::default()
                .with_min_delay(RECONNECT_FIRST)
                .with_max_delay(RECONNECT_LONGEST)
                .with_max_times(RECONNECT_ATTEMPTS)
                .with_jitter()
                .build()
        });
        let mut error = JoinError::from(lost);
        while let Some(wait) = waits.next() {
            if self.identity.is_host()
                && *self.state.last_used() + HOST_IDLE_TIMEOUT < Instant::now()
            {
                break;
            }
            if timeout(wait, self.leaving()).await.is_ok() {
                return Err(None);
            }
            error = match self.join_again_once().await {
                Ok(connection) => {
                    self.waits = Some(waits);
                    return Ok(connection);
                }
                // A network that comes back slowly is silent at first.
                Err(error @ JoinError::Platform(Error::Unavailable(_))) => error,
                Err(error) => return Err((!self.is_leaving()).then_some(error)),
            };
        }
        Err(Some(error))
    }

    async fn join_again_once(&mut self) -> Result<Connection, JoinError> {
        let session = tokio::select! {
            session = self.platform.live_session(&self.meeting) => session,
            () = self.leaving() => Err(DriveEnd::Leave.into()),
        };
        match session {
            Ok(session) if session == self.session_id => {
                self.live_at = Instant::now();
                self.join(1).await
            }
            Ok(_) => Err(JoinError::SessionEnded("another one has begun".to_owned())),
            Err(JoinError::NoLiveSession) => Err(JoinError::SessionEnded(
                "nobody is in the meeting".to_owned(),
            )),
            Err(error) => Err(error),
        }
    }
}

/// Answers handles while there is no connection. A request that cannot be sent at once is not sent
/// later, when the handle has given up.
async fn answer_without_connection(
    messages: &mut mpsc::Receiver<TaskMessage>,
    rereads: &mut Vec<oneshot::Sender<()>>,
) -> Infallible {
    loop {
        match messages.recv().await {
            Some(TaskMessage::Request { reply, .. }) => drop(reply.send(Err(NoReply::NotSent))),
            Some(TaskMessage::Reread { done }) => rereads.push(done),
            // The handle is gone, and has told the task to leave.
            None => pending().await,
        }
    }
}
