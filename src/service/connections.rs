//! The service's connections into meetings: its hosts', and those of participants for whom it acts, held
//! while something rests on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use super::App;
use super::auth::Caller;
use super::deed::Done;
use super::extract::{Parameters, Segment};
use super::failure::Failure;
use super::openapi::problems::ConnectionProblems;
use crate::api::{
    ConnectionBody, ConnectionItem, ConnectionList, ConnectionQuery, ConnectionRole,
    ConnectionState, ErrorCode, Registered, path,
};
use crate::platform::{Host, ParticipantConnection, Standing, State as Now};
use crate::stage::{MeetingId, UserId};

/// How long a caller who waits for a change is kept waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// How long a connection that has ended can still be asked about.
const ENDED_KEPT: Duration = Duration::from_mins(10);

/// Whose a connection is.
type Whose = (MeetingId, UserId);
/// Whoever has it is the only one who acts for a participant.
type Turn = tokio::sync::Mutex<()>;

/// The connections that are held.
#[derive(Debug, Default)]
pub(super) struct Connections {
    held: Mutex<HashMap<Whose, Arc<Held>>>,
    turns: Mutex<HashMap<Whose, Arc<Turn>>>,
}

/// A connection that is held.
#[derive(Debug)]
pub(super) struct Held {
    id: String,
    meeting_id: MeetingId,
    participant: Registered,
    pub(super) connection: ParticipantConnection,
    /// When it was first seen to have ended.
    ended: OnceLock<Instant>,
}

/// A connection of the service's.
enum Found {
    Host(Arc<Host>),
    Held(Arc<Held>),
}

/// Lists the service's connections into meetings
///
/// Those of the meetings that the token is for: hosts, and participants for whom the service acts.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::CONNECTIONS,
    tag = "connections",
    operation_id = "listConnections",
    responses((status = 200, description = "the connections", body = ConnectionList)),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<ConnectionList> {
    let hosts = app.hosts.living().await.into_iter().map(Found::Host);
    let held = app.connections.living().into_iter().map(Found::Held);
    let items = hosts.chain(held).map(|found| found.item());
    Json(ConnectionList {
        platform: app.platform.kind,
        connections: items
            .filter(|item| caller.is_for(item.meeting_id.as_str()))
            .collect(),
    })
}

/// Tells of a participant's connection that the service holds
///
/// With `after`: once it has changed.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::CONNECTION,
    tag = "connections",
    operation_id = "getConnection",
    params(ConnectionQuery),
    responses(
        (status = 200, description = "how it is", body = ConnectionBody),
        ConnectionProblems,
    ),
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(id): Segment<String>,
    Parameters(query): Parameters<ConnectionQuery>,
) -> Result<Json<ConnectionBody>, Failure> {
    let found = app.connection(&id, &caller).await?;
    if let (Found::Held(held), Some(after)) = (&found, query.after) {
        let mut standing = held.connection.standing();
        let changed = standing.wait_for(|standing| standing.revision > after);
        // Whoever waited long enough, or as long as there is a service, is told how it is all the same.
        tokio::select! {
            _ = timeout(LONGEST_WAIT, changed) => {}
            () = app.closing() => {}
        }
    }
    Ok(Json(ConnectionBody {
        platform: app.platform.kind,
        connection: found.item(),
    }))
}

/// Ends a connection
///
/// What rests on it ends with it: a participant is no longer on stage. A host comes back when it is needed.
///
/// Needs the role admin.
#[utoipa::path(
    delete,
    path = path::CONNECTION,
    tag = "connections",
    operation_id = "releaseConnection",
    responses(
        (status = 200, description = "how it was", body = ConnectionBody),
        ConnectionProblems,
    ),
)]
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(id): Segment<String>,
) -> Result<Done<ConnectionBody>, Failure> {
    let found = app.connection(&id, &caller).await?;
    match &found {
        Found::Host(host) => host.leave().await,
        Found::Held(held) => app.connections.release(held).await,
    }
    let body = ConnectionBody {
        platform: app.platform.kind,
        connection: found.item(),
    };
    Ok(Done(StatusCode::OK, body))
}

impl App {
    /// A connection that a caller may know of.
    async fn connection(&self, id: &str, caller: &Caller) -> Result<Found, Failure> {
        let mut hosts = self.hosts.living().await.into_iter();
        let found = match hosts.find(|host| host.id.to_string() == id) {
            Some(host) => Some(Found::Host(host)),
            None => self.connections.find(id).map(Found::Held),
        };
        found
            .filter(|found| caller.is_for(found.meeting_id().as_str()))
            .ok_or_else(|| {
                let detail = format!("the service has no connection '{id}'");
                ErrorCode::ConnectionNotFound.problem(detail).into()
            })
    }
}

impl Found {
    fn meeting_id(&self) -> &MeetingId {
        match self {
            Self::Host(host) => &host.meeting_id,
            Self::Held(held) => &held.meeting_id,
        }
    }

    fn item(&self) -> ConnectionItem {
        match self {
            Self::Host(host) => ConnectionItem {
                id: host.id.to_string(),
                role: ConnectionRole::Host,
                meeting_id: host.meeting_id.clone(),
                participant: None,
                state: match (host.is_there(), host.is_in()) {
                    (true, true) => ConnectionState::Connected,
                    (true, false) => ConnectionState::Reconnecting,
                    (false, _) => ConnectionState::Ended,
                },
                peer_id: None,
                stage_status: None,
                revision: 0,
                problem: None,
            },
            Self::Held(held) => held.item(),
        }
    }
}

impl Held {
    pub(super) fn new(
        meeting_id: MeetingId,
        participant: Registered,
        connection: ParticipantConnection,
    ) -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            meeting_id,
            participant,
            connection,
            ended: OnceLock::new(),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    fn item(&self) -> ConnectionItem {
        let Standing { revision, state } = self.connection.standing().borrow().clone();
        let (state, peer_id, stage_status, problem) = match state {
            Now::Connected(peer_id, status) => (
                ConnectionState::Connected,
                Some(peer_id),
                Some(status),
                None,
            ),
            Now::Connecting => (ConnectionState::Reconnecting, None, None, None),
            Now::Ended(why) => {
                let problem = why.map(|why| Failure::from(why).into_problem());
                (ConnectionState::Ended, None, None, problem)
            }
        };
        ConnectionItem {
            id: self.id.clone(),
            role: ConnectionRole::Participant,
            meeting_id: self.meeting_id.clone(),
            participant: Some(self.participant.clone()),
            state,
            peer_id,
            stage_status,
            revision,
            problem,
        }
    }

    fn whose(&self) -> Whose {
        (self.meeting_id.clone(), self.participant.user_id.clone())
    }

    /// Whether it lives, or has ended only just now.
    fn is_of_interest(&self) -> bool {
        let has_ended = || *self.ended.get_or_init(Instant::now);
        self.connection.is_there() || has_ended().elapsed() < ENDED_KEPT
    }
}

impl Connections {
    /// Waits until nobody else acts for a participant.
    pub(super) async fn turn(&self, meeting: &MeetingId, user: &UserId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            let whose = (meeting.clone(), user.clone());
            turns.entry(whose).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// A participant's connection that is held and lives.
    pub(super) fn of(&self, meeting: &MeetingId, user: &UserId) -> Option<Arc<Held>> {
        let held = lock(&self.held);
        let held = held.get(&(meeting.clone(), user.clone()))?;
        held.connection.is_there().then(|| held.clone())
    }

    /// Those that live, by meeting.
    pub(super) fn living(&self) -> Vec<Arc<Held>> {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_of_interest());
        let mut living: Vec<_> = held.values().cloned().collect();
        living.retain(|held| held.connection.is_there());
        living.sort_by_key(|held| held.whose());
        living
    }

    /// Holds a connection.
    pub(super) fn hold(&self, new: Arc<Held>) {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_of_interest());
        held.insert(new.whose(), new);
    }

    /// Holds a connection no longer, and lets it leave.
    pub(super) async fn release(&self, held: &Held) {
        lock(&self.held).remove(&held.whose());
        held.connection.leave().await;
    }

    fn find(&self, id: &str) -> Option<Arc<Held>> {
        let held = lock(&self.held);
        held.values().find(|held| held.id == id).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The maps are whole after each change; a panic elsewhere does not change that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
