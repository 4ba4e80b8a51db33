//! A socket into a meeting: frames in and out, kept alive, closed cleanly. What the frames mean is
//! the host's business.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use prost::Message as _;
use reqwest::{Client, StatusCode, Upgraded};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use url::Url;

use super::error::{Error, Refused, Unavailable};
use super::timing::{CLOSE_TIMEOUT, OPEN_TIMEOUT, PING_INTERVAL, SEND_TIMEOUT, SILENCE_TIMEOUT};
use crate::config::Endpoint;
use crate::stage::{MeetingId, PeerId};
use crate::wire::signalling::message::Capability;
use crate::wire::signalling::ping::{PING, PONG};
use crate::wire::signalling::{ConnectQuery, Event, Frame, close};

/// The largest frame that we take, in bytes: a roster of a hundred thousand peers has 30 MB.
const LARGEST_FRAME: usize = 64 * 1024 * 1024;
/// The domain whose sockets do not ping: its clients do (docs/protocol.md, "Pings").
const CLIENT_PINGS: &str = "realtime.cloudflare.com";

/// Who keeps a socket alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pings {
    /// The platform pings; when it says nothing for [`SILENCE_TIMEOUT`], it is gone.
    FromServer,
    /// We ping every [`PING_INTERVAL`]; no answer is required.
    FromClient,
}

impl Pings {
    /// Who pings on the sockets of an address.
    #[must_use]
    pub fn of(signalling: &Endpoint) -> Self {
        let host = signalling.url().host_str().unwrap_or_default();
        match host.strip_suffix(CLIENT_PINGS) {
            Some(prefix) if prefix.is_empty() || prefix.ends_with('.') => Self::FromClient,
            _ => Self::FromServer,
        }
    }
}

/// Why a socket was closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Another one would be closed just so.
    #[error(transparent)]
    Final(#[from] FinalClose),
    /// Another one may live.
    #[error(transparent)]
    Retryable(#[from] RetryableClose),
}

/// A close after which trying again makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FinalClose {
    /// 1000: the platform is done with us.
    #[error("the platform closed the connection")]
    Normal,
    /// 4000.
    #[error("the platform did not understand us (close code 4000)")]
    BadRequest,
    /// 4001.
    #[error("the platform refused the participant token (close code 4001)")]
    Unauthorized,
    /// 4002.
    #[error("the platform failed (close code 4002)")]
    InternalError,
}

/// A close after which trying again makes sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetryableClose {
    /// Any other close code; without one, 1005.
    #[error("close code {0}")]
    Code(u16),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The platform fell silent.
    #[error("no sign of life for {} s", SILENCE_TIMEOUT.as_secs())]
    Silent,
    /// The platform takes no more frames.
    #[error("it took no frame for {} s", SEND_TIMEOUT.as_secs())]
    Stuck,
    /// The platform sent what is no frame, so we may have missed something.
    #[error("a frame that cannot be read")]
    Unreadable,
}

impl Closed {
    fn from_code(code: u16) -> Self {
        match code {
            close::NORMAL => FinalClose::Normal.into(),
            close::BAD_REQUEST => FinalClose::BadRequest.into(),
            close::UNAUTHORIZED => FinalClose::Unauthorized.into(),
            close::INTERNAL_ERROR => FinalClose::InternalError.into(),
            code => RetryableClose::Code(code).into(),
        }
    }
}

/// An open socket.
#[derive(Debug)]
pub struct Connection {
    socket: WebSocketStream<Upgraded>,
    /// This connection's own peer.
    pub peer_id: PeerId,
    pings: Pings,
    /// When to ping, or when the platform is taken as gone.
    deadline: Instant,
}

impl Connection {
    /// Opens a socket into a meeting, as the participant whose token it is.
    ///
    /// # Errors
    ///
    /// When the platform refuses or cannot be reached. The token's refusal may also come later, as
    /// [`FinalClose::Unauthorized`].
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
            deadline: Instant::now() + interval(pings),
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
        self.write(Message::binary(frame.encode_to_vec())).await
    }

    /// Leaves the room cleanly. Whatever goes wrong, we are gone afterwards.
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

const fn interval(pings: Pings) -> Duration {
    match pings {
        Pings::FromServer => SILENCE_TIMEOUT,
        Pings::FromClient => PING_INTERVAL,
    }
}

fn broken(error: &tokio_tungstenite::tungstenite::Error) -> Closed {
    RetryableClose::Broken(error.to_string()).into()
}

/// The socket's address with its query, as http or https. It holds the token.
fn address(
    signalling: &Endpoint,
    meeting: &MeetingId,
    peer_id: &str,
    token: &SecretString,
    pings: Pings,
) -> Url {
    let query = ConnectQuery {
        room_id: meeting.to_string(),
        peer_id: peer_id.to_owned(),
        auth_token: token.expose_secret().to_owned(),
        use_media_v2: true,
        ping: pings == Pings::FromServer,
        capabilities: match pings {
            Pings::FromServer => i32::from(Capability::Ping).to_string(),
            Pings::FromClient => String::new(),
        },
        join_with_details: true,
        use_cf_worker: true,
        use_start_session: true,
    };
    let mut url = signalling.http_url();
    let query = serde_json::to_value(query).unwrap_or_default();
    let fields = query.as_object().into_iter().flatten();
    url.query_pairs_mut()
        .extend_pairs(fields.map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            (name.as_str(), text)
        }));
    url
}

/// Turns a GET into a socket (RFC 6455, section 4.1).
async fn upgrade(http: &Client, url: Url) -> Result<WebSocketStream<Upgraded>, Error> {
    let key = generate_key();
    let request = http
        .get(url)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key);
    let response = crate::http::send_once(request).await?;
    let status = response.status();
    if status != StatusCode::SWITCHING_PROTOCOLS {
        let message = "the socket was not opened".to_owned();
        return Err(Error::from_status(status, message));
    }
    let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT);
    if accepted.map(HeaderValue::as_bytes) != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(Refused::Answer("it is no socket".to_owned()).into());
    }
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_FRAME))
        .max_frame_size(Some(LARGEST_FRAME));
    let upgraded = response.upgrade().await?;
    Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_pings_everywhere_but_on_cloudflares_own_domain() {
        let pings = |address| Pings::of(&Endpoint::socket(address).unwrap());
        for address in [
            "wss://socket-edge.realtime.cloudflare.com/ws",
            "wss://realtime.cloudflare.com/ws",
        ] {
            assert_eq!(pings(address), Pings::FromClient, "{address}");
        }
        for address in [
            "wss://socket-edge.dyte.io/ws",
            "wss://notrealtime.cloudflare.com/ws",
            "ws://127.0.0.1:7880/ws",
        ] {
            assert_eq!(pings(address), Pings::FromServer, "{address}");
        }
    }

    #[test]
    fn the_socket_is_asked_for_as_the_sdk_asks() {
        let signalling = Endpoint::socket("wss://socket-edge.dyte.io/ws").unwrap();
        let token = SecretString::from("eyJ.a+b");
        let url = address(
            &signalling,
            &"m 1".into(),
            "peer",
            &token,
            Pings::FromServer,
        );
        assert_eq!(url.scheme(), "https");
        let mut query: Vec<_> = url.query_pairs().into_owned().collect();
        query.sort();
        let expected = [
            ("authToken", "eyJ.a+b"),
            ("capabilities", "2"),
            ("joinWithDetails", "true"),
            ("peerID", "peer"),
            ("ping", "true"),
            ("roomID", "m 1"),
            ("useCfWorker", "true"),
            ("useMediaV2", "true"),
            ("useStartSession", "true"),
        ];
        assert_eq!(
            query,
            expected.map(|(name, value)| (name.into(), value.into()))
        );
    }
}
