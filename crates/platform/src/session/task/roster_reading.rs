//! A reading of the roster: its pages, and the requests that it waits for.

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::session::roster_pager::{NextStep, RosterPager};
use model::StageEvent;
use protocol::signalling::{Frame, message};

/// A reading that has begun.
pub(super) struct RosterReading {
    pub(super) pager: RosterPager,
    /// The id of the request for a page.
    pub(super) page: String,
    /// The id of the request for the count; `None` once it was answered.
    pub(super) count: Option<String>,
    /// The id of the request for the queue; `None` once it was answered, or when it is not asked
    /// for.
    pub(super) queue: Option<String>,
    /// Set after the last page, to whether all peers are known; the count and the queue may still
    /// be missing.
    pub(super) done: Option<bool>,
    pub(super) deadline: Instant,
    /// The handles that asked for it before it began.
    pub(super) waiters: Vec<oneshot::Sender<()>>,
}

impl RosterReading {
    pub(super) fn on_count(&mut self, frame: &Frame) -> Option<NextStep> {
        self.count = None;
        if frame.event().is_error() {
            return None;
        }
        let message::RoomPeerCountResponse { count } = frame.body().ok()?;
        let after = self
            .pager
            .count(usize::try_from(count).unwrap_or(usize::MAX));
        // A count after the last page may show that peers are missing.
        self.done.take_if(|complete| *complete).map(|_| after)
    }

    pub(super) fn on_queue(&mut self, frame: &Frame) {
        self.queue = None;
        if let Some(queue) = queue(frame) {
            self.pager.observe(queue);
        }
    }
}

/// The queue in an answer or a broadcast; `None` in a refusal or where it cannot be read.
pub(super) fn queue(frame: &Frame) -> Option<StageEvent> {
    if frame.event().is_error() {
        return None;
    }
    let queue: message::GetStageRequestsResponse = frame.body().ok()?;
    let users = queue.stage_requests.into_iter();
    let users = users.map(|request| request.user_id.into());
    Some(StageEvent::Queue(users.collect()))
}
