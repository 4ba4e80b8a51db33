//! Joining the room: the socket, the join, and the first reading of the roster (docs/protocol.md,
//! "Joining without media").

use std::pin::pin;

use backon::{ExponentialBuilder, RetryableWithContext};
use tokio::time::{Instant, timeout_at};

use super::session_task::{DriveEnd, SessionTask};
use crate::error::{Error, Refused, Unavailable};
use crate::identity::Role;
use crate::join_error::JoinError;
use crate::signalling::{Closed, Connection};
use crate::timing::{JOIN_FIRST, REPLY_TIMEOUT, SESSION_FRESH};
use model::StageStatus;
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

impl SessionTask {
    /// Opens a connection, joins the room and reads the roster, in so many attempts. A token that
    /// the platform refuses is replaced once, and so is a preset that shows the host.
    pub(super) async fn join(&mut self, attempts: usize) -> Result<Connection, JoinError> {
        match self.join_with_retries(attempts).await {
            Err(error) if is_token_refused(&error) => {
                let identity = self.identity.clone();
                self.identity = self
                    .platform
                    .refresh_identity(&self.meeting, identity)
                    .await?;
                self.join_with_retries(attempts).await
            }
            // The host's participant was given another preset since its token was cached.
            Err(JoinError::Visible) => {
                self.identity = self.platform.add_host(&self.meeting).await?;
                self.join_with_retries(attempts).await
            }
            joined => joined,
        }
    }

    async fn join_with_retries(&mut self, attempts: usize) -> Result<Connection, JoinError> {
        let waits = ExponentialBuilder::default()
            .with_min_delay(JOIN_FIRST)
            .with_max_times(attempts - 1)
            .with_jitter();
        let attempt = Self::attempt.retry(waits).when(is_retryable).context(self);
        attempt.await.1
    }

    /// One attempt, in the form that a retry takes.
    async fn attempt(task: &mut Self) -> (&mut Self, Result<Connection, JoinError>) {
        let joined = task.join_once().await;
        (task, joined)
    }

    async fn join_once(&mut self) -> Result<Connection, JoinError> {
        let platform = self.platform.clone();
        self.check_session().await?;
        let address = platform.socket_address(self.identity.socket.as_ref());
        let http = platform.http.to(address);
        let token = self.identity.token.clone();
        let mut leaving = pin!(self.leaving());
        let mut connection = tokio::select! {
            open = Connection::open(http, address, &self.meeting, &token) => open?,
            () = &mut leaving => return Err(DriveEnd::Leave.into()),
        };
        let joined = tokio::select! {
            joined = self.join_and_read(&mut connection) => joined,
            () = &mut leaving => Err(DriveEnd::Leave.into()),
        };
        match joined {
            Ok(()) => {
                self.state.connected();
                Ok(connection)
            }
            Err(error) => {
                // The room may have taken the join.
                self.state.lost();
                connection.leave().await;
                Err(error)
            }
        }
    }

    /// Checks that the session is still live, unless that was checked just now: joining an idle
    /// meeting would start, and bill, another session.
    async fn check_session(&mut self) -> Result<(), JoinError> {
        if self.live_at.elapsed() <= SESSION_FRESH {
            return Ok(());
        }
        if self.platform.live_session(&self.meeting).await? != self.session_id {
            return Err(JoinError::SessionEnded("another one has begun".to_owned()));
        }
        self.live_at = Instant::now();
        Ok(())
    }

    async fn join_and_read(&mut self, connection: &mut Connection) -> Result<(), JoinError> {
        self.join_room(connection).await?;
        self.begin_reading(connection).await?;
        while self.reading.is_some() {
            let wait = self
                .reading
                .as_ref()
                .map_or_else(Instant::now, |r| r.deadline);
            match timeout_at(wait, connection.next()).await {
                Ok(frame) => self.on_frame(frame?, connection).await?,
                Err(_) => self.reading_is_late()?,
            }
        }
        match self.reading_refused.take() {
            Some(error) => Err(refused(&error)),
            None => self.check_alone(),
        }
    }

    /// Checks that the acting participant has no connection of their own, where that is asked for.
    /// The platform's records may be behind: the room decides.
    fn check_alone(&self) -> Result<(), JoinError> {
        let count = self.state.room().others(&self.identity.user_id);
        match self.identity.role {
            Role::Participant { alone: true, .. } if count > 0 => {
                let name = self.identity.name();
                Err(JoinError::ConnectedElsewhere { name, count })
            }
            _ => Ok(()),
        }
    }

    async fn join_room(&mut self, connection: &mut Connection) -> Result<(), JoinError> {
        let join = message::JoinRoomRequest {
            peer: Some(message::Peer {
                peer_id: connection.peer_id.to_string(),
                user_id: self.identity.user_id.to_string(),
                display_name: self.identity.display_name.clone().unwrap_or_default(),
                custom_participant_id: self.identity.custom_participant_id.clone(),
                display_picture_url: Some(String::new()),
                ..message::Peer::default()
            }),
            ..message::JoinRoomRequest::default()
        };
        self.permit.add_peer(connection.peer_id.clone());
        self.state.joining_as(connection.peer_id.clone());
        let id = self.request_id(connection);
        connection
            .send(&Frame::with(Event::JoinRoom, &join).with_id(&id))
            .await?;
        let deadline = Instant::now() + REPLY_TIMEOUT;
        let reply = loop {
            let frame = timeout_at(deadline, connection.next()).await;
            let frame = frame.map_err(|_| Unavailable::no_reply(Event::JoinRoom))??;
            // What other frames tell is in the reading that follows.
            if frame.id.as_deref() == Some(&id) {
                break frame;
            }
        };
        if reply.event().is_error() {
            return Err(refused(&ErrorBody::read(&reply)));
        }
        let reply: message::PeerInfoResponse = reply
            .body()
            .map_err(|error| Refused::Answer(error.to_string()))?;
        let own = reply.peer.unwrap_or_default();
        if own.waitlisted {
            return Err(JoinError::Waitlisted(self.identity.name()));
        }
        match self.identity.role {
            Role::Host { hidden, .. } => {
                let shown = own.flags.as_ref().is_some_and(|f| !f.hidden_participant);
                if shown && hidden {
                    return Err(JoinError::Visible);
                }
                if convert::status(own.stage_type) == StageStatus::OnStage {
                    self.leave_stage(connection).await?;
                }
            }
            // The room may not list the connection that asks: its own status is known from here on.
            Role::Participant { .. } => self.note_own_peer(own, connection),
        }
        Ok(())
    }

    /// Notes our own peer, as the room answered the join.
    fn note_own_peer(&self, told: message::Peer, connection: &Connection) {
        let own = message::Peer {
            peer_id: connection.peer_id.to_string(),
            user_id: self.identity.user_id.to_string(),
            ..told
        };
        self.state
            .joined_as(self.classify(own, &connection.peer_id));
    }

    /// Takes the host off the stage: it must not be seen.
    pub(super) async fn leave_stage(&mut self, connection: &mut Connection) -> Result<(), Closed> {
        let user_ids = vec![self.identity.user_id.to_string()];
        let leave = Frame::with(Event::LeaveStage, &message::StageUsers { user_ids });
        let id = self.request_id(connection);
        connection.send(&leave.with_id(id)).await
    }
}

fn refused(error: &ErrorBody) -> JoinError {
    Refused::Socket(error.to_string()).into()
}

fn is_token_refused(error: &JoinError) -> bool {
    matches!(
        error,
        JoinError::Platform(Error::Refused(Refused::Credentials(_)))
    )
}

/// Whether another attempt may succeed. A platform that did not answer in time is not asked again.
fn is_retryable(error: &JoinError) -> bool {
    match error {
        JoinError::Platform(Error::Unavailable(unavailable)) => {
            !matches!(unavailable, Unavailable::Timeout { .. })
        }
        _ => false,
    }
}
