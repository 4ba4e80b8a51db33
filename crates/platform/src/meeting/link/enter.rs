//! Getting into the room: the socket, the join, and everybody who is there (docs/protocol.md,
//! "Joining without media").

use std::pin::pin;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{Instant, sleep, timeout_at};

use super::roster::no_answer;
use super::{End, Link};
use crate::error::{Error, Refused, Unavailable};
use crate::identity::Role;
use crate::meeting::JoinError;
use crate::signalling::{Closed, Connection};
use crate::timing::{JOIN_FIRST, REPLY_TIMEOUT, SESSION_FRESH};
use model::StageStatus;
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

impl Link {
    /// Opens a connection, joins the room and reads everybody, in so many attempts. A token that the
    /// platform refuses is replaced once, and so is a preset that shows us.
    pub(super) async fn enter(&mut self, attempts: usize) -> Result<Connection, JoinError> {
        match self.enter_in(attempts).await {
            Err(error) if is_token_refused(&error) => {
                let identity = self.identity.clone();
                self.identity = self.platform.refreshed(&self.meeting, identity).await?;
                self.enter_in(attempts).await
            }
            // Somebody gave our participant another preset since its token was kept.
            Err(JoinError::Visible) => {
                self.identity = self.platform.added(&self.meeting).await?;
                self.enter_in(attempts).await
            }
            entered => entered,
        }
    }

    async fn enter_in(&mut self, attempts: usize) -> Result<Connection, JoinError> {
        let mut waits = ExponentialBuilder::default()
            .with_min_delay(JOIN_FIRST)
            .with_max_times(attempts - 1)
            .with_jitter()
            .build();
        loop {
            match self.enter_once().await {
                Err(error) if is_worth_another_try(&error) => match waits.next() {
                    Some(wait) => sleep(wait).await,
                    None => return Err(error),
                },
                entered => return entered,
            }
        }
    }

    async fn enter_once(&mut self) -> Result<Connection, JoinError> {
        let platform = self.platform.clone();
        self.still_live().await?;
        let address = platform.socket(self.identity.socket.as_ref());
        let http = platform.clients.to(address);
        let token = self.identity.token.clone();
        let mut leaving = pin!(self.leaving());
        let mut connection = tokio::select! {
            open = Connection::open(http, address, &self.meeting, &token) => open?,
            () = &mut leaving => return Err(End::Leave.into()),
        };
        let settled = tokio::select! {
            settled = self.settle(&mut connection) => settled,
            () = &mut leaving => Err(End::Leave.into()),
        };
        match settled {
            Ok(()) => {
                self.shared.connected();
                Ok(connection)
            }
            Err(error) => {
                // The room may have let us in.
                self.shared.lost();
                connection.leave().await;
                Err(error)
            }
        }
    }

    /// Whoever was there may have gone since we were told that they are: joining would begin, and bill,
    /// another session.
    async fn still_live(&mut self) -> Result<(), JoinError> {
        if self.told_live.elapsed() <= SESSION_FRESH {
            return Ok(());
        }
        if self.platform.live_session(&self.meeting).await? != self.session_id {
            return Err(JoinError::SessionEnded("another one has begun".to_owned()));
        }
        self.told_live = Instant::now();
        Ok(())
    }

    async fn settle(&mut self, connection: &mut Connection) -> Result<(), JoinError> {
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
            None => self.is_alone(),
        }
    }

    /// Whoever has come by a connection of their own is left alone. The platform's records may be behind:
    /// the room has the last word.
    fn is_alone(&self) -> Result<(), JoinError> {
        let count = self.shared.view().others(&self.identity.user_id);
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
        self.inside.enter_as(connection.peer_id.clone());
        self.shared.entering(connection.peer_id.clone());
        let id = self.request_id(connection);
        connection
            .send(&Frame::with(Event::JoinRoom, &join).with_id(&id))
            .await?;
        let deadline = Instant::now() + REPLY_TIMEOUT;
        let reply = loop {
            let frame = timeout_at(deadline, connection.next()).await;
            let frame = frame.map_err(|_| no_answer(Event::JoinRoom))??;
            // Whatever else comes is in what is read next.
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
            // The room may not list whoever asks: their own place is known from here on.
            Role::Participant { .. } => self.take_place(own, connection),
        }
        Ok(())
    }

    /// Takes note of where the room put us.
    fn take_place(&self, told: message::Peer, connection: &Connection) {
        let own = message::Peer {
            peer_id: connection.peer_id.to_string(),
            user_id: self.identity.user_id.to_string(),
            ..told
        };
        self.shared.enter(self.known_as(own, &connection.peer_id));
    }

    /// Nobody must see us.
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

/// A platform that was given its time and said nothing is not asked again.
fn is_worth_another_try(error: &JoinError) -> bool {
    match error {
        JoinError::Platform(Error::Unavailable(unavailable)) => {
            !matches!(unavailable, Unavailable::Timeout { .. })
        }
        _ => false,
    }
}
