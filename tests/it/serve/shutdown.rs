//! Shutdown: requests in progress finish, new ones are refused, connections leave their meetings, and
//! idle clients delay nothing.

use std::process::Output;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testing::fake::{Behaviour, Fake, GRANT_UNTIL_PING, MEETING};
use testing::{BOUND, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::served::Served;
use crate::fake_home::FakeHome as _;

fn stage() -> String {
    format!("/v1/meetings/{MEETING}/stage")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The beginning of a request that is not said to its end.
async fn half_a_denial(served: &Served, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(served.address()).await.unwrap();
    let head = format!(
        "POST {}/deny HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n",
        stage(),
        served.address()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn what_is_under_way_is_finished_and_nothing_new_is_begun() {
    for signal in ["TERM", "INT"] {
        let fake = Fake::new(Behaviour::default());
        let served = Served::of(fake.home(), &[]);
        let moderator = served.token("moderator", &[]);
        let follow = format!("{}/events", stage());
        let mut events = served.follow(&follow, &moderator).await;
        let ready = events.chunk().await.unwrap().unwrap();
        assert!(ready.starts_with(b"event: ready\n"));

        fake.set_holds(&[GRANT_UNTIL_PING]);
        let grant = served.request(Method::POST, &format!("{}/grant", stage()), &moderator);
        let grant = grant.json(&json!({"participants": ["u-amara"]}));
        let grant = tokio::spawn(grant.send());
        fake.logged("room.grantStageAccess u-amara", 1).await;
        let mut late = half_a_denial(&served, &moderator).await;
        served.running.signal(signal);
        // The stream ends, and as it should: nothing is cut off.
        assert_eq!(events.chunk().await.unwrap(), None);
        let address = served.address().to_owned();
        until("it still listens", || async {
            TcpStream::connect(&address).await.is_err()
        })
        .await;
        assert_eq!(fake.count("socket closed 1000"), 0);
        assert!(!grant.is_finished());
        // Whoever says only now what they want is told to come back.
        late.write_all(b"content-length: 12\r\n\r\n{\"all\":true}")
            .await
            .unwrap();
        let mut told = String::new();
        let read = timeout(BOUND, late.read_to_string(&mut told)).await;
        read.unwrap().unwrap();
        assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
        assert!(told.contains("the service is being stopped"), "{told}");

        fake.ping();
        let answer = grant.await.unwrap().unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["results"][0]["outcome"], "done");
        let output = served.running.end();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        fake.logged("socket closed 1000", 1).await;
        assert_eq!(fake.count("socket opened"), 1);
        assert_eq!(fake.count("room.grantStageAccess u-amara"), 1);
        assert_eq!(fake.sent("room.denyStageAccess", None), 0);
    }
}

#[tokio::test]
async fn whoever_asks_twice_does_not_wait_for_what_is_under_way() {
    let fake = Fake::new(Behaviour::default());
    let served = Served::of(fake.home(), &[]);
    let moderator = served.token("moderator", &[]);
    let begun = served.get(&stage(), &moderator).await;
    assert_eq!(begun.status, StatusCode::OK);
    fake.set_holds(&[GRANT_UNTIL_PING]);
    let grant = served.request(Method::POST, &format!("{}/grant", stage()), &moderator);
    let grant = grant.json(&json!({"participants": ["u-amara"]}));
    let grant = tokio::spawn(grant.send());
    fake.logged("room.grantStageAccess u-amara", 1).await;
    served.running.signal("TERM");
    let address = served.address().to_owned();
    until("it still listens", || async {
        TcpStream::connect(&address).await.is_err()
    })
    .await;
    served.running.signal("TERM");
    let output = served.running.end();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(grant.await.unwrap().is_err());
}

/// What still runs when it has been told to stop would keep it for 30 s.
const PROMPTLY: Duration = Duration::from_secs(10);

#[tokio::test]
async fn whoever_has_asked_for_nothing_keeps_it_from_nothing() {
    let fake = Fake::new(Behaviour::default());
    let served = Served::of(fake.home(), &[]);
    let viewer = served.token("viewer", &[]);
    let connected = TcpStream::connect(served.address()).await.unwrap();
    let mut begun = TcpStream::connect(served.address()).await.unwrap();
    begun
        .write_all(b"GET /v1/health HTTP/1.1\r\nhost: ")
        .await
        .unwrap();
    // These stay open, for further requests.
    let path = stage();
    let looks = join_all((0..5).map(|_| served.get(&path, &viewer))).await;
    assert!(looks.iter().all(|look| look.status == StatusCode::OK));
    served.running.signal("TERM");
    let told = Instant::now();
    let output = served.running.end();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(told.elapsed() < PROMPTLY);
    fake.logged("socket closed 1000", 1).await;
    drop((connected, begun));
}

#[tokio::test]
async fn whoever_follows_and_does_not_read_keeps_it_from_nothing() {
    let fake = Fake::new(Behaviour::default());
    let served = Served::of(fake.home(), &[]);
    let viewer = served.token("viewer", &[]);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address = served.address().parse().unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let request = format!(
        "GET {}/events HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {viewer}\r\n\r\n",
        stage()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.readable().await.unwrap();
    // More than fits on the way to somebody who does not read.
    for _ in 0..20 {
        fake.flood("chen", 500).await;
    }
    served.running.signal("TERM");
    let told = Instant::now();
    let output = served.running.end();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(told.elapsed() < PROMPTLY, "{:?}", told.elapsed());
    fake.logged("socket closed 1000", 1).await;
    drop(stream);
}

#[tokio::test]
async fn whoever_waits_for_a_change_is_answered_at_once() {
    let served = Served::sandbox();
    let admin = served.token("admin", &[]);
    let participants = "/v1/meetings/demo/participants";
    let panelist = json!({"custom_participant_id": "panel-2", "preset_name": "webinar_panelist"});
    served.post(participants, &admin, &panelist).await;
    let join = format!("{participants}/panel-2/stage/join");
    let joined = served.post(&join, &admin, &json!({})).await;
    let id = joined.body["connection_id"].as_str().unwrap();
    let connection = format!("/v1/connections/{id}");
    let now = served.get(&connection, &admin).await;
    let after = format!("{connection}?after={}", now.body["connection"]["revision"]);

    let wait = served.request(Method::GET, &after, &admin);
    let wait = tokio::spawn(wait.send());
    // Besides the one that asks for the metrics.
    let two = "dyte_stage_requests_under_way 2\n";
    let (served_now, admin_now) = (&served, &admin);
    until("nobody waits", || async move {
        let metrics = served_now.get("/metrics", admin_now).await;
        metrics.body.as_str().unwrap().contains(two)
    })
    .await;
    served.running.signal("TERM");
    let told = Instant::now();
    let answer: Value = wait.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(answer["connection"]["state"], "connected");
    let output = served.running.end();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(told.elapsed() < PROMPTLY);
}
