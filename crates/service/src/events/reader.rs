//! The stream of events for one reader, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{self, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use jiff::Timestamp;
use tokio::time::sleep;

use super::cursor::Cursor;
use crate::access::Caller;
use crate::app::App;
use crate::failure::Failure;
use crate::limits::ReaderPermit;
use api::{Event, EventKind};
use model::{Change, MeetingId};
use platform::{Error, HistoryEvent, Host, JoinError, SessionEvent};

/// How often a reader gets a comment when nothing happens. The host stays as long as it has
/// readers.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A reader of a meeting's events.
pub(crate) struct EventReader {
    app: Arc<App>,
    caller: Arc<Caller>,
    meeting: MeetingId,
    host: Arc<Host>,
    /// Up to where the reader knows the history.
    position: u64,
    /// The kind of the first event, before those of the history.
    first: Option<EventKind>,
    /// The next events, the last one first.
    waiting: Vec<Arc<HistoryEvent>>,
    is_over: bool,
    _permit: ReaderPermit,
}

impl IntoResponse for EventReader {
    fn into_response(self) -> Response {
        Sse::new(self.stream()).into_response()
    }
}

impl EventReader {
    /// A reader that knows the history of a host up to a position.
    pub(crate) fn new(
        app: Arc<App>,
        caller: Arc<Caller>,
        meeting: MeetingId,
        host: Arc<Host>,
        position: u64,
        first: Option<EventKind>,
        permit: ReaderPermit,
    ) -> Self {
        Self {
            app,
            caller,
            meeting,
            host,
            position,
            first,
            waiting: Vec::new(),
            is_over: false,
            _permit: permit,
        }
    }

    fn stream(self) -> impl Stream<Item = Result<sse::Event, Infallible>> {
        unfold(self, |mut reader| async {
            let event = reader.next().await?;
            Some((Ok(event), reader))
        })
    }

    /// The next event; `None` when the stream is over.
    async fn next(&mut self) -> Option<sse::Event> {
        if let Some(kind) = self.first.take() {
            return Some(self.event(&self.blank(kind), Some(self.position)));
        }
        loop {
            // The token may have been revoked, or have expired: the reader's next request then says
            // so.
            if !self.app.access.still_admits(&self.caller) {
                return None;
            }
            if let Some(happened) = self.waiting.pop() {
                return Some(self.history_event(&happened));
            }
            if self.is_over {
                return None;
            }
            match self.host.history.since(self.position) {
                None => return Some(self.resync()),
                Some(happenings) if !happenings.is_empty() => {
                    self.waiting = happenings;
                    self.waiting.reverse();
                    continue;
                }
                Some(_) => {}
            }
            tokio::select! {
                () = self.host.history.beyond(self.position) => {}
                () = self.app.closing() => return None,
                () = self.host.gone() => {
                    let is_all = self.host.history.position() == self.position;
                    if is_all && let Some(ended) = self.replace_host().await {
                        return Some(ended);
                    }
                }
                () = sleep(HEARTBEAT) => {
                    self.host.touch();
                    return Some(sse::Event::default().comment(""));
                }
            }
        }
    }

    fn history_event(&mut self, happened: &HistoryEvent) -> sse::Event {
        self.host.touch();
        self.position = happened.position;
        let mut event = self.blank(EventKind::Resync);
        event.at = happened.at;
        event.session_id = happened.session_id.clone();
        match &happened.event {
            SessionEvent::Gap => {}
            SessionEvent::Change(Change::Joined(participant)) => {
                event.kind = EventKind::Joined;
                event.participant = Some(participant.clone());
            }
            SessionEvent::Change(Change::Left(participant)) => {
                event.kind = EventKind::Left;
                event.participant = Some(participant.clone());
            }
            SessionEvent::Change(Change::Status {
                participant,
                previous,
            }) => {
                event.kind = EventKind::Status;
                event.participant = Some(participant.clone());
                event.previous_status = Some(*previous);
            }
        }
        self.event(&event, Some(self.position))
    }

    /// For a reader that is too far behind: skips the events that it has not seen.
    fn resync(&mut self) -> sse::Event {
        self.position = self.host.history.position();
        self.event(&self.blank(EventKind::Resync), Some(self.position))
    }

    /// Follows another host instead of one that could not come back; if there is none, the last
    /// event says why.
    async fn replace_host(&mut self) -> Option<sse::Event> {
        let why = match self.host.ended() {
            // The platform was unreachable for long, and may be reachable by now.
            Some(JoinError::Platform(Error::Unavailable(_))) => {
                match self.app.hosts.get(&self.meeting).await {
                    Ok(host) => {
                        self.host = host;
                        return None;
                    }
                    Err(error) => error,
                }
            }
            Some(error) => error.clone(),
            // Another request may have let a host join already.
            None => match self.app.hosts.current(&self.meeting) {
                Some(host) => {
                    self.host = host;
                    return None;
                }
                None => JoinError::HostLeft,
            },
        };
        self.is_over = true;
        let mut event = self.blank(EventKind::Ended);
        event.problem = Some(Failure::from(why).into_problem());
        Some(self.event(&event, None))
    }

    fn blank(&self, kind: EventKind) -> Event {
        Event {
            platform: self.app.platform.kind,
            meeting_id: self.meeting.clone(),
            session_id: self.host.session_id.clone(),
            kind,
            at: Timestamp::now(),
            participant: None,
            previous_status: None,
            problem: None,
        }
    }

    fn event(&self, event: &Event, position: Option<u64>) -> sse::Event {
        let sse = sse::Event::default().event(event.kind.name());
        let sse = match position {
            Some(position) => sse.id(Cursor::at(&self.host, position).to_string()),
            None => sse,
        };
        // It is JSON, which has no line breaks.
        sse.data(serde_json::to_string(event).unwrap_or_default())
    }
}
