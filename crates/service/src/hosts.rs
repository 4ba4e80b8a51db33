//! The hidden host of each meeting, joined when it is first needed.

use std::collections::HashMap;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use model::MeetingId;
use platform::{History, Host, JoinError, Platform};

/// How long a meeting's history is kept after its host has left, so that readers can continue from
/// where they were.
const HISTORY_KEPT: Duration = Duration::from_mins(10);

/// The host of a meeting, and the history that outlives it.
#[derive(Debug, Default)]
struct HostSlot {
    history: Arc<History>,
    host: Mutex<Option<Arc<Host>>>,
    /// Held by the task that joins as the host; others wait for it.
    joining: tokio::sync::Mutex<()>,
}

/// The hosts, by meeting. Requests for the same meeting wait for one host together; different
/// meetings do not wait for each other.
#[derive(Debug)]
pub(crate) struct Hosts {
    platform: Arc<Platform>,
    by_meeting: Mutex<HashMap<MeetingId, Arc<HostSlot>>>,
}

impl Hosts {
    pub(crate) fn new(platform: Arc<Platform>) -> Self {
        Self {
            platform,
            by_meeting: Mutex::default(),
        }
    }

    /// The host in a meeting, which joins if there is none.
    pub(crate) async fn get(&self, meeting: &MeetingId) -> Result<Arc<Host>, JoinError> {
        let slot = self.slot(meeting);
        let host = match slot.living() {
            Some(host) => host,
            None => join_uncancelled(slot.join(self.platform.clone(), meeting.clone())).await?,
        };
        host.touch();
        Ok(host)
    }

    /// The host in a meeting, if there is one.
    pub(crate) fn current(&self, meeting: &MeetingId) -> Option<Arc<Host>> {
        let slot = lock(&self.by_meeting).get(meeting)?.clone();
        slot.living()
    }

    /// The hosts that are in their meetings or reconnect, by meeting.
    pub(crate) fn living(&self) -> Vec<Arc<Host>> {
        let mut slots = lock(&self.by_meeting);
        remove_old(&mut slots);
        let mut hosts: Vec<_> = slots.values().filter_map(|slot| slot.living()).collect();
        hosts.sort_by(|a, b| a.meeting_id.cmp(&b.meeting_id));
        hosts
    }

    fn slot(&self, meeting: &MeetingId) -> Arc<HostSlot> {
        let mut slots = lock(&self.by_meeting);
        if let Some(slot) = slots.get(meeting) {
            return slot.clone();
        }
        remove_old(&mut slots);
        slots.entry(meeting.clone()).or_default().clone()
    }
}

impl HostSlot {
    /// The host, unless it has ended.
    fn living(&self) -> Option<Arc<Host>> {
        lock(&self.host).clone().filter(|host| host.is_there())
    }

    /// Joins as the host, unless another task just has.
    async fn join(
        self: Arc<Self>,
        platform: Arc<Platform>,
        meeting: MeetingId,
    ) -> Result<Arc<Host>, JoinError> {
        let _turn = self.joining.lock().await;
        if let Some(host) = self.living() {
            return Ok(host);
        }
        let joined = Arc::new(Host::join(platform, meeting, self.history.clone()).await?);
        *lock(&self.host) = Some(joined.clone());
        Ok(joined)
    }
}

/// Removes meetings without a host that have not been used for long.
fn remove_old(slots: &mut HashMap<MeetingId, Arc<HostSlot>>) {
    let is_recent =
        |host: &Host| host.is_there() || host.last_used() + HISTORY_KEPT > Instant::now();
    slots.retain(|_, slot| {
        Arc::strong_count(slot) > 1 || lock(&slot.host).as_deref().is_some_and(is_recent)
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The data is whole after each change; a panic elsewhere does not change that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Joins a meeting in a task of its own: a caller that gives up does not cut it off on the way.
pub(crate) async fn join_uncancelled<T: Send + 'static>(
    join: impl Future<Output = Result<T, JoinError>> + Send + 'static,
) -> Result<T, JoinError> {
    match tokio::spawn(join).await {
        Ok(joined) => joined,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(JoinError::SessionEnded("the service ends".to_owned())),
        },
    }
}
