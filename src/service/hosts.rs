//! A host in each meeting that was asked about, joined when it is first needed.

use std::collections::HashMap;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use crate::platform::{History, Host, JoinError, Platform};
use crate::stage::MeetingId;

/// How long what happened in a meeting is kept after its host has gone: those who followed it may come back.
const HISTORY_KEPT: Duration = Duration::from_mins(10);

/// A meeting's host, or where there will be one.
#[derive(Debug, Default)]
struct Place {
    history: Arc<History>,
    host: Mutex<Option<Arc<Host>>>,
}

/// The hosts, by meeting. Those who ask at once for the same one wait for it together; different
/// meetings do not wait for each other.
#[derive(Debug)]
pub(super) struct Hosts {
    platform: Arc<Platform>,
    by_meeting: Mutex<HashMap<MeetingId, Arc<Place>>>,
}

impl Hosts {
    pub(super) fn new(platform: Arc<Platform>) -> Self {
        Self {
            platform,
            by_meeting: Mutex::default(),
        }
    }

    /// The host in a meeting.
    pub(super) async fn get(&self, meeting: &MeetingId) -> Result<Arc<Host>, JoinError> {
        let place = {
            let mut places = self.by_meeting.lock().await;
            if !places.contains_key(meeting) {
                forget_old(&mut places);
            }
            places.entry(meeting.clone()).or_default().clone()
        };
        let mut host = place.host.lock().await;
        if let Some(host) = host.as_ref().filter(|host| host.is_there()) {
            return Ok(host.clone());
        }
        let join = Host::join(
            self.platform.clone(),
            meeting.clone(),
            place.history.clone(),
        );
        let joined = Arc::new(arrive(join).await?);
        *host = Some(joined.clone());
        Ok(joined)
    }

    /// Those who are in their meetings, or on their way back, by meeting.
    pub(super) async fn living(&self) -> Vec<Arc<Host>> {
        let mut places = self.by_meeting.lock().await;
        forget_old(&mut places);
        // Whoever is on the way into a meeting for the first time is not there yet.
        let hosts = places
            .values()
            .filter_map(|place| place.host.try_lock().ok()?.clone());
        let mut hosts: Vec<_> = hosts.filter(|host| host.is_there()).collect();
        hosts.sort_by(|a, b| a.meeting_id.cmp(&b.meeting_id));
        hosts
    }
}

/// Forgets meetings that nobody has asked about for long.
fn forget_old(places: &mut MutexGuard<'_, HashMap<MeetingId, Arc<Place>>>) {
    places.retain(|_, place| {
        let is_used = Arc::strong_count(place) > 1;
        let Ok(host) = place.host.try_lock() else {
            return true;
        };
        let is_recent =
            |host: &Arc<Host>| host.is_there() || host.last_used() + HISTORY_KEPT > Instant::now();
        is_used || host.as_ref().is_some_and(is_recent)
    });
}

/// Goes into a meeting to the end, also when whoever asked gives up: then it leaves again at once, and is
/// not cut off on the way.
pub(super) async fn arrive<T: Send + 'static>(
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
