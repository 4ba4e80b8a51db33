//! Plays a rehearsal's script: lets simulated attendees do each deed when its time has come.

use std::sync::Arc;

use tokio::time::{Instant, sleep};

use super::room::NotDone;
use super::script::Deed;
use super::shared::{SaveError, Shared};
use model::{MeetingId, StageStatus};

/// Why a deed was not done.
#[derive(Debug, thiserror::Error)]
enum PlayError {
    #[error(transparent)]
    NotDone(#[from] NotDone),
    #[error(transparent)]
    NotSaved(#[from] SaveError),
}

impl Shared {
    /// Plays deeds, the earliest first, from now on. One that cannot be done is told in the log, and the
    /// play goes on.
    pub(super) async fn play(self: Arc<Self>, meeting: MeetingId, deeds: Vec<Deed>) {
        let start = Instant::now();
        for deed in deeds {
            sleep(deed.at.saturating_sub(start.elapsed())).await;
            let Deed { who, operation, .. } = &deed;
            match self.perform(&meeting, &deed) {
                Ok(status) => {
                    tracing::info!(%who, deed = %operation, %status, "done by the script");
                }
                Err(error) => {
                    tracing::warn!(%who, deed = %operation, %error, "not done by the script");
                }
            }
        }
    }

    fn perform(&self, meeting: &MeetingId, deed: &Deed) -> Result<StageStatus, PlayError> {
        let mut done = Err(NotDone::Absent);
        self.lock().in_room(meeting, |room| {
            done = room.deed(&deed.user_id, deed.operation);
        })?;
        Ok(done?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::DEMO;
    use crate::script::Script;
    use crate::socket::Patience;
    use crate::store::Store;

    #[tokio::test(start_paused = true)]
    async fn each_deed_has_its_time_and_one_that_fails_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::lock(folder.path()).await.unwrap();
        let (state, _) = store.load().unwrap();
        let script = Script::parse("5s guest-106 request\n0s guest-107 join\n1m guest-106 cancel");
        let deeds = script.unwrap().cast(&state.meetings[DEMO]).unwrap();
        let zoe = deeds[1].user_id.clone();
        let shared = Arc::new(Shared::new(store, state, Patience::default()));
        let playing = tokio::spawn(shared.clone().play(DEMO.into(), deeds));
        let mut seen = Vec::new();
        for after in [4, 2, 60] {
            tokio::time::sleep(Duration::from_secs(after)).await;
            seen.push(shared.lock().state.meetings[DEMO].participants[&zoe].stage_status);
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
