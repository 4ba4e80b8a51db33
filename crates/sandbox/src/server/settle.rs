//! What happens in the rooms by itself: simulated attendees react to grants, and participants who do not come back
//! in time lose their status.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::server_state::ServerState;
use crate::room::REJOIN_TIMEOUT;
use crate::store::Store;

impl ServerState {
    /// Settles all rooms when the sandbox starts: participants without a connection have been absent since it was
    /// last served.
    pub(super) fn settle_at_start(self: &Arc<Self>) {
        let served_until = self.rooms().store.as_ref().and_then(Store::served_until);
        self.settle(served_until.unwrap_or_else(Timestamp::now));
    }

    /// Settles all rooms. Absences that were not known yet began at `since`.
    fn settle(self: &Arc<Self>, since: Timestamp) {
        let mut rooms = self.rooms();
        let meetings: Vec<_> = rooms.state.meetings.keys().cloned().collect();
        let now = Timestamp::now();
        let mut is_expected = false;
        for meeting in meetings {
            let settled = rooms.in_room(&meeting, |room| is_expected |= room.settle(since, now));
            if let Err(error) = settled {
                tracing::debug!(%error, "attendees' answers are not saved");
            }
        }
        if is_expected {
            self.settle_after_rejoin_timeout();
        }
    }

    /// Settles all rooms once, when a participant who is absent now must have come back.
    pub(super) fn settle_after_rejoin_timeout(self: &Arc<Self>) {
        if !self.settles_absences.swap(true, Ordering::Relaxed) {
            self.settle_after(REJOIN_TIMEOUT);
        }
    }

    pub(super) fn settle_after(self: &Arc<Self>, wait: Duration) {
        let server = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep_until(Instant::now() + wait).await;
            if let Some(server) = server.upgrade() {
                server.settles_absences.store(false, Ordering::Relaxed);
                server.settle(Timestamp::now());
            }
        });
    }
}
