//! The session task: what it knows, how it begins, and why it ends.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use backon::ExponentialBackoff;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::roster_reading::RosterReading;
use crate::acting_participant::ActingParticipant;
use crate::connection_limit::Permit;
use crate::identity::Identity;
use crate::join_error::JoinError;
use crate::platform::Platform;
use crate::session::state::SessionState;
use crate::session::task_message::NoReply;
use crate::signalling::{Closed, Connection};
use crate::timing::JOIN_ATTEMPTS;
use model::{MeetingId, SessionId, ViewType};
use protocol::signalling::{ErrorBody, Frame};

/// Why a connection is no longer driven.
#[derive(Debug)]
pub(super) enum DriveEnd {
    /// There is nothing left to do.
    Leave,
    /// It was closed.
    Closed(Closed),
    /// The session has ended for us.
    Session(&'static str),
    /// The acting participant was removed from the session.
    Removed(String),
    /// No other participant is in the session with the acting one.
    Alone(String),
}

impl From<DriveEnd> for JoinError {
    fn from(end: DriveEnd) -> Self {
        match end {
            DriveEnd::Leave => Self::SessionEnded("left".to_owned()),
            DriveEnd::Closed(closed) => closed.into(),
            DriveEnd::Session(reason) => Self::SessionEnded(reason.to_owned()),
            DriveEnd::Removed(name) => Self::Removed(name),
            DriveEnd::Alone(name) => Self::Alone(name),
        }
    }
}

impl From<Closed> for DriveEnd {
    fn from(closed: Closed) -> Self {
        Self::Closed(closed)
    }
}

/// The task that owns a connection, and joins again when it is lost.
pub(crate) struct SessionTask {
    pub(super) permit: Permit,
    pub(super) platform: Arc<Platform>,
    pub(super) meeting: MeetingId,
    pub(crate) session_id: SessionId,
    /// When the platform last told that the session is live.
    pub(super) live_at: Instant,
    pub(super) identity: Identity,
    /// When the platform last ended a token.
    pub(super) token_ended: Option<Instant>,
    /// The revision of the connection's state for which a contradicting list of the stage was
    /// checked.
    pub(super) checked_revision: Option<u64>,
    /// When the connection was last in the room.
    pub(super) joined: Instant,
    /// The waits before further connections, while none lives long.
    pub(super) waits: Option<ExponentialBackoff>,
    /// How often connections were lost in a row, while none lives long.
    pub(super) losses: usize,
    pub(super) state: Arc<SessionState>,
    next_request: u64,
    /// The handles that wait for a reply, by the request's id.
    pub(super) pending: HashMap<String, oneshot::Sender<Result<Frame, NoReply>>>,
    pub(super) reading: Option<RosterReading>,
    /// Why the platform refused the last reading.
    pub(super) reading_refused: Option<ErrorBody>,
    /// The handles that wait for a reading.
    pub(super) rereads: Vec<oneshot::Sender<()>>,
    pub(super) last_read: Instant,
    /// Since when no ordinary peer of others has been in the room.
    pub(super) empty_since: Option<Instant>,
}

impl SessionTask {
    /// Joins a live meeting as its host. The connection is apart, so that it can be replaced.
    pub(crate) async fn join_as_host(
        platform: Arc<Platform>,
        meeting: MeetingId,
        state: Arc<SessionState>,
    ) -> Result<(Self, Connection), JoinError> {
        let permit = platform.connections.acquire()?;
        let cached = platform.cached_identity(&meeting);
        platform.preconnect(cached.as_ref());
        let session = async { Ok((platform.live_session(&meeting).await?, Instant::now())) };
        // Without a live session, the rest is not waited for.
        let credentials = async { Ok::<_, JoinError>(platform.prepare_host(cached).await) };
        let (session, credentials) = tokio::try_join!(session, credentials)?;
        let identity = platform.host_identity(&meeting, credentials?).await?;
        Self::begin(permit, platform, meeting, session, identity, state).await
    }

    /// Joins a live meeting as one of its participants.
    pub(crate) async fn join_as_participant(
        platform: Arc<Platform>,
        meeting: MeetingId,
        participant: ActingParticipant,
        alone: bool,
        state: Arc<SessionState>,
    ) -> Result<(Self, Connection), JoinError> {
        let permit = platform.connections.acquire()?;
        platform.preconnect(None);
        let session = async { Ok((platform.live_session(&meeting).await?, Instant::now())) };
        let identity = platform.participant_identity(&meeting, participant, alone);
        let (session, identity) = tokio::try_join!(session, identity)?;
        Self::begin(permit, platform, meeting, session, identity, state).await
    }

    async fn begin(
        permit: Permit,
        platform: Arc<Platform>,
        meeting: MeetingId,
        (session_id, live_at): (SessionId, Instant),
        identity: Identity,
        state: Arc<SessionState>,
    ) -> Result<(Self, Connection), JoinError> {
        state.set_session(session_id.clone());
        let mut task = Self {
            permit,
            platform,
            meeting,
            session_id,
            live_at,
            identity,
            token_ended: None,
            checked_revision: None,
            joined: Instant::now(),
            waits: None,
            losses: 0,
            state,
            next_request: 0,
            pending: HashMap::new(),
            reading: None,
            reading_refused: None,
            rereads: Vec::new(),
            last_read: Instant::now(),
            empty_since: None,
        };
        match task.join(JOIN_ATTEMPTS).await {
            Ok(connection) => Ok((task, connection)),
            Err(error) => {
                task.platform.forget_socket(&task.meeting, &task.identity);
                Err(error)
            }
        }
    }

    pub(crate) fn view_type(&self) -> Option<ViewType> {
        self.identity.view_type
    }

    /// Waits until this task is to leave, or all tasks.
    pub(super) fn leaving(&self) -> impl Future<Output = ()> + use<> {
        let (state, platform) = (self.state.clone(), self.platform.clone());
        async move {
            tokio::select! {
                () = state.leaving() => {}
                () = platform.connections.closing() => {}
            }
        }
    }

    /// Whether this task is to leave, or all tasks.
    pub(super) fn is_leaving(&self) -> bool {
        self.state.is_leaving() || self.platform.connections.is_closing()
    }

    pub(super) fn request_id(&mut self, connection: &Connection) -> String {
        self.next_request += 1;
        format!("{}-{:x}", connection.peer_id, self.next_request)
    }
}
