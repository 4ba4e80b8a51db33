//! An open socket: frames in and out, kept alive, closed cleanly.

use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use reqwest::{Client, Upgraded};
use secrecy::SecretString;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::closed::{Closed, RetryableClose};
use super::handshake::{address, upgrade};
use super::pings::Pings;
use crate::error::{Error, Unavailable};
use crate::timing::{CLOSE_TIMEOUT, OPEN_TIMEOUT, PING_INTERVAL, SEND_TIMEOUT, SILENCE_TIMEOUT};
use model::{MeetingId, PeerId};
use net::Endpoint;
use net::excerpt;
use protocol::signalling::ping::{PING, PONG};
use protocol::signalling::{Event, Frame};

/// An open socket.
#[derive(Debug)]
pub struct Connection {
    socket: WebSocketStream<Upgraded>,
    /// This connection's own peer.
    pub peer_id: PeerId,
    pings: Pings,
    /// When to ping, or when the platform counts as gone.
    deadline: Instant,
}

impl Connection {
    /// Opens a socket into a meeting, as the participant whose token it is.
    ///
    /// # Errors
    ///
    /// When the platform refuses or cannot be reached. The token's refusal may also come later, as
    /// [`FinalClose::Unauthorized`](super::FinalClose::Unauthorized).
    pub async fn open(
        http: &Client,
        signalling: &Endpoint,
        meeting: &MeetingId,
        token: &SecretString,
    ) -> Result<Self, Error> {
        let pings = Pings::of(signalling);
        let peer_id = uuid::Uuid::new_v4().to_string();
        let url = address(signalling, meeting, &peer_id, token, pings);
        let socket = timeout(OPEN_TIMEOUT, upgrade(http, url)).await;
        let socket = socket.map_err(|_| Unavailable::Timeout {
            what: "the socket's upgrade".to_owned(),
            seconds: OPEN_TIMEOUT.as_secs(),
        })??;
        tracing::debug!(%meeting, peer_id, ?pings, "socket open");
        Ok(Self {
            socket,
            peer_id: peer_id.into(),
            pings,
            deadline: Instant::now() + pings.interval(),
        })
    }

    /// The next frame. Pings are answered on the way. May be dropped and called again.
    ///
    /// # Errors
    ///
    /// When the socket was closed.
    pub async fn next(&mut self) -> Result<Frame, Closed> {
        loop {
            let message = tokio::select! {
                message = self.socket.next() => message,
                () = sleep_until(self.deadline) => match self.pings {
                    Pings::FromServer => return Err(RetryableClose::Silent.into()),
                    Pings::FromClient => {
                        self.deadline = Instant::now() + PING_INTERVAL;
                        self.text(PING).await?;
                        continue;
                    }
                },
            };
            if self.pings == Pings::FromServer {
                self.deadline = Instant::now() + SILENCE_TIMEOUT;
            }
            match message {
                Some(Ok(Message::Binary(bytes))) => {
                    let frame = Frame::decode(bytes).map_err(|_| RetryableClose::Unreadable)?;
                    tracing::debug!(event = %frame.event(), id = frame.id, "received");
                    if tracing::enabled!(tracing::Level::TRACE) {
                        let says = excerpt(&frame.explain_received());
                        tracing::trace!(event = %frame.event(), id = frame.id, says, "frame");
                    }
                    return Ok(frame);
                }
                Some(Ok(Message::Text(text))) if text == PING => self.text(PONG).await?,
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(CloseCode::Status, |frame| frame.code);
                    tracing::debug!(code = u16::from(code), "socket closed by the platform");
                    return Err(Closed::from_code(code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(broken(&error)),
                None => return Err(RetryableClose::Broken("end of stream".to_owned()).into()),
            }
        }
    }

    /// Sends a frame.
    ///
    /// # Errors
    ///
    /// When the socket was closed.
    pub async fn send(&mut self, frame: &Frame) -> Result<(), Closed> {
        tracing::debug!(event = %frame.event(), id = frame.id, "sent");
        if tracing::enabled!(tracing::Level::TRACE) {
            let says = excerpt(&frame.explain_sent());
            tracing::trace!(event = %frame.event(), id = frame.id, says, "our frame");
        }
        self.write(Message::binary(frame.encode_to_vec())).await
    }

    /// Leaves the room and closes the socket, also when the platform does not answer.
    pub async fn leave(mut self) {
        let goodbye = CloseFrame {
            code: CloseCode::Normal,
            reason: "left".into(),
        };
        let left = async {
            let _ = self
                .socket
                .send(Message::binary(
                    Frame::bare(Event::LeaveRoom).encode_to_vec(),
                ))
                .await;
            let _ = self.socket.close(Some(goodbye)).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        if timeout(CLOSE_TIMEOUT, left).await.is_err() {
            tracing::debug!("the platform did not say goodbye");
        }
    }

    async fn text(&mut self, text: &'static str) -> Result<(), Closed> {
        self.write(Message::text(text)).await
    }

    async fn write(&mut self, message: Message) -> Result<(), Closed> {
        match timeout(SEND_TIMEOUT, self.socket.send(message)).await {
            Ok(sent) => sent.map_err(|error| broken(&error)),
            Err(_) => Err(RetryableClose::Stuck.into()),
        }
    }
}

fn broken(error: &tokio_tungstenite::tungstenite::Error) -> Closed {
    RetryableClose::Broken(error.to_string()).into()
}
