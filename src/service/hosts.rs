//! A host in each meeting that was asked about, joined when it is first needed.

use std::collections::HashMap;
use std::future::Future;
use std::panic::resume_unwind;
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
        let host = arrive(Host::join(
            self.platform.clone(),
            meeting.clone(),
            Arc::default(),
        ))
        .await?;
        let host = Arc::new(host);
        *place = Some(host.clone());
        Ok(host)
    }
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
