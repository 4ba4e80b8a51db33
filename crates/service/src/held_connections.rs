//! Connections as participants: the service holds each while a request or a place on stage rests on
//! it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use uuid::Uuid;

use crate::failure::Failure;
use api::{ConnectionItem, ConnectionRole, ConnectionState, Registered};
use model::{MeetingId, StageStatus, UserId};
use platform::{ConnectionPhase, ConnectionSnapshot, ParticipantConnection};

/// How long a connection can be looked up after it has ended.
const ENDED_KEPT: Duration = Duration::from_mins(10);

/// Held by the only operation that may act for a participant.
type Turn = tokio::sync::Mutex<()>;

/// The connections that the service holds.
#[derive(Debug, Default)]
pub(crate) struct HeldConnections {
    /// By id, also those that ended a short time ago.
    held: Mutex<HashMap<String, Arc<HeldConnection>>>,
    turns: Mutex<HashMap<(MeetingId, UserId), Arc<Turn>>>,
}

/// A connection that is held.
#[derive(Debug)]
pub(crate) struct HeldConnection {
    pub(crate) id: String,
    pub(crate) meeting_id: MeetingId,
    participant: Registered,
    pub(crate) connection: ParticipantConnection,
    /// The participant's status when the connection was released by itself.
    released_at: OnceLock<StageStatus>,
    /// When it was first seen to have ended.
    ended: OnceLock<Instant>,
}

impl HeldConnection {
    pub(crate) fn new(
        meeting_id: MeetingId,
        participant: Registered,
        connection: ParticipantConnection,
    ) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            meeting_id,
            participant,
            connection,
            released_at: OnceLock::new(),
            ended: OnceLock::new(),
        }
    }

    pub(crate) fn item(&self) -> ConnectionItem {
        let ConnectionSnapshot { revision, phase } = self.connection.state().borrow().clone();
        let (state, peer_id, stage_status, problem) = match phase {
            ConnectionPhase::Connected(peer_id, status) => (
                ConnectionState::Connected,
                Some(peer_id),
                Some(status),
                None,
            ),
            ConnectionPhase::Connecting => (ConnectionState::Reconnecting, None, None, None),
            ConnectionPhase::Ended(why) => {
                let problem = why.map(|why| Failure::from(why).into_problem());
                let stood = self.released_at.get().copied();
                (ConnectionState::Ended, None, stood, problem)
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

    fn is_of(&self, meeting: &MeetingId, user: &UserId) -> bool {
        self.meeting_id == *meeting && self.participant.user_id == *user
    }

    /// Whether it is alive, or can still be looked up.
    fn is_listed(&self) -> bool {
        let has_ended = || *self.ended.get_or_init(Instant::now);
        self.connection.is_there() || has_ended().elapsed() < ENDED_KEPT
    }
}

impl HeldConnections {
    /// Waits until no other operation acts for a participant.
    pub(crate) async fn turn(&self, meeting: &MeetingId, user: &UserId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            let whose = (meeting.clone(), user.clone());
            turns.entry(whose).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// The living connection of a participant.
    pub(crate) fn of(&self, meeting: &MeetingId, user: &UserId) -> Option<Arc<HeldConnection>> {
        let held = lock(&self.held);
        let mut theirs = held.values().filter(|held| held.is_of(meeting, user));
        theirs.find(|held| held.connection.is_there()).cloned()
    }

    /// All living connections, by meeting and participant.
    pub(crate) fn living(&self) -> Vec<Arc<HeldConnection>> {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_listed());
        let living = held.values().filter(|held| held.connection.is_there());
        let mut living: Vec<_> = living.cloned().collect();
        living.sort_by(|a, b| {
            let key =
                |held: &HeldConnection| (held.meeting_id.clone(), held.participant.user_id.clone());
            key(a).cmp(&key(b))
        });
        living
    }

    /// Holds a connection. Returns whether it was not held before.
    pub(crate) fn hold(&self, new: &Arc<HeldConnection>) -> bool {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_listed());
        held.insert(new.id.clone(), new.clone()).is_none()
    }

    /// Releases a connection once nothing rests on it: its participant's request was denied, or the
    /// participant was taken off the stage.
    pub(crate) async fn release_when_off_stage(&self, held: &HeldConnection) {
        let off_stage = |phase: &ConnectionPhase| {
            matches!(phase, ConnectionPhase::Connected(_, StageStatus::OffStage))
        };
        let has_ended = |phase: &ConnectionPhase| matches!(phase, ConnectionPhase::Ended(_));
        let mut state = held.connection.state();
        loop {
            // Its sender lives as long as the connection, so that there is no error.
            let _ = state
                .wait_for(|now| off_stage(&now.phase) || has_ended(&now.phase))
                .await;
            let user_id = &held.participant.user_id;
            let _turn = self.turn(&held.meeting_id, user_id).await;
            // Another operation may have acted for the participant meanwhile.
            let now = state.borrow_and_update().phase.clone();
            if off_stage(&now) {
                // It is released once.
                let _ = held.released_at.set(StageStatus::OffStage);
                return held.connection.leave().await;
            }
            if has_ended(&now) {
                return;
            }
        }
    }

    /// Ends a connection, and with it what rests on it.
    pub(crate) async fn release(&self, held: &HeldConnection) {
        let user_id = &held.participant.user_id;
        let _turn = self.turn(&held.meeting_id, user_id).await;
        held.connection.leave().await;
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<HeldConnection>> {
        lock(&self.held).get(id).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The maps are whole after each change; a panic elsewhere does not change that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
