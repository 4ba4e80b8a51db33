//! Follows a stage: one event after another, across lost connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::stream::{BoxStream, Stream, StreamExt, unfold};
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE};
use tokio::time::{sleep, timeout};

use api::{Event, LAST_EVENT_ID, path};
use model::MeetingId;
use net::{describe, send_once, unreadable};

use crate::client::StageClient;
use crate::error::ClientError;
use crate::retry::RetryDelays;

/// How long a service may send neither an event nor a heartbeat (every 15 s) before the connection counts as
/// lost. The response may take as long, too.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(45);
/// The media type of an event stream.
const EVENT_STREAM: &str = "text/event-stream";

/// An event, and its JSON as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamEvent {
    /// The event.
    pub event: Event,
    /// Its JSON, on one line.
    pub text: String,
}

/// The next thing to know when following a stage.
#[derive(Debug)]
pub enum FollowUpdate {
    /// An event.
    Event(Box<StreamEvent>),
    /// The connection is lost, for this reason; reconnecting begins.
    ConnectionLost(String),
    /// The connection is back. No event was missed, or a `resync` follows.
    Reconnected,
}

/// The events of a stage.
pub struct EventStream {
    client: StageClient,
    meeting: MeetingId,
    /// The last event received.
    last_event_id: Option<String>,
    connection: Option<Connection>,
    /// The delays before further connections, as long as no connection receives anything.
    delays: RetryDelays,
    /// Why the connection was lost, until there is another one.
    lost: Option<ClientError>,
}

/// A connection that receives events.
struct Connection {
    events: BoxStream<'static, Result<eventsource_stream::Event, EventStreamError<String>>>,
    /// Whether anything arrived, an event or a heartbeat.
    was_heard: Arc<AtomicBool>,
}

impl StreamEvent {
    /// An event that no service sent.
    #[must_use]
    pub fn of(event: Event) -> Self {
        let text = serde_json::to_string(&event).unwrap_or_default();
        Self { event, text }
    }
}

impl StageClient {
    /// Follows a stage: from an event on, or, without one, from now on.
    ///
    /// # Errors
    ///
    /// When the first connection cannot be made, for any reason.
    pub async fn follow(
        &self,
        meeting: &MeetingId,
        last_event_id: Option<String>,
    ) -> Result<EventStream, ClientError> {
        let first = self.connect(meeting, last_event_id.as_deref()).await?;
        Ok(EventStream {
            client: self.clone(),
            meeting: meeting.clone(),
            last_event_id,
            connection: Some(first),
            delays: RetryDelays::default(),
            lost: None,
        })
    }

    async fn connect(
        &self,
        meeting: &MeetingId,
        last_event_id: Option<&str>,
    ) -> Result<Connection, ClientError> {
        let url = self.service.join(path::events(meeting));
        let mut request = self.authorized(self.http.get(url));
        request = request.header(ACCEPT, EVENT_STREAM);
        if let Some(id) = last_event_id {
            request = request.header(LAST_EVENT_ID, id);
        }
        let silent = |_| ClientError::Unreachable(silence());
        let response = timeout(SILENCE_TIMEOUT, send_once(request)).await;
        let response = response.map_err(silent)?;
        let response = match response {
            Ok(response) if response.status() == StatusCode::OK => response,
            refused => return Err(self.refusal(refused).await),
        };
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with(EVENT_STREAM) {
            return Err(self.not_events(format!("it has no events, but '{kind}'")));
        }
        let was_heard = Arc::new(AtomicBool::default());
        let chunks = until_silent(response.bytes_stream().boxed(), was_heard.clone());
        Ok(Connection {
            events: chunks.eventsource().boxed(),
            was_heard,
        })
    }

    /// The error of a response that is no event stream.
    async fn refusal(&self, response: reqwest::Result<reqwest::Response>) -> ClientError {
        let read = self.read::<serde_json::Value>(response);
        match timeout(SILENCE_TIMEOUT, read).await {
            Ok(Err(error)) => error,
            Ok(Ok(_)) => self.not_events("it is another answer".to_owned()),
            Err(_) => ClientError::Unreachable(silence()),
        }
    }

    fn not_events(&self, reason: String) -> ClientError {
        ClientError::NotStageApi {
            url: self.service.to_string(),
            status: StatusCode::OK,
            reason,
        }
    }
}

impl EventStream {
    /// Waits for the next update. None follows the event `ended`.
    ///
    /// # Errors
    ///
    /// When a lost connection does not come back, or the response is not one of the Stage API.
    pub async fn next(&mut self) -> Result<FollowUpdate, ClientError> {
        loop {
            if let Some(connection) = &mut self.connection {
                match connection.next().await {
                    Ok(event) => return self.received(event),
                    Err(error) => {
                        // A service that sends anything is worth a new start.
                        if connection.was_heard.load(Ordering::Relaxed) {
                            self.delays = RetryDelays::default();
                        }
                        self.connection = None;
                        return Ok(self.lose(error));
                    }
                }
            }
            if let Some(error) = self.lost.take() {
                match self.delays.next() {
                    Some(delay) => {
                        self.lost = Some(error);
                        sleep(delay).await;
                    }
                    None => return Err(error),
                }
            }
            let last = self.last_event_id.as_deref();
            match self.client.connect(&self.meeting, last).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    if self.lost.take().is_some() {
                        return Ok(FollowUpdate::Reconnected);
                    }
                }
                Err(error) if !error.may_pass() => return Err(error),
                Err(error) if self.lost.is_some() => self.lost = Some(error),
                Err(error) => return Ok(self.lose(error)),
            }
        }
    }

    /// Resumes after another event, the last one that a read of the stage takes into account.
    pub fn resume_from(&mut self, last_event_id: Option<String>) {
        self.last_event_id = last_event_id;
        self.connection = None;
    }

    fn received(&mut self, event: eventsource_stream::Event) -> Result<FollowUpdate, ClientError> {
        if !event.id.is_empty() {
            self.last_event_id = Some(event.id);
        }
        // Between the parts of JSON, a line break is as good as a space.
        let text = event.data.replace('\n', " ");
        match serde_json::from_str(&text) {
            Ok(event) => Ok(FollowUpdate::Event(Box::new(StreamEvent { event, text }))),
            Err(error) => Err(self.client.not_events(unreadable(&text, &error))),
        }
    }

    fn lose(&mut self, error: ClientError) -> FollowUpdate {
        let reason = match &error {
            ClientError::Unreachable(reason) => reason.clone(),
            error => error.to_string(),
        };
        self.lost = Some(error);
        FollowUpdate::ConnectionLost(reason)
    }
}

impl Connection {
    /// The next event, or why the connection is lost.
    async fn next(&mut self) -> Result<eventsource_stream::Event, ClientError> {
        let reason = match self.events.next().await {
            Some(Ok(event)) => return Ok(event),
            Some(Err(EventStreamError::Transport(reason))) => reason,
            Some(Err(error)) => error.to_string(),
            None => "it closed the connection".to_owned(),
        };
        Err(ClientError::Unreachable(reason))
    }
}

/// Passes chunks on until none arrives in time, and notes that any arrived.
fn until_silent<B: Send + 'static>(
    chunks: BoxStream<'static, reqwest::Result<B>>,
    was_heard: Arc<AtomicBool>,
) -> impl Stream<Item = Result<B, String>> + Send {
    unfold((chunks, was_heard), async |(mut chunks, was_heard)| {
        let chunk = match timeout(SILENCE_TIMEOUT, chunks.next()).await {
            Ok(Some(Ok(chunk))) => {
                was_heard.store(true, Ordering::Relaxed);
                Ok(chunk)
            }
            Ok(Some(Err(error))) => {
                tracing::debug!(error = describe(error), "events broke off");
                Err("it broke the connection off".to_owned())
            }
            Ok(None) => return None,
            Err(_) => Err(silence()),
        };
        Some((chunk, (chunks, was_heard)))
    })
}

fn silence() -> String {
    format!("it said nothing for {} s", SILENCE_TIMEOUT.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_lasts_as_long_as_chunks_arrive_in_time() {
        let pauses = [40, 15, 44, 46, 1].map(Duration::from_secs);
        let chunks = unfold(pauses.into_iter(), async |mut pauses| {
            let pause = pauses.next()?;
            sleep(pause).await;
            Some((Ok(":\n\n"), pauses))
        });
        let was_heard = Arc::new(AtomicBool::default());
        let mut heard = until_silent(chunks.boxed(), was_heard.clone()).boxed();
        assert!(!was_heard.load(Ordering::Relaxed));
        for _ in 0..3 {
            assert_eq!(heard.next().await, Some(Ok(":\n\n")));
        }
        assert!(was_heard.load(Ordering::Relaxed));
        assert_eq!(heard.next().await, Some(Err(silence())));
    }
}
