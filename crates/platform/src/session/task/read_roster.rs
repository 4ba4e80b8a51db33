//! Reading the roster: the number of peers, the queue of requests, and the peers page by page.

use tokio::time::Instant;

use super::roster_reading::RosterReading;
use super::session_task::{DriveEnd, SessionTask};
use crate::error::Unavailable;
use crate::session::roster_pager::{NextStep, RosterPager};
use crate::signalling::{Closed, Connection};
use crate::timing::{EXTRAS_TIMEOUT, REPLY_TIMEOUT};
use model::Peer;
use protocol::signalling::{ErrorBody, Event, Frame, message};

impl SessionTask {
    pub(super) async fn begin_reading(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Closed> {
        let [count, queue, page] = std::array::from_fn(|_| self.request_id(connection));
        // Only a preset that manages the stage may read the queue.
        let queue = self.identity.is_host().then_some(queue);
        for (event, id) in [
            (Event::RoomPeerCount, Some(&count)),
            (Event::GetStageRequests, queue.as_ref()),
            (Event::GetRoomPeersInfo, Some(&page)),
        ] {
            if let Some(id) = id {
                connection.send(&Frame::bare(event).with_id(id)).await?;
            }
        }
        self.last_read = Instant::now();
        self.reading_refused = None;
        self.reading = Some(RosterReading {
            pager: RosterPager::new(connection.peer_id.clone()),
            page,
            count: Some(count),
            queue,
            done: None,
            deadline: Instant::now() + REPLY_TIMEOUT,
            waiters: std::mem::take(&mut self.rereads),
        });
        Ok(())
    }

    /// Ends a reading whose deadline has passed. It does without the count and the queue, but not
    /// without a page.
    pub(super) fn reading_is_late(&mut self) -> Result<(), Unavailable> {
        match &self.reading {
            Some(reading) if reading.done.is_some() => {
                self.finish_reading();
                Ok(())
            }
            _ => Err(Unavailable::no_reply(Event::GetRoomPeersInfo)),
        }
    }

    pub(super) fn is_of_reading(&self, id: &str) -> bool {
        self.reading.as_ref().is_some_and(|reading| {
            let extras = [&reading.count, &reading.queue];
            reading.page == id || extras.iter().any(|extra| extra.as_deref() == Some(id))
        })
    }

    /// Takes the answer to one of a reading's requests.
    pub(super) async fn on_answer(
        &mut self,
        frame: &Frame,
        connection: &mut Connection,
    ) -> Result<(), DriveEnd> {
        let Some(mut reading) = self.reading.take() else {
            return Ok(());
        };
        let id = frame.id.as_deref();
        let next = if reading.count.as_deref() == id {
            reading.on_count(frame)
        } else if reading.queue.as_deref() == id {
            reading.on_queue(frame);
            None
        } else {
            match self.page(frame, connection) {
                Ok(peers) => Some(reading.pager.page(peers)),
                Err(error) => {
                    // The handles that asked for it are told by its end.
                    self.reading_refused = Some(error);
                    return Ok(());
                }
            }
        };
        match next {
            Some(NextStep::Page { offset, limit }) => {
                reading.page = self.request_id(connection);
                reading.deadline = Instant::now() + REPLY_TIMEOUT;
                let page = message::RoomPeersInfoRequest {
                    limit: i32::try_from(limit).unwrap_or(i32::MAX),
                    offset: i32::try_from(offset).unwrap_or(i32::MAX),
                    ..message::RoomPeersInfoRequest::default()
                };
                let page = Frame::with(Event::GetRoomPeersInfo, &page);
                connection.send(&page.with_id(&reading.page)).await?;
            }
            Some(NextStep::Done { complete }) => {
                reading.done = Some(complete);
                reading.deadline = Instant::now() + EXTRAS_TIMEOUT;
            }
            None => {}
        }
        let waits = reading.count.is_some() || reading.queue.is_some();
        let finished = reading.done.is_some() && !waits;
        self.reading = Some(reading);
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
        let peers = peers.map(|peer| self.classify(peer, &connection.peer_id));
        Ok(peers.collect())
    }

    fn finish_reading(&mut self) {
        if let Some(reading) = self.reading.take() {
            let complete = reading.done.unwrap_or_default();
            self.state.replace(reading.pager, complete);
            for done in reading.waiters {
                // The handle may have given up.
                let _ = done.send(());
            }
        }
        self.note_emptiness();
    }
}
