//! A host in each meeting that was asked about, joined when it is first needed.

use std::collections::HashMap;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use model::MeetingId;
use platform::{History, Host, JoinError, Platform};

/// How long what happened in a meeting is kept after its host has gone: those who followed it may come back.
const HISTORY_KEPT: Duration = Duration::from_mins(10);

/// A meeting's host, or where there will be one.
#[derive(Debug, Default)]
struct Place {
    history: Arc<History>,
    host: Mutex<Option<Arc<Host>>>,
    /// Whoever has it lets a host join; others wait for it.
    joining: tokio::sync::Mutex<()>,
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
        let place = self.place(meeting);
        let host = match place.living() {
            Some(host) => host,
            None => arrive(place.join(self.platform.clone(), meeting.clone())).await?,
        };
        host.touch();
        Ok(host)
    }

    /// The host in a meeting, if there is one.
    pub(super) fn current(&self, meeting: &MeetingId) -> Option<Arc<Host>> {
        let place = lock(&self.by_meeting).get(meeting)?.clone();
        place.living()
    }

    /// Those who are in their meetings, or on their way back, by meeting.
    pub(super) fn living(&self) -> Vec<Arc<Host>> {
        let mut places = lock(&self.by_meeting);
        forget_old(&mut places);
        let mut hosts: Vec<_> = places.values().filter_map(|place| place.living()).collect();
        hosts.sort_by(|a, b| a.meeting_id.cmp(&b.meeting_id));
        hosts
    }

    fn place(&self, meeting: &MeetingId) -> Arc<Place> {
        let mut places = lock(&self.by_meeting);
        if let Some(place) = places.get(meeting) {
            return place.clone();
        }
        forget_old(&mut places);
        places.entry(meeting.clone()).or_default().clone()
    }
}

impl Place {
    /// The host, unless it has ended.
    fn living(&self) -> Option<Arc<Host>> {
        lock(&self.host).clone().filter(|host| host.is_there())
    }

    /// Lets a host join, unless somebody else just has.
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

/// Forgets meetings that nobody has asked about for long.
fn forget_old(places: &mut HashMap<MeetingId, Arc<Place>>) {
    let is_recent =
        |host: &Host| host.is_there() || host.last_used() + HISTORY_KEPT > Instant::now();
    places.retain(|_, place| {
        Arc::strong_count(place) > 1 || lock(&place.host).as_deref().is_some_and(is_recent)
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What they guard is whole after each change; a panic elsewhere does not change that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Goes into a meeting to the end, also when whoever asked gives up, and is not cut off on the way.
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
