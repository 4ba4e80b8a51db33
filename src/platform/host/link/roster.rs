//! Reading everybody in the room: how many there are, who asks in which order, and who they are.

use tokio::time::Instant;

use super::receive::queue;
use super::{End, Link};
use crate::platform::error::Unavailable;
use crate::platform::host::reading::{Next, Reading};
use crate::platform::signalling::{Closed, Connection};
use crate::platform::timing::{EXTRAS_TIMEOUT, REPLY_TIMEOUT};
use crate::wire::signalling::{ErrorBody, Event, Frame, message};

/// A reading of everybody, and the requests that it waits for.
pub(super) struct ReadingRequests {
    pub(super) pages: Reading,
    roster: String,
    /// None once the count was told or refused.
    count: Option<String>,
    /// None once the queue was told or refused.
    queue: Option<String>,
    /// Set once everybody is known; only the count and the queue may be missing.
    done: Option<bool>,
    pub(super) deadline: Instant,
}

impl Link {
    pub(super) async fn begin_reading(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Closed> {
        let [count, queue, roster] = std::array::from_fn(|_| self.request_id(connection));
        for (event, id) in [
            (Event::RoomPeerCount, &count),
            (Event::GetStageRequests, &queue),
            (Event::GetRoomPeersInfo, &roster),
        ] {
            connection.send(&Frame::bare(event).with_id(id)).await?;
        }
        self.last_read = Instant::now();
        self.reading_refused = None;
        self.reading = Some(ReadingRequests {
            pages: Reading::new(connection.peer_id.clone()),
            roster,
            count: Some(count),
            queue: Some(queue),
            done: None,
            deadline: Instant::now() + REPLY_TIMEOUT,
        });
        Ok(())
    }

    /// A reading does without the queue, which only gives an order, and without the count. It does
    /// not do without everybody.
    pub(super) fn reading_is_late(&mut self) -> Result<(), Unavailable> {
        match &self.reading {
            Some(reading) if reading.done.is_some() => {
                self.finish_reading();
                Ok(())
            }
            _ => Err(no_answer(Event::GetRoomPeersInfo)),
        }
    }

    pub(super) fn is_of_reading(&self, id: &str) -> bool {
        self.reading.as_ref().is_some_and(|reading| {
            let extras = [&reading.count, &reading.queue];
            reading.roster == id || extras.iter().any(|extra| extra.as_deref() == Some(id))
        })
    }

    /// Takes one of the answers that make a reading.
    pub(super) async fn on_page(
        &mut self,
        frame: &Frame,
        connection: &mut Connection,
    ) -> Result<(), End> {
        let Some(mut requests) = self.reading.take() else {
            return Ok(());
        };
        let id = frame.id.as_deref().unwrap_or_default();
        let failed = frame.event().is_error();
        let mut next = None;
        if requests.count.as_deref() == Some(id) {
            requests.count = None;
            if let Ok(message::RoomPeerCountResponse { count }) = frame.body()
                && !failed
            {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                let after = requests.pages.count(count);
                // Told too late: what looked like everybody may not be.
                next = requests.done.take_if(|complete| *complete).map(|_| after);
            }
        } else if requests.queue.as_deref() == Some(id) {
            requests.queue = None;
            if !failed {
                requests.pages.observe(queue(frame));
            }
        } else if failed {
            self.reading_refused = Some(ErrorBody::read(frame));
            self.rereads.clear();
            return Ok(());
        } else {
            let page: message::RoomPeersInfoResponse = frame.body().unwrap_or_default();
            let peers = page.peers.into_iter().map(|peer| self.known_as(peer));
            next = Some(requests.pages.page(peers.collect()));
        }
        if let Some(next) = next {
            match next {
                Next::Page { offset, limit } => {
                    requests.roster = self.request_id(connection);
                    requests.deadline = Instant::now() + REPLY_TIMEOUT;
                    let page = message::RoomPeersInfoRequest {
                        limit: i32::try_from(limit).unwrap_or(i32::MAX),
                        offset: i32::try_from(offset).unwrap_or(i32::MAX),
                        ..message::RoomPeersInfoRequest::default()
                    };
                    let page = Frame::with(Event::GetRoomPeersInfo, &page);
                    connection.send(&page.with_id(&requests.roster)).await?;
                }
                Next::Done { complete } => {
                    requests.done = Some(complete);
                    requests.deadline = Instant::now() + EXTRAS_TIMEOUT;
                }
            }
        }
        let waits = requests.count.is_some() || requests.queue.is_some();
        let finished = requests.done.is_some() && !waits;
        self.reading = Some(requests);
        if finished {
            self.finish_reading();
        }
        Ok(())
    }

    fn finish_reading(&mut self) {
        if let Some(requests) = self.reading.take() {
            self.shared.view().complete = requests.done.unwrap_or_default();
            for event in requests.pages.finish() {
                self.shared.apply(event);
            }
        }
        self.note_emptiness();
        for done in self.rereads.drain(..) {
            // Whoever asked may have given up.
            let _ = done.send(());
        }
    }
}

pub(super) fn no_answer(event: Event) -> Unavailable {
    Unavailable::Timeout {
        what: event.to_string(),
        seconds: REPLY_TIMEOUT.as_secs(),
    }
}
