//! Coming back after a lost connection: whether that is worth trying, how often, and to what.

use std::convert::Infallible;
use std::future::pending;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use super::{Command, End, Link};
use crate::error::Error;
use crate::meeting::{JoinError, NoReply};
use crate::signalling::{Closed, Connection, FinalClose};
use crate::timing::{
    HOST_LOSSES, LINGER, RECONNECT_ATTEMPTS, RECONNECT_FIRST, RECONNECT_LONGEST, STABLE,
    TOKEN_RENEWAL,
};

impl Link {
    /// Whether another connection may live. A host is joined anew when it is needed again; for a
    /// participant who is held in the meeting, a token that has ended is replaced, unless it was just
    /// now.
    pub(super) fn is_worth_coming_back(&mut self, closed: &Closed) -> bool {
        match closed {
            Closed::Retryable(_) => true,
            Closed::Final(FinalClose::Unauthorized) if !self.identity.is_host() => {
                let before = self.token_ended.replace(Instant::now());
                before.is_none_or(|before| before.elapsed() > TOKEN_RENEWAL)
            }
            Closed::Final(_) => false,
        }
    }

    /// Comes back after a lost connection. Meanwhile nothing is sent, and nobody tells us anything.
    /// Without an error it was told to leave.
    pub(super) async fn away(
        &mut self,
        lost: Closed,
        commands: &mut mpsc::Receiver<Command>,
    ) -> Result<Connection, Option<JoinError>> {
        tracing::debug!(%lost, "reconnecting");
        self.platform.note_reconnect();
        self.pending.clear();
        self.reading = None;
        self.shared.lost();
        let mut rereads = std::mem::take(&mut self.rereads);
        let back = tokio::select! {
            back = self.reconnect(lost) => back?,
            never = meanwhile(commands, &mut rereads) => match never {},
        };
        // What was read on the way back is as new as it can be.
        for done in rereads {
            let _ = done.send(());
        }
        Ok(back)
    }

    /// Comes back after a lost connection, to the same session only.
    async fn reconnect(&mut self, lost: Closed) -> Result<Connection, Option<JoinError>> {
        if self.entered.elapsed() > STABLE {
            self.waits = None;
            self.losses = 0;
        }
        self.losses += 1;
        // A host that was let in is let in again, and nobody sees it come and go: those who wait for it need
        // not wait long.
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
            if self.identity.is_host() && *self.shared.last_used() + LINGER < Instant::now() {
                break;
            }
            if timeout(wait, self.leaving()).await.is_ok() {
                return Err(None);
            }
            error = match self.come_back().await {
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

    async fn come_back(&mut self) -> Result<Connection, JoinError> {
        let session = tokio::select! {
            session = self.platform.live_session(&self.meeting) => session,
            () = self.leaving() => Err(End::Leave.into()),
        };
        match session {
            Ok(session) if session == self.session_id => {
                self.told_live = Instant::now();
                self.enter(1).await
            }
            Ok(_) => Err(JoinError::SessionEnded("another one has begun".to_owned())),
            Err(JoinError::NoLiveSession) => Err(JoinError::SessionEnded(
                "nobody is in the meeting".to_owned(),
            )),
            Err(error) => Err(error),
        }
    }
}

/// Answers handles while there is no connection: what could not be sent at once is not sent later, when
/// whoever asked has given up.
async fn meanwhile(
    commands: &mut mpsc::Receiver<Command>,
    rereads: &mut Vec<oneshot::Sender<()>>,
) -> Infallible {
    loop {
        match commands.recv().await {
            Some(Command::Request { reply, .. }) => drop(reply.send(Err(NoReply::NotSent))),
            Some(Command::Reread { done }) => rereads.push(done),
            // The last handle is gone, and says itself that it is time to leave.
            None => pending().await,
        }
    }
}
