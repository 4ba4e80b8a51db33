//! What happens on a stage, as server-sent events (docs/stage-api.md, "Events"). Each reader follows the
//! host's history at their own pace: whoever falls too far behind is told to read the stage again.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{self, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use jiff::Timestamp;
use tokio::time::sleep;
use uuid::Uuid;

use super::App;
use super::auth::Caller;
use super::extract::Segment;
use super::failure::Failure;
use super::openapi::problems::HostProblems;
use api::problem::ProblemExt;
use api::{ErrorCode, Event, EventKind, LAST_EVENT_ID, path};
use model::{Change, MeetingId};
use platform::{Error, HistoryEvent, Host, JoinError, SessionEvent};

/// How many may follow at once.
const MOST_READERS: usize = 10_000;
/// How often a reader hears from us when nothing happens; the host stays as long as it is followed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many follow.
#[derive(Debug, Default)]
pub(super) struct Readers(Arc<AtomicUsize>);

/// One of them, until it is dropped.
#[derive(Debug)]
struct Counted(Arc<AtomicUsize>);

impl Readers {
    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn enter(&self) -> Option<Counted> {
        let counted = Counted(self.0.clone());
        (self.0.fetch_add(1, Ordering::Relaxed) < MOST_READERS).then_some(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A place in a history, as an event's id says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    history: Uuid,
    position: u64,
}

impl Place {
    /// Where a host is now. To be looked at while the roster is being read: then whoever follows from there
    /// misses nothing.
    pub(super) fn of(host: &Host) -> Self {
        Self::in_history(host, host.history.position())
    }

    fn in_history(host: &Host, position: u64) -> Self {
        Self {
            history: host.history.id,
            position,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (history, position) = text.split_once('.')?;
        Some(Self {
            history: Uuid::try_parse(history).ok()?,
            position: position.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.history.simple(), self.position)
    }
}

impl From<Place> for HeaderValue {
    fn from(place: Place) -> Self {
        Self::from_str(&place.to_string()).expect("it is hexadecimal digits and a number")
    }
}

/// Tells what happens on the stage, as server-sent events
///
/// `event` is the type, `data` an `Event` in JSON, `id` where the reader is: sent back as `Last-Event-ID`, it goes
/// on from there, or begins with `resync`. Without one it begins with `ready`. Reading the stage answers the
/// same header: whoever follows from there misses nothing. A comment comes every 15 s.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::EVENTS,
    tag = "stage",
    operation_id = "followStage",
    params(("Last-Event-ID" = Option<String>, Header, description = "Up to which event the reader knows.")),
    responses(
        (status = 200, description = "events, until the session ends", content_type = "text/event-stream", body = String),
        HostProblems,
    ),
)]
pub(super) async fn follow(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(meeting): Segment<MeetingId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(counted) = app.readers.enter() else {
        let problem = ErrorCode::Overloaded.problem(format!("{MOST_READERS} follow events"));
        return Err(problem.hint("try again in a moment").into());
    };
    let host = app.hosts.get(&meeting).await?;
    let last = headers.get(LAST_EVENT_ID).map(|last| {
        // What is no id of ours is of a history that is gone.
        last.to_str().ok().and_then(Place::parse)
    });
    let now = host.history.position();
    let (position, first) = match last {
        None => (now, Some(EventKind::Ready)),
        Some(Some(place)) if place.history == host.history.id && place.position <= now => {
            (place.position, None)
        }
        Some(_) => (now, Some(EventKind::Resync)),
    };
    let reader = Reader {
        app,
        caller,
        meeting,
        host,
        position,
        first,
        waiting: Vec::new(),
        is_over: false,
        _counted: counted,
    };
    Ok(Sse::new(reader.stream()).into_response())
}

/// Somebody who follows.
struct Reader {
    app: Arc<App>,
    caller: Arc<Caller>,
    meeting: MeetingId,
    host: Arc<Host>,
    /// Up to where they know the history.
    position: u64,
    /// What they are told first.
    first: Option<EventKind>,
    /// What they are told next, the last one first.
    waiting: Vec<Arc<HistoryEvent>>,
    is_over: bool,
    _counted: Counted,
}

impl Reader {
    fn stream(self) -> impl Stream<Item = Result<sse::Event, Infallible>> {
        unfold(self, |mut reader| async {
            let event = reader.next().await?;
            Some((Ok(event), reader))
        })
    }

    /// What they are told next; nothing when it is over.
    async fn next(&mut self) -> Option<sse::Event> {
        if let Some(kind) = self.first.take() {
            return Some(self.event(&self.bare(kind), Some(self.position)));
        }
        loop {
            // Their token may have been revoked, or have expired: asking again tells them so.
            if !self.app.access.admits(&self.caller) {
                return None;
            }
            if let Some(happening) = self.waiting.pop() {
                return Some(self.tell(&happening));
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

    fn tell(&mut self, happening: &HistoryEvent) -> sse::Event {
        self.host.touch();
        self.position = happening.position;
        let mut event = self.bare(EventKind::Resync);
        event.at = happening.at;
        event.session_id = happening.session_id.clone();
        match &happening.event {
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

    /// They are too far behind: what they have not heard is skipped.
    fn resync(&mut self) -> sse::Event {
        self.position = self.host.history.position();
        self.event(&self.bare(EventKind::Resync), Some(self.position))
    }

    /// Follows another host in the place of one that could not come back; else says why it is over.
    async fn replace_host(&mut self) -> Option<sse::Event> {
        let why = match self.host.ended() {
            // The platform was not to be reached for long: perhaps it is by now.
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
            // Somebody may have needed another one already.
            None => match self.app.hosts.current(&self.meeting) {
                Some(host) => {
                    self.host = host;
                    return None;
                }
                None => JoinError::HostLeft,
            },
        };
        self.is_over = true;
        let mut event = self.bare(EventKind::Ended);
        event.problem = Some(Failure::from(why).into_problem());
        Some(self.event(&event, None))
    }

    fn bare(&self, kind: EventKind) -> Event {
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
        let told = sse::Event::default().event(event.kind.name());
        let told = match position {
            Some(position) => told.id(Place::in_history(&self.host, position).to_string()),
            None => told,
        };
        // It is JSON, which has no line breaks.
        told.data(serde_json::to_string(event).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_which_history_and_where() {
        let place = Place {
            history: Uuid::from_u128(7),
            position: 42,
        };
        let id = place.to_string();
        assert_eq!(id, "00000000000000000000000000000007.42");
        assert_eq!(Place::parse(&id), Some(place));
        for odd in ["", "42", "x.1", "00000000000000000000000000000007.-1"] {
            assert_eq!(Place::parse(odd), None, "{odd}");
        }
    }
}
