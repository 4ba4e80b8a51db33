//! The connections of participants for whom the service acts, held while something rests on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use uuid::Uuid;

use crate::failure::Failure;
use api::{ConnectionItem, ConnectionRole, ConnectionState, Registered};
use model::{MeetingId, StageStatus, UserId};
use platform::{ConnectionPhase, ParticipantConnection};

/// How long a connection that has ended can still be asked about.
const ENDED_KEPT: Duration = Duration::from_mins(10);

/// Whoever has it is the only one who acts for a participant.
type Turn = tokio::sync::Mutex<()>;

/// The connections that are held.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// By their ids: also those that have ended only just now.
    held: Mutex<HashMap<String, Arc<Held>>>,
    turns: Mutex<HashMap<(MeetingId, UserId), Arc<Turn>>>,
}

/// A connection that is held.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) id: String,
    pub(crate) meeting_id: MeetingId,
    participant: Registered,
    pub(crate) connection: ParticipantConnection,
    /// Where it stood when it was let go.
    let_go_at: OnceLock<StageStatus>,
    /// When it was first seen to have ended.
    ended: OnceLock<Instant>,
}

impl Held {
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
            let_go_at: OnceLock::new(),
            ended: OnceLock::new(),
        }
    }

    pub(super) fn item(&self) -> ConnectionItem {
        let platform::ConnectionState { revision, phase } =
            self.connection.state().borrow().clone();
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
                let stood = self.let_go_at.get().copied();
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

    /// Whether it lives, or has ended only just now.
    fn is_of_interest(&self) -> bool {
        let has_ended = || *self.ended.get_or_init(Instant::now);
        self.connection.is_there() || has_ended().elapsed() < ENDED_KEPT
    }
}

impl Connections {
    /// Waits until nobody else acts for a participant.
    pub(crate) async fn turn(&self, meeting: &MeetingId, user: &UserId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            let whose = (meeting.clone(), user.clone());
            turns.entry(whose).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// A participant's connection that is held and lives.
    pub(crate) fn of(&self, meeting: &MeetingId, user: &UserId) -> Option<Arc<Held>> {
        let held = lock(&self.held);
        let mut theirs = held.values().filter(|held| held.is_of(meeting, user));
        theirs.find(|held| held.connection.is_there()).cloned()
    }

    /// Those that live, by meeting and participant.
    pub(crate) fn living(&self) -> Vec<Arc<Held>> {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_of_interest());
        let living = held.values().filter(|held| held.connection.is_there());
        let mut living: Vec<_> = living.cloned().collect();
        living.sort_by(|a, b| {
            let key = |held: &Held| (held.meeting_id.clone(), held.participant.user_id.clone());
            key(a).cmp(&key(b))
        });
        living
    }

    /// Holds a connection. Says whether it was not held before.
    pub(crate) fn hold(&self, new: &Arc<Held>) -> bool {
        let mut held = lock(&self.held);
        held.retain(|_, held| held.is_of_interest());
        held.insert(new.id.clone(), new.clone()).is_none()
    }

    /// Lets a connection go once nothing rests on it: they were turned down, or taken off the stage.
    pub(crate) async fn let_go_when_off_stage(&self, held: &Held) {
        let off_stage = |now: &platform::ConnectionState| {
            matches!(
                now.phase,
                ConnectionPhase::Connected(_, StageStatus::OffStage)
            )
        };
        let has_ended =
            |now: &platform::ConnectionState| matches!(now.phase, ConnectionPhase::Ended(_));
        let mut standing = held.connection.state();
        loop {
            // Its sender lives as long as the connection, so that there is no error.
            let _ = standing
                .wait_for(|now| off_stage(now) || has_ended(now))
                .await;
            let user_id = &held.participant.user_id;
            let _turn = self.turn(&held.meeting_id, user_id).await;
            // Somebody may have acted for them meanwhile.
            let now = standing.borrow_and_update().clone();
            if off_stage(&now) {
                // It is let go once.
                let _ = held.let_go_at.set(StageStatus::OffStage);
                return held.connection.leave().await;
            }
            if has_ended(&now) {
                return;
            }
        }
    }

    /// Ends a connection, whatever rests on it.
    pub(super) async fn release(&self, held: &Held) {
        let user_id = &held.participant.user_id;
        let _turn = self.turn(&held.meeting_id, user_id).await;
        held.connection.leave().await;
    }

    pub(super) fn find(&self, id: &str) -> Option<Arc<Held>> {
        lock(&self.held).get(id).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The maps are whole after each change; a panic elsewhere does not change that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
