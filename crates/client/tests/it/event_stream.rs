//! The client follows the events of a scripted service: it reconnects where that may help, always from
//! the last event.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use api::{ErrorCode, EventKind};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use client::{ClientError, EventStream, FollowUpdate, StageClient};
use futures_util::stream::{self, Stream, StreamExt};
use net::Endpoint;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use tokio::time;

/// An address on which nothing listens: no test is given this port.
const NOBODY: &str = "127.0.0.1:9";

/// How long anything may take.
const BOUND: Duration = Duration::from_secs(20);

/// What the service answers to somebody who follows.
enum Says {
    /// These chunks, then it closes the connection.
    Then(Vec<String>),
    /// What is said later on.
    Live(mpsc::UnboundedReceiver<String>),
    /// A problem.
    Problem(ErrorCode),
    /// Something that is not the Stage API.
    Page(StatusCode),
}

/// A service with answers to one connection after another.
struct Scripted {
    address: SocketAddr,
    inner: Arc<Inner>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Inner {
    script: Mutex<Vec<Says>>,
    /// From where each was to go on.
    asked: Mutex<Vec<Option<String>>>,
}

impl Scripted {
    fn new(mut script: Vec<Says>) -> Self {
        script.reverse();
        let inner = Arc::new(Inner {
            script: Mutex::new(script),
            asked: Mutex::default(),
        });
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        // On a clock of its own.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            inner,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    async fn follow(&self, last: Option<&str>) -> Result<EventStream, ClientError> {
        follow(self.address, last).await
    }

    fn asked(&self) -> Vec<Option<String>> {
        self.inner.asked.lock().unwrap().clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn follow(address: SocketAddr, last: Option<&str>) -> Result<EventStream, ClientError> {
    let service = Endpoint::rest(&format!("http://{address}")).unwrap();
    let client = StageClient::new(service, "token".into()).unwrap();
    client
        .follow(&"demo".into(), last.map(ToOwned::to_owned))
        .await
}

async fn answer(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    assert_eq!(headers["accept"], "text/event-stream");
    assert_eq!(headers["authorization"], "Bearer token");
    let last = headers.get("last-event-id");
    let last = last.map(|last| last.to_str().unwrap().to_owned());
    inner.asked.lock().unwrap().push(last);
    let says = inner.script.lock().unwrap().pop();
    match says.expect("nobody comes again") {
        Says::Then(chunks) => events(stream::iter(chunks)),
        Says::Live(chunks) => events(stream::unfold(chunks, async |mut chunks| {
            match chunks.recv().await {
                Some(chunk) => Some((chunk, chunks)),
                None => pending().await,
            }
        })),
        Says::Problem(code) => {
            let problem = serde_json::to_string(&code.problem("so it is")).unwrap();
            (code.status(), problem).into_response()
        }
        Says::Page(status) => (status, "<html>").into_response(),
    }
}

fn events(chunks: impl Stream<Item = String> + Send + 'static) -> Response {
    let chunks = chunks.map(Ok::<_, std::io::Error>);
    let kind = [("content-type", "text/event-stream")];
    (kind, Body::from_stream(chunks)).into_response()
}

/// An event as it comes.
fn event(kind: &str, id: u32) -> String {
    let data = json!({
        "platform": "sandbox",
        "meeting_id": "demo",
        "session_id": "s-1",
        "type": kind,
        "at": "2026-11-24T14:00:05Z",
    });
    format!("event: {kind}\nid: h.{id}\ndata: {data}\n\n")
}

async fn next(events: &mut EventStream) -> Result<FollowUpdate, ClientError> {
    time::timeout(BOUND, events.next()).await.expect("no news")
}

/// What there is to know next, in short.
async fn short(events: &mut EventStream) -> String {
    match next(events).await.unwrap() {
        FollowUpdate::Event(told) => told.event.kind.name().to_owned(),
        FollowUpdate::ConnectionLost(reason) => format!("lost: {reason}"),
        FollowUpdate::Reconnected => "back".to_owned(),
    }
}

#[tokio::test]
async fn whoever_comes_back_goes_on_from_where_they_were() {
    let service = Scripted::new(vec![
        Says::Then(vec![
            event("joined", 1),
            ":\n\n".to_owned(),
            event("left", 2),
        ]),
        Says::Problem(ErrorCode::PlatformUnavailable),
        Says::Page(StatusCode::BAD_GATEWAY),
        // The second of these breaks off in the middle: it comes again.
        Says::Then(vec![
            event("joined", 3),
            "event: left\nid: h.4\nda".to_owned(),
        ]),
        Says::Then(vec![event("left", 4)]),
    ]);
    let mut events = service.follow(Some("h.0")).await.unwrap();
    let mut told = Vec::new();
    for _ in 0..9 {
        told.push(short(&mut events).await);
    }
    let lost = "lost: it closed the connection";
    assert_eq!(
        told,
        [
            "joined", "left", lost, "back", "joined", lost, "back", "left", lost
        ]
    );
    let asked = service.asked();
    let asked: Vec<_> = asked.iter().map(|last| last.as_deref().unwrap()).collect();
    assert_eq!(asked, ["h.0", "h.2", "h.2", "h.2", "h.3"]);
}

#[tokio::test]
async fn whoever_has_read_the_stage_goes_on_from_there() {
    let (_say, live) = mpsc::unbounded_channel();
    let service = Scripted::new(vec![Says::Live(live), Says::Then(vec![event("joined", 8)])]);
    let mut events = service.follow(None).await.unwrap();
    events.resume_from(Some("h.7".to_owned()));
    assert_eq!(short(&mut events).await, "joined");
    assert_eq!(service.asked(), [None, Some("h.7".to_owned())]);
}

#[tokio::test]
async fn an_event_is_told_as_it_came() {
    let service = Scripted::new(vec![Says::Then(vec![
        event("joined", 1).replace(r#","type""#, ",\ndata: \"news\": 1, \"type\""),
        event("applauded", 2),
    ])]);
    let mut events = service.follow(None).await.unwrap();
    let FollowUpdate::Event(told) = next(&mut events).await.unwrap() else {
        panic!("nothing is told");
    };
    assert_eq!(told.event.kind, EventKind::Joined);
    assert_eq!(told.text.lines().count(), 1);
    assert!(
        told.text.contains(r#", "news": 1, "type":"joined""#),
        "{}",
        told.text
    );
    // What a newer service tells is no error.
    assert_eq!(short(&mut events).await, "unknown");
}

#[tokio::test]
async fn the_first_connection_is_made_or_not() {
    for says in [
        Says::Problem(ErrorCode::PlatformUnavailable),
        Says::Problem(ErrorCode::Unauthorized),
        Says::Page(StatusCode::BAD_GATEWAY),
        Says::Page(StatusCode::OK),
    ] {
        let service = Scripted::new(vec![says]);
        assert!(service.follow(None).await.is_err());
    }
    let nobody = NOBODY.parse().unwrap();
    let refused = follow(nobody, None).await.err().unwrap();
    assert!(matches!(refused, ClientError::Unreachable(_)), "{refused}");
}

#[tokio::test]
async fn what_is_final_is_not_tried_again() {
    for (says, message) in [
        (Says::Problem(ErrorCode::NoLiveSession), "so it is"),
        (Says::Page(StatusCode::OK), "it has no events"),
        (
            Says::Then(vec!["data: {}\n\n".to_owned()]),
            "it has another shape",
        ),
    ] {
        let service = Scripted::new(vec![Says::Then(vec![event("joined", 1)]), says]);
        let mut events = service.follow(None).await.unwrap();
        assert_eq!(short(&mut events).await, "joined");
        assert!(short(&mut events).await.starts_with("lost"));
        let error = loop {
            match next(&mut events).await {
                Ok(FollowUpdate::Reconnected) => {}
                Ok(news) => panic!("{news:?}"),
                Err(error) => break error.to_string(),
            }
        };
        assert!(error.contains(message), "{error}");
        assert_eq!(service.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_service_that_says_nothing_is_gone() {
    let (say, live) = mpsc::unbounded_channel();
    let service = Scripted::new(vec![Says::Live(live), Says::Then(vec![event("left", 2)])]);
    let mut events = service.follow(None).await.unwrap();
    say.send(event("joined", 1)).unwrap();
    assert_eq!(short(&mut events).await, "joined");
    // The clock is the test's: nobody waits for so long.
    let (news, ()) = tokio::join!(events.next(), pass(46));
    let news = news.unwrap();
    let FollowUpdate::ConnectionLost(reason) = news else {
        panic!("{news:?}");
    };
    assert_eq!(reason, "it said nothing for 45 s");
    assert_eq!(short(&mut events).await, "back");
    assert_eq!(short(&mut events).await, "left");
}

/// Lets time pass in which nothing happens.
async fn pass(seconds: u64) {
    time::pause();
    time::advance(Duration::from_secs(seconds)).await;
    time::resume();
}
