//! The sandbox's socket with clients that break the protocol: it closes them with the platform's codes,
//! and disturbs no other client.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use protocol::signalling::ping::{PING, PONG};
use protocol::signalling::{Event, Frame, close};
use protocol::token::Claims;
use sandbox::{DEMO, FaultInjector, Sandbox, SocketTimeouts};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long anything may take.
const BOUND: Duration = Duration::from_secs(10);
const VIEWER: &str = "guest-106";
const ANOTHER: &str = "guest-107";

struct Scene {
    sandbox: Sandbox,
    _home: TempDir,
}

struct Socket(WebSocketStream<TcpStream>);

/// What comes out of a socket.
#[derive(Debug, PartialEq)]
enum Out {
    Frame(Event),
    Text(String),
    /// The close code; none when there was none.
    End(Option<u16>),
}

impl Scene {
    async fn new() -> Self {
        Self::with(SocketTimeouts::default()).await
    }

    async fn with(timeouts: SocketTimeouts) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self {
            sandbox: Sandbox::serve_with(home.path(), timeouts).await.unwrap(),
            _home: home,
        }
    }

    fn token(&self, who: &str) -> String {
        let meeting = DEMO.into();
        self.sandbox
            .read(|state| state.sdk_credentials(&meeting, who))
            .unwrap()
            .token
    }

    /// Opens a socket with a query.
    async fn open(&self, query: &str) -> Socket {
        let url = self.sandbox.address().signalling_url();
        let address = url
            .strip_prefix("ws://")
            .unwrap()
            .strip_suffix("/ws")
            .unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(format!("{url}?{query}"), stream)
            .await
            .unwrap();
        Socket(socket)
    }

    /// Opens a socket of somebody.
    async fn enter(&self, who: &str, peer: &str) -> Socket {
        let token = self.token(who);
        self.open(&format!(
            "roomID={DEMO}&peerID={peer}&authToken={token}&joinWithDetails=true"
        ))
        .await
    }

    /// The same, in the room.
    async fn join(&self, who: &str, peer: &str) -> Socket {
        let mut socket = self.enter(who, peer).await;
        socket.send(&Frame::bare(Event::JoinRoom)).await;
        socket.until(&Out::Frame(Event::JoinRoom)).await;
        socket
    }
}

impl Socket {
    async fn send(&mut self, frame: &Frame) {
        let frame = frame.clone().with_id("request");
        self.say(Message::binary(frame.encode_to_vec())).await;
    }

    async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    async fn next(&mut self) -> Out {
        let next = tokio::time::timeout(BOUND, self.0.next()).await.unwrap();
        match next {
            Some(Ok(Message::Binary(bytes))) => Out::Frame(Frame::decode(bytes).unwrap().event()),
            Some(Ok(Message::Text(text))) => Out::Text(text.to_string()),
            Some(Ok(Message::Close(frame))) => Out::End(frame.map(|frame| frame.code.into())),
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) | None => Out::End(None),
        }
    }

    async fn until(&mut self, wanted: &Out) {
        loop {
            match self.next().await {
                out if out == *wanted => return,
                Out::End(code) => panic!("ended with {code:?} before {wanted:?}"),
                _ => {}
            }
        }
    }

    /// Waits for its end, and says with which code.
    async fn end(&mut self) -> Option<u16> {
        loop {
            if let Out::End(code) = self.next().await {
                return code;
            }
        }
    }

    /// Whether it is still served.
    async fn is_served(&mut self) -> bool {
        self.send(&Frame::bare(Event::RoomPeerCount)).await;
        self.until(&Out::Frame(Event::RoomPeerCount)).await;
        true
    }
}

#[tokio::test]
async fn garbage_is_closed_and_nobody_else_is_disturbed() {
    let scene = Scene::new().await;
    let mut other = scene.join(ANOTHER, "other").await;
    let too_large = Frame {
        metadata: Some(vec![b' '; 1024 * 1024].into()),
        ..Frame::bare(Event::GetRoomInfo)
    };
    for (number, garbage) in [
        Message::binary(vec![0xff; 9]),
        Message::text("hello"),
        Message::binary(too_large.encode_to_vec()),
        Message::binary(vec![0; 8 * 1024 * 1024]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut socket = scene.join(VIEWER, &format!("bad-{number}")).await;
        other.until(&Out::Frame(Event::JoinRoom)).await;
        socket.say(garbage).await;
        assert_eq!(socket.end().await, Some(close::BAD_REQUEST));
        other.until(&Out::Frame(Event::LeaveRoom)).await;
    }
    assert!(other.is_served().await);
}

#[tokio::test]
async fn a_token_is_good_for_its_meeting_and_its_time() {
    let scene = Scene::new().await;
    let token = scene.token(VIEWER);
    let mut claims = Claims::read(&token).unwrap();
    // Clocks may differ by a minute.
    claims.exp = Some(claims.iat - 120);
    let key = scene.sandbox.read(|state| state.token_key.clone());
    let expired = jsonwebtoken::encode(
        &jsonwebtoken::Header::default(),
        &claims,
        &jsonwebtoken::EncodingKey::from_secret(key.as_bytes()),
    );
    let expired = expired.unwrap();
    for (room, token) in [
        ("elsewhere", &token),
        (DEMO, &expired),
        (DEMO, &"nonsense".to_owned()),
        (DEMO, &String::new()),
    ] {
        let mut socket = scene
            .open(&format!("roomID={room}&peerID=p&authToken={token}"))
            .await;
        assert_eq!(socket.end().await, Some(close::UNAUTHORIZED));
    }
    for query in ["", "roomID=demo", "peerID=p&authToken=t"] {
        assert_eq!(
            scene.open(query).await.end().await,
            Some(close::BAD_REQUEST)
        );
    }
}

#[tokio::test]
async fn whoever_falls_silent_is_closed_and_whoever_answers_is_not() {
    let scene = Scene::with(SocketTimeouts {
        ping_interval: Duration::from_millis(50),
        idle_timeout: Duration::from_secs(2),
    })
    .await;
    let mut silent = scene.join(VIEWER, "silent").await;
    let token = scene.token(ANOTHER);
    let query = format!("roomID={DEMO}&peerID=awake&authToken={token}&ping=true&capabilities=2");
    let mut awake = scene.open(&query).await;
    awake.send(&Frame::bare(Event::JoinRoom)).await;
    awake.until(&Out::Frame(Event::JoinRoom)).await;
    // Pings are answered until the other one is gone.
    let mut is_gone = false;
    while !is_gone {
        match awake.next().await {
            Out::Text(text) if text == PING => awake.say(Message::text(PONG)).await,
            Out::Frame(Event::LeaveRoom) => is_gone = true,
            Out::End(code) => panic!("ended with {code:?}"),
            _ => {}
        }
    }
    assert_eq!(silent.end().await, Some(close::PING_TIMEOUT));
    assert!(awake.is_served().await);
}

#[tokio::test]
async fn a_client_comes_back_by_the_same_peer_and_nobody_takes_somebody_elses() {
    let scene = Scene::new().await;
    let mut lost = scene.join(VIEWER, "phone").await;
    lost.send(&Frame::bare(Event::RequestStageAccess)).await;
    lost.until(&Out::Frame(Event::PeerStageStatusUpdate)).await;
    let status = || {
        scene.sandbox.read(|state| {
            let people = state.meetings[DEMO].participants.values();
            let mut people = people.filter(|p| p.custom_participant_id == VIEWER);
            people.next().unwrap().stage_status.name()
        })
    };
    assert_eq!(status(), "REQUESTED_TO_JOIN_STAGE");
    let mut back = scene.join(VIEWER, "phone").await;
    assert_eq!(lost.end().await, None);
    assert_eq!(status(), "REQUESTED_TO_JOIN_STAGE");
    assert!(back.is_served().await);

    let mut thief = scene.enter(ANOTHER, "phone").await;
    assert_eq!(thief.end().await, Some(close::BAD_REQUEST));
    assert!(back.is_served().await);

    // By another peer, it says which one it was.
    let token = scene.token(VIEWER);
    let query = format!("roomID={DEMO}&peerID=laptop&oldPeerID=phone&authToken={token}");
    let mut moved = scene.open(&query).await;
    assert_eq!(back.end().await, None);
    moved.send(&Frame::bare(Event::JoinRoom)).await;
    moved.until(&Out::Frame(Event::JoinRoom)).await;
    assert_eq!(status(), "REQUESTED_TO_JOIN_STAGE");
}

#[tokio::test]
async fn frames_are_lost_or_end_their_socket_where_a_rehearsal_wants_it_so() {
    let injector = |faults: &str| {
        let latency = "0s".parse().unwrap();
        FaultInjector::new(faults.parse().unwrap(), latency, 1)
    };
    let scene = Scene::new().await;
    scene.sandbox.inject_faults(injector("drop=1"));
    let mut socket = scene.enter(VIEWER, "p").await;
    socket.send(&Frame::bare(Event::JoinRoom)).await;
    socket.say(Message::text(PING)).await;
    // What was said before is lost; pings are not.
    assert_eq!(socket.next().await, Out::Text(PONG.to_owned()));

    let scene = Scene::new().await;
    scene.sandbox.inject_faults(injector("close=1"));
    let mut socket = scene.enter(VIEWER, "p").await;
    socket.send(&Frame::bare(Event::JoinRoom)).await;
    assert_eq!(socket.end().await, None);
}

#[tokio::test]
async fn frames_take_their_time_and_keep_their_order() {
    let scene = Scene::new().await;
    let latency = "50ms..90ms".parse().unwrap();
    let faults = "drop=0".parse().unwrap();
    scene
        .sandbox
        .inject_faults(FaultInjector::new(faults, latency, 1));
    let mut socket = scene.enter(VIEWER, "p").await;
    let began = Instant::now();
    let asked = [
        Event::JoinRoom,
        Event::RoomPeerCount,
        Event::GetRoomInfo,
        Event::GetPolls,
    ];
    for event in asked {
        socket.send(&Frame::bare(event)).await;
    }
    for event in asked {
        assert_eq!(socket.next().await, Out::Frame(event));
    }
    assert!(began.elapsed() >= Duration::from_millis(50));
}
