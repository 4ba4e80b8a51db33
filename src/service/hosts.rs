//! A host in each meeting that was asked about, joined when it is first needed.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::platform::{Host, JoinError, Platform};
use crate::stage::MeetingId;

type Place = Arc<Mutex<Option<Arc<Host>>>>;

/// The hosts, by meeting. Those who ask at once for the same one wait for it together; different
/// meetings do not wait for each other.
#[derive(Debug)]
pub(super) struct Hosts {
    platform: Arc<Platform>,
    by_meeting: Mutex<HashMap<MeetingId, Place>>,
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
        let place = self
            .by_meeting
            .lock()
            .await
            .entry(meeting.clone())
            .or_default()
            .clone();
        let mut place = place.lock().await;
        if let Some(host) = place.as_ref().filter(|host| host.is_there()) {
            return Ok(host.clone());
        }
        *place = None;
        let host = Arc::new(Host::join(self.platform.clone(), meeting.clone()).await?);
        *place = Some(host.clone());
        Ok(host)
    }

    /// Lets every host leave its meeting.
    pub(super) async fn leave(&self) {
        let places = std::mem::take(&mut *self.by_meeting.lock().await);
        for place in places.into_values() {
            // Whoever holds it is joining, and ends with this process.
            let host = place.try_lock().ok().and_then(|mut place| place.take());
            if let Some(host) = host {
                host.leave().await;
            }
        }
    }
}
