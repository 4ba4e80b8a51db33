//! A peer as the official SDK is one: it joins, reads everything, answers pings, and asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dyte_stage_benches::Failure;
use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use protocol::signalling::ping::{PING, PONG};
use protocol::signalling::{Event, Frame};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use uuid::Uuid;

use super::server::Address;

/// How much a peer reads at once, in bytes.
const READ_BUFFER: usize = 4096;

/// How often the peers were told where somebody stands.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    told: AtomicUsize,
    news: Notify,
}

pub(crate) struct Peer {
    id: String,
    socket: WebSocketStream<TcpStream>,
}

impl Hearing {
    /// Waits until so many more peers were told.
    pub(crate) fn everybody(&self, peers: usize) -> impl Future<Output = ()> {
        let awaited = self.told.load(Ordering::Acquire) + peers;
        async move {
            loop {
                let news = self.news.notified();
                if self.told.load(Ordering::Acquire) >= awaited {
                    return;
                }
                news.await;
            }
        }
    }
}

impl Peer {
    pub(crate) async fn connect(server: &Address, token: &str) -> Result<Self, Failure> {
        let id = Uuid::new_v4().to_string();
        let (base, meeting) = (&server.signalling_url, &server.meeting_id);
        let url = format!(
            "{base}?roomID={meeting}&peerID={id}&authToken={token}&useMediaV2=true&ping=true&capabilities=2\
             &joinWithDetails=true&useCfWorker=true&useStartSession=true"
        );
        let host = base.trim_start_matches("ws://").split('/').next();
        let stream = TcpStream::connect(host.unwrap_or_default()).await?;
        stream.set_nodelay(true)?;
        // By default, a peer would clear 128 KiB for each frame that it reads.
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self { id, socket })
    }

    /// Joins the room, and reads what it is and who is in it.
    pub(crate) async fn join(&mut self) -> Result<(), Failure> {
        for event in [Event::JoinRoom, Event::GetRoomInfo, Event::GetRoomPeersInfo] {
            self.request(event, event).await?;
        }
        Ok(())
    }

    /// Sends a request, and waits for its reply.
    pub(crate) async fn request(&mut self, event: Event, reply: Event) -> Result<(), Failure> {
        let id = format!("{}-{}", self.id, Uuid::new_v4().simple());
        let request = Frame::bare(event).with_id(id.clone());
        let request = Message::binary(request.encode_to_vec());
        self.socket.send(request).await?;
        loop {
            let frame = self.next().await?;
            if frame.id.as_ref() == Some(&id) {
                let is_reply = frame.event() == reply;
                return is_reply
                    .then_some(())
                    .ok_or_else(|| format!("{frame:?}").into());
            }
        }
    }

    /// Reads on until the socket ends.
    pub(crate) async fn listen(mut self, hearing: Arc<Hearing>) {
        while let Ok(frame) = self.next().await {
            if frame.event() == Event::PeerStageStatusUpdate {
                hearing.told.fetch_add(1, Ordering::AcqRel);
                hearing.news.notify_one();
            }
        }
    }

    async fn next(&mut self) -> Result<Frame, Failure> {
        loop {
            match self.socket.next().await.ok_or("a socket ended")?? {
                Message::Binary(bytes) => return Ok(Frame::decode(bytes)?),
                Message::Text(text) if text == PING => {
                    self.socket.send(Message::text(PONG)).await?;
                }
                Message::Close(_) => return Err("a socket was closed".into()),
                _ => {}
            }
        }
    }
}
