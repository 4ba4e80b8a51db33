//! Plays a rehearsal's script: lets simulated attendees do each action at its time.

use std::sync::Arc;

use tokio::time::{Instant, sleep};

use super::rooms::SaveError;
use super::server_state::ServerState;
use crate::rehearsal::ScriptedAction;
use crate::room::ActionError;
use model::{MeetingId, StageStatus};

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
enum PlayError {
    #[error(transparent)]
    Action(#[from] ActionError),
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Plays actions, the earliest first, from now on. An action that fails is logged, and the script goes on.
pub(super) async fn play(
    server: Arc<ServerState>,
    meeting: MeetingId,
    actions: Vec<ScriptedAction>,
) {
    let start = Instant::now();
    for action in actions {
        sleep(action.at.saturating_sub(start.elapsed())).await;
        let ScriptedAction {
            attendee,
            operation,
            ..
        } = &action;
        match perform(&server, &meeting, &action) {
            Ok(status) => {
                tracing::info!(who = %attendee, deed = %operation, %status, "done by the script");
            }
            Err(error) => {
                tracing::warn!(who = %attendee, deed = %operation, %error, "not done by the script");
            }
        }
    }
}

fn perform(
    server: &ServerState,
    meeting: &MeetingId,
    action: &ScriptedAction,
) -> Result<StageStatus, PlayError> {
    let mut done = Err(ActionError::Absent);
    server.rooms().in_room(meeting, |room| {
        done = room.scripted_action(&action.user_id, action.operation);
    })?;
    Ok(done?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ids::DEMO;
    use crate::rehearsal::Script;
    use crate::server::timeouts::SocketTimeouts;
    use crate::store::Store;

    #[tokio::test(start_paused = true)]
    async fn each_action_has_its_time_and_a_failure_does_not_end_the_script() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::lock(folder.path()).await.unwrap();
        let (state, _) = store.load().unwrap();
        let script = Script::parse("5s guest-106 request\n0s guest-107 join\n1m guest-106 cancel");
        let actions = script.unwrap().resolve(&state.meetings[DEMO]).unwrap();
        let zoe = actions[1].user_id.clone();
        let timeouts = SocketTimeouts::default();
        let server = Arc::new(ServerState::new(store, state, timeouts));
        let playing = tokio::spawn(play(server.clone(), DEMO.into(), actions));
        let mut seen = Vec::new();
        for after in [4, 2, 60] {
            tokio::time::sleep(Duration::from_secs(after)).await;
            seen.push(server.rooms().state.meetings[DEMO].participants[&zoe].stage_status);
        }
        playing.await.unwrap();
        assert_eq!(
            seen,
            [
                StageStatus::OffStage,
                StageStatus::Requested,
                StageStatus::OffStage
            ]
        );
    }
}
