//! Reading everybody in the room: how many there are, who asks in which order, and who they are.

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::receive::queue;
use super::{End, Link};
use crate::error::Unavailable;
use crate::meeting::reading::{Next, Reading};
use crate::signalling::{Closed, Connection};
use crate::timing::{EXTRAS_TIMEOUT, REPLY_TIMEOUT};
use model::Peer;
use protocol::signalling::{ErrorBody, Event, Frame, message};

/// A reading of everybody, and the requests that it waits for.
pub(super) struct ReadingRequests {
    pub(super) pages: Reading,
    roster: String,
    /// None once the count was told or refused.
    count: Option<String>,
    /// None once the queue was told or refused, or when it is not asked for.
    queue: Option<String>,
    /// Set once everybody is known; only the count and the queue may be missing.
    done: Option<bool>,
    pub(super) deadline: Instant,
    /// Those who asked for it before it began.
    serves: Vec<oneshot::Sender<()>>,
}

impl Link {
    pub(super) async fn begin_reading(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Closed> {
        let [count, queue, roster] = std::array::from_fn(|_| self.request_id(connection));
        // Only those who manage the stage may know who asks.
        let queue = self.identity.is_host().then_some(queue);
        for (event, id) in [
            (Event::RoomPeerCount, Some(&count)),
            (Event::GetStageRequests, queue.as_ref()),
            (Event::GetRoomPeersInfo, Some(&roster)),
        ] {
            if let Some(id) = id {
                connection.send(&Frame::bare(event).with_id(id)).await?;
            }
        }
        self.last_read = Instant::now();
        self.reading_refused = None;
        self.reading = Some(ReadingRequests {
            pages: Reading::new(connection.peer_id.clone()),
            roster,
            count: Some(count),
            queue,
            done: None,
            deadline: Instant::now() + REPLY_TIMEOUT,
            serves: std::mem::take(&mut self.rereads),
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
    pub(super) async fn on_answer(
        &mut self,
        frame: &Frame,
        connection: &mut Connection,
    ) -> Result<(), End> {
        let Some(mut requests) = self.reading.take() else {
            return Ok(());
        };
        let id = frame.id.as_deref();
        let next = if requests.count.as_deref() == id {
            requests.on_count(frame)
        } else if requests.queue.as_deref() == id {
            requests.on_queue(frame);
            None
        } else {
            match self.page(frame, connection) {
                Ok(peers) => Some(requests.pages.page(peers)),
                Err(error) => {
                    // Those who asked for it are told by its end.
                    self.reading_refused = Some(error);
                    return Ok(());
                }
            }
        };
        match next {
            Some(Next::Page { offset, limit }) => {
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
            Some(Next::Done { complete }) => {
                requests.done = Some(complete);
                requests.deadline = Instant::now() + EXTRAS_TIMEOUT;
            }
            None => {}
        }
        let waits = requests.count.is_some() || requests.queue.is_some();
        let finished = requests.done.is_some() && !waits;
        self.reading = Some(requests);
        if finished {
            self.finish_reading();
        }
        Ok(())
    }

    fn page(&self, frame: &Frame, connection: &Connection) -> Result<Vec<Peer>, ErrorBody> {
        if frame.event().is_error() {
            return Err(ErrorBody::read(frame));
        }
        let page = frame.body::<message::RoomPeersInfoResponse>();
        let page = page.map_err(|error| ErrorBody {
            code: None,
            message: format!("the list of peers cannot be read: {error}"),
        })?;
        let peers = page.peers.into_iter();
        let peers = peers.map(|peer| self.known_as(peer, &connection.peer_id));
        Ok(peers.collect())
    }

    fn finish_reading(&mut self) {
        if let Some(requests) = self.reading.take() {
            let complete = requests.done.unwrap_or_default();
            self.shared.replace(requests.pages, complete);
            for done in requests.serves {
                // Whoever asked may have given up.
                let _ = done.send(());
            }
        }
        self.note_emptiness();
    }
}

impl ReadingRequests {
    fn on_count(&mut self, frame: &Frame) -> Option<Next> {
        self.count = None;
        if frame.event().is_error() {
            return None;
        }
        let message::RoomPeerCountResponse { count } = frame.body().ok()?;
        let after = self
            .pages
            .count(usize::try_from(count).unwrap_or(usize::MAX));
        // Told after the pages: what looked like everybody may not be.
        self.done.take_if(|complete| *complete).map(|_| after)
    }

    fn on_queue(&mut self, frame: &Frame) {
        self.queue = None;
        if let Some(queue) = queue(frame) {
            self.pages.observe(queue);
        }
    }
}

pub(super) fn no_answer(event: Event) -> Unavailable {
    Unavailable::Timeout {
        what: event.to_string(),
        seconds: REPLY_TIMEOUT.as_secs(),
    }
}
