//! The task that owns the connection: it applies what the platform tells, sends what handles ask for,
//! comes back after a lost connection and leaves when there is nothing left to do.
//!
//! [`enter`] is how it gets into the room, [`away`] how it comes back, [`receive`] what it makes of
//! frames, [`own`] what they tell a participant of themselves, [`roster`] how it reads everybody.

mod away;
mod enter;
mod own;
mod receive;
mod roster;

use std::collections::HashMap;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;

use backon::ExponentialBackoff;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use super::NoReply;
use super::error::JoinError;
use super::view::Shared;
use crate::Platform;
use crate::actor::Actor;
use crate::attendance::Inside;
use crate::identity::Identity;
use crate::signalling::{Closed, Connection};
use crate::timing::{EMPTY_ROOM_LINGER, JOIN_ATTEMPTS, LINGER, ROSTER_INTERVAL};
use model::{MeetingId, SessionId, ViewType};
use protocol::signalling::{ErrorBody, Frame};
use roster::ReadingRequests;

/// What handles ask of the link.
#[derive(Debug)]
pub(super) enum Command {
    /// Send a request; its reply goes to whoever asked.
    Request {
        frame: Frame,
        reply: oneshot::Sender<Result<Frame, NoReply>>,
    },
    /// Read everybody again, as soon as the platform may be asked.
    Reread { done: oneshot::Sender<()> },
}

/// Why a connection is no longer driven.
#[derive(Debug)]
enum End {
    /// There is nothing left to do.
    Leave,
    /// It was closed.
    Closed(Closed),
    /// The session is over for us.
    Session(&'static str),
    /// The participant for whom we act was removed from it.
    Removed(String),
    /// Nobody else is in it with the participant for whom we act.
    Alone(String),
}

impl From<End> for JoinError {
    fn from(end: End) -> Self {
        match end {
            End::Leave => Self::SessionEnded("left".to_owned()),
            End::Closed(closed) => closed.into(),
            End::Session(reason) => Self::SessionEnded(reason.to_owned()),
            End::Removed(name) => Self::Removed(name),
            End::Alone(name) => Self::Alone(name),
        }
    }
}

impl From<Closed> for End {
    fn from(closed: Closed) -> Self {
        Self::Closed(closed)
    }
}

pub(super) struct Link {
    /// Counts this one among those who are in a meeting.
    inside: Inside,
    platform: Arc<Platform>,
    meeting: MeetingId,
    pub(super) session_id: SessionId,
    /// When the platform told that it is live.
    told_live: Instant,
    identity: Identity,
    /// When the platform last ended a token.
    token_ended: Option<Instant>,
    /// How often our standing had changed when a list of the stage that did not fit was looked into.
    doubted: Option<u64>,
    /// When the connection was last in the room.
    entered: Instant,
    /// The waits before further connections, while none lives long.
    waits: Option<ExponentialBackoff>,
    /// How often it was lost in a row, while none lives long.
    losses: usize,
    shared: Arc<Shared>,
    next_request: u64,
    pending: HashMap<String, oneshot::Sender<Result<Frame, NoReply>>>,
    reading: Option<ReadingRequests>,
    /// Why the last reading came to nothing.
    reading_refused: Option<ErrorBody>,
    rereads: Vec<oneshot::Sender<()>>,
    last_read: Instant,
    /// Since when no ordinary peer is there.
    empty_since: Option<Instant>,
}

impl Link {
    /// Joins a live meeting as its host. The connection is apart, so that it can be replaced.
    pub(super) async fn host(
        platform: Arc<Platform>,
        meeting: MeetingId,
        shared: Arc<Shared>,
    ) -> Result<(Self, Connection), JoinError> {
        let inside = platform.attendance.enter()?;
        let kept = platform.kept(&meeting);
        platform.connect_ahead_of_join(kept.as_ref());
        let session = async { Ok((platform.live_session(&meeting).await?, Instant::now())) };
        // Without a session, nobody waits for the rest.
        let candidate = async { Ok::<_, JoinError>(platform.candidate(kept).await) };
        let (session, candidate) = tokio::try_join!(session, candidate)?;
        let identity = platform.identity(&meeting, candidate?).await?;
        Self::join(inside, platform, meeting, session, identity, shared).await
    }

    /// Joins a live meeting as one of its participants.
    pub(super) async fn participant(
        platform: Arc<Platform>,
        meeting: MeetingId,
        actor: Actor,
        alone: bool,
        shared: Arc<Shared>,
    ) -> Result<(Self, Connection), JoinError> {
        let inside = platform.attendance.enter()?;
        platform.connect_ahead_of_join(None);
        let session = async { Ok((platform.live_session(&meeting).await?, Instant::now())) };
        let identity = platform.admitted(&meeting, actor, alone);
        let (session, identity) = tokio::try_join!(session, identity)?;
        Self::join(inside, platform, meeting, session, identity, shared).await
    }

    async fn join(
        inside: Inside,
        platform: Arc<Platform>,
        meeting: MeetingId,
        (session_id, told_live): (SessionId, Instant),
        identity: Identity,
        shared: Arc<Shared>,
    ) -> Result<(Self, Connection), JoinError> {
        shared.join(session_id.clone());
        let mut link = Self {
            inside,
            platform,
            meeting,
            session_id,
            told_live,
            identity,
            token_ended: None,
            doubted: None,
            entered: Instant::now(),
            waits: None,
            losses: 0,
            shared,
            next_request: 0,
            pending: HashMap::new(),
            reading: None,
            reading_refused: None,
            rereads: Vec::new(),
            last_read: Instant::now(),
            empty_since: None,
        };
        match link.enter(JOIN_ATTEMPTS).await {
            Ok(connection) => Ok((link, connection)),
            Err(error) => {
                link.platform.forget_socket(&link.meeting, &link.identity);
                Err(error)
            }
        }
    }

    pub(super) fn view_type(&self) -> Option<ViewType> {
        self.identity.view_type
    }

    /// Drives connections until there is nothing left to do.
    pub(super) async fn run(
        mut self,
        mut connection: Connection,
        mut commands: mpsc::Receiver<Command>,
    ) {
        let (ended, open) = loop {
            self.entered = Instant::now();
            match self.drive(&mut connection, &mut commands).await {
                End::Leave => break (None, Some(connection)),
                end @ (End::Session(_) | End::Removed(_) | End::Alone(_)) => {
                    break (Some(end.into()), Some(connection));
                }
                End::Closed(closed) => {
                    // The platform must not take us for two.
                    drop(connection);
                    if !self.is_worth_coming_back(&closed) {
                        break (Some(closed.into()), None);
                    }
                    match self.away(closed, &mut commands).await {
                        Ok(new) => connection = new,
                        Err(ended) => break (ended, None),
                    }
                }
            }
        };
        tracing::debug!(reason = ?ended, "leaving the meeting");
        self.shared.end(ended);
        refuse(&mut commands);
        if let Some(connection) = open {
            connection.leave().await;
        }
    }

    async fn drive(
        &mut self,
        connection: &mut Connection,
        commands: &mut mpsc::Receiver<Command>,
    ) -> End {
        let mut leaving = pin!(self.leaving());
        loop {
            let step = tokio::select! {
                frame = connection.next() => match frame {
                    Ok(frame) => self.on_frame(frame, connection).await,
                    Err(closed) => Err(closed.into()),
                },
                command = commands.recv() => match command {
                    Some(command) => self.on_command(command, connection).await,
                    None => Err(End::Leave),
                },
                () = &mut leaving => Err(End::Leave),
                () = at(self.next_deadline()) => self.on_time(connection).await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn on_command(
        &mut self,
        command: Command,
        connection: &mut Connection,
    ) -> Result<(), End> {
        match command {
            // Whoever gave up waiting said that it was not confirmed: it must not happen later.
            Command::Request { reply, .. } if reply.is_closed() => {}
            Command::Request { frame, reply } => {
                self.pending.retain(|_, reply| !reply.is_closed());
                let id = self.request_id(connection);
                self.pending.insert(id.clone(), reply);
                connection.send(&frame.with_id(id)).await?;
            }
            Command::Reread { done } => self.rereads.push(done),
        }
        Ok(())
    }

    /// When nobody needs the connection any longer, unless something happens: a host that nobody uses.
    /// A participant is held until whoever holds them says otherwise.
    fn idle_from(&self) -> Option<Instant> {
        let idle = *self.shared.last_used() + LINGER;
        self.identity.is_host().then_some(idle)
    }

    /// When nobody else has been in the room for long, unless somebody comes: no connection of ours alone
    /// keeps a session alive.
    fn alone_from(&self) -> Option<Instant> {
        self.empty_since.map(|since| since + EMPTY_ROOM_LINGER)
    }

    /// The next moment at which something is due.
    fn next_deadline(&self) -> Option<Instant> {
        let reading = match &self.reading {
            Some(reading) => Some(reading.deadline),
            None if self.rereads.is_empty() => None,
            None => Some(self.last_read + ROSTER_INTERVAL),
        };
        let due = [self.idle_from(), self.alone_from(), reading];
        due.into_iter().flatten().min()
    }

    async fn on_time(&mut self, connection: &mut Connection) -> Result<(), End> {
        let now = Instant::now();
        let is_past = |from: Option<Instant>| from.is_some_and(|from| now >= from);
        if is_past(self.alone_from()) && !self.identity.is_host() {
            return Err(End::Alone(self.identity.name()));
        }
        if is_past(self.alone_from()) || is_past(self.idle_from()) {
            return Err(End::Leave);
        }
        if self
            .reading
            .as_ref()
            .is_some_and(|reading| now >= reading.deadline)
        {
            // What was known stays; whoever asked looks at that.
            if self.reading_is_late().is_err() {
                self.reading = None;
                self.doubted = None;
            }
        } else if self.reading.is_none()
            && !self.rereads.is_empty()
            && now >= self.last_read + ROSTER_INTERVAL
        {
            self.begin_reading(connection).await?;
        }
        Ok(())
    }

    /// Waits until this one is to leave, or everybody.
    fn leaving(&self) -> impl Future<Output = ()> + use<> {
        let (shared, platform) = (self.shared.clone(), self.platform.clone());
        async move {
            tokio::select! {
                () = shared.leaving() => {}
                () = platform.attendance.closing() => {}
            }
        }
    }

    /// Whether this one is to leave, or everybody.
    fn is_leaving(&self) -> bool {
        self.shared.is_leaving() || self.platform.attendance.is_closing()
    }

    fn request_id(&mut self, connection: &Connection) -> String {
        self.next_request += 1;
        format!("{}-{:x}", connection.peer_id, self.next_request)
    }
}

/// Waits until a moment; for ever, where there is none.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// Takes no more commands, and says of those that wait that they were not sent.
fn refuse(commands: &mut mpsc::Receiver<Command>) {
    commands.close();
    while let Ok(command) = commands.try_recv() {
        if let Command::Request { reply, .. } = command {
            // Whoever asked may have given up.
            let _ = reply.send(Err(NoReply::NotSent));
        }
    }
}
