//! The connections of participants for whom the service acts, held while something rests on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use super::App;
use super::extract::{Parameters, Segment};
use super::failure::Failure;
use super::openapi::problems::ConnectionProblems;
use crate::api::{
    ConnectionBody, ConnectionItem, ConnectionQuery, ConnectionState, ErrorCode, Registered, path,
};
use crate::platform::{ParticipantConnection, Standing, State as Now};
use crate::stage::{MeetingId, UserId};

/// How long a caller who waits for a change is kept waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

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
    pub(super) id: String,
    pub(super) meeting_id: MeetingId,
    pub(super) participant: Registered,
    pub(super) connection: ParticipantConnection,
}

/// Tells of a participant's connection that the service holds
///
/// With `after`: once it has changed.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::CONNECTION,
    tag = "acting",
    operation_id = "getConnection",
    params(ConnectionQuery),
    responses(
        (status = 200, description = "how it is", body = ConnectionBody),
        ConnectionProblems,
    ),
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Segment(id): Segment<String>,
    Parameters(query): Parameters<ConnectionQuery>,
) -> Result<Json<ConnectionBody>, Failure> {
    let Some(held) = app.connections.find(&id) else {
        return Err(ErrorCode::ConnectionNotFound
            .problem(format!("the service holds no connection '{id}'"))
            .into());
    };
    let mut standing = held.connection.standing();
    if let Some(after) = query.after {
        let changed = standing.wait_for(|standing| standing.revision > after);
        // Whoever waited long enough is told how it is all the same.
        let _ = timeout(LONGEST_WAIT, changed).await;
    }
    let now = standing.borrow().clone();
    Ok(Json(ConnectionBody {
        platform: app.platform.kind,
        connection: held.item(now),
    }))
}

impl Held {
    fn item(&self, Standing { revision, state }: Standing) -> ConnectionItem {
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
            meeting_id: self.meeting_id.clone(),
            participant: self.participant.clone(),
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

    /// Holds a connection.
    pub(super) fn hold(&self, held: Arc<Held>) {
        lock(&self.held).insert(held.whose(), held);
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
