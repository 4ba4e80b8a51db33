//! Following what happens on a stage: one event after another, across lost connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::stream::{BoxStream, Stream, StreamExt, unfold};
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE};
use tokio::time::{sleep, timeout};

use super::patience::Waits;
use super::{ClientError, Failed, StageClient};
use api::{Event, LAST_EVENT_ID, path};
use model::MeetingId;
use net::{describe, send_once, unreadable};

/// How long a service may say nothing, neither an event nor a heartbeat (every 15 s), before it is taken as
/// gone. An answer may take as long, too.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(45);
/// What events come as.
const EVENT_STREAM: &str = "text/event-stream";

/// An event, and its JSON as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What it says.
    pub event: Event,
    /// Its JSON, on one line.
    pub text: String,
}

/// What there is to know next.
#[derive(Debug)]
pub enum News {
    /// Something happened.
    Told(Box<Told>),
    /// The connection is lost, for this reason; it is on its way back.
    Lost(String),
    /// The connection is back, and nothing was missed, or a `resync` follows.
    Back,
}

/// What happens on a stage.
pub struct Events {
    client: StageClient,
    meeting: MeetingId,
    /// Up to where it is known what happened.
    last_event_id: Option<String>,
    connection: Option<Connection>,
    /// The waits before further connections, while nothing is heard on any.
    waits: Waits,
    /// Why there is no connection, where there should be one.
    lost: Option<ClientError>,
}

/// A connection on which events come.
struct Connection {
    events: BoxStream<'static, Result<eventsource_stream::Event, EventStreamError<String>>>,
    /// Whether anything came, an event or a heartbeat.
    was_heard: Arc<AtomicBool>,
}

impl Told {
    /// An event that did not come from a service.
    #[must_use]
    pub fn of(event: Event) -> Self {
        let text = serde_json::to_string(&event).unwrap_or_default();
        Self { event, text }
    }
}

impl StageClient {
    /// Follows what happens on a stage: from an event on, or, without one, from now on.
    ///
    /// # Errors
    ///
    /// When the first connection cannot be made, for whichever reason.
    pub async fn follow(
        &self,
        meeting: &MeetingId,
        last_event_id: Option<String>,
    ) -> Result<Events, ClientError> {
        let first = self.connect(meeting, last_event_id.as_deref()).await?;
        Ok(Events {
            client: self.clone(),
            meeting: meeting.clone(),
            last_event_id,
            connection: Some(first),
            waits: Waits::default(),
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
        let answer = timeout(SILENCE_TIMEOUT, send_once(request)).await;
        let response = answer.map_err(silent)?;
        let response = match response {
            Ok(response) if response.status() == StatusCode::OK => response,
            answer => return Err(self.refusal(answer).await),
        };
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with(EVENT_STREAM) {
            return Err(self.not_events(format!("it has no events, but '{kind}'")));
        }
        let was_heard = Arc::new(AtomicBool::default());
        let chunks = heard(response.bytes_stream().boxed(), was_heard.clone());
        Ok(Connection {
            events: chunks.eventsource().boxed(),
            was_heard,
        })
    }

    /// Why there are no events.
    async fn refusal(&self, answer: reqwest::Result<reqwest::Response>) -> ClientError {
        let read = self.read::<serde_json::Value>(answer);
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

impl Events {
    /// Waits for what there is to know next. After an event that says that it ended, nothing is.
    ///
    /// # Errors
    ///
    /// When a lost connection does not come back, or what comes is not the Stage API.
    pub async fn next(&mut self) -> Result<News, ClientError> {
        loop {
            if let Some(connection) = &mut self.connection {
                match connection.next().await {
                    Ok(event) => return self.tell(event),
                    Err(error) => {
                        // As long as something is heard, it is worth trying.
                        if connection.was_heard.load(Ordering::Relaxed) {
                            self.waits = Waits::default();
                        }
                        self.connection = None;
                        return Ok(self.lose(error));
                    }
                }
            }
            if let Some(error) = self.lost.take() {
                match self.waits.next() {
                    Some(wait) => {
                        self.lost = Some(error);
                        sleep(wait).await;
                    }
                    None => return Err(error),
                }
            }
            let last = self.last_event_id.as_deref();
            match self.client.connect(&self.meeting, last).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    if self.lost.take().is_some() {
                        return Ok(News::Back);
                    }
                }
                Err(error) => match Failed::from(error) {
                    Failed::Final(error) => return Err(error),
                    Failed::Retryable(error) if self.lost.is_some() => self.lost = Some(error),
                    Failed::Retryable(error) => return Ok(self.lose(error)),
                },
            }
        }
    }

    /// Goes on from another event, as whoever has read the stage knows it: what came before is not told.
    pub fn go_on_from(&mut self, last_event_id: Option<String>) {
        self.last_event_id = last_event_id;
        self.connection = None;
    }

    fn tell(&mut self, event: eventsource_stream::Event) -> Result<News, ClientError> {
        if !event.id.is_empty() {
            self.last_event_id = Some(event.id);
        }
        // Between the parts of JSON, a line break is as good as a space.
        let text = event.data.replace('\n', " ");
        match serde_json::from_str(&text) {
            Ok(event) => Ok(News::Told(Box::new(Told { event, text }))),
            Err(error) => Err(self.client.not_events(unreadable(&text, &error))),
        }
    }

    fn lose(&mut self, error: ClientError) -> News {
        let reason = match &error {
            ClientError::Unreachable(reason) => reason.clone(),
            error => error.to_string(),
        };
        self.lost = Some(error);
        News::Lost(reason)
    }
}

impl Connection {
    /// The next event, or why there is none.
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

/// What comes, as long as something does; notes that it did.
fn heard<B: Send + 'static>(
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
    async fn whoever_is_heard_from_time_to_time_is_there() {
        let pauses = [40, 15, 44, 46, 1].map(Duration::from_secs);
        let chunks = unfold(pauses.into_iter(), async |mut pauses| {
            let pause = pauses.next()?;
            sleep(pause).await;
            Some((Ok(":\n\n"), pauses))
        });
        let was_heard = Arc::new(AtomicBool::default());
        let mut heard = heard(chunks.boxed(), was_heard.clone()).boxed();
        assert!(!was_heard.load(Ordering::Relaxed));
        for _ in 0..3 {
            assert_eq!(heard.next().await, Some(Ok(":\n\n")));
        }
        assert!(was_heard.load(Ordering::Relaxed));
        assert_eq!(heard.next().await, Some(Err(silence())));
    }
}
