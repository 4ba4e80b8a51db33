//! The event stream: every event once, or notice that events may be missing.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use eventsource_stream::Eventsource;
use futures_util::stream::{Stream, StreamExt};
use net::{Reach, client};
use protocol::signalling::message::{PeerInfoResponse, StageType};
use protocol::signalling::{Event, Frame};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use service::{Service, Settings};
use tempfile::TempDir;
use testing::fake::{Behaviour, Fake, Hold, MEETING, SESSION, asking, listening, pass};
use testing::{ApiResponse, BOUND, until};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::support::{CONTRACT, TOKEN, send};

const LAST_EVENT_ID: &str = "last-event-id";
/// How often a reader hears from the service when nothing happens, in seconds.
const HEARTBEAT: u64 = 15;

/// A service on top of the platform.
struct Followed {
    fake: Fake,
    service: Service,
    http: reqwest::Client,
    _tokens: TempDir,
}

impl Followed {
    async fn start() -> Self {
        let (fake, tokens) = (
            Fake::new(Behaviour::default()),
            tempfile::tempdir().unwrap(),
        );
        let platform = Arc::into_inner(fake.platform(tokens.path())).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = Settings {
            outlives_callers: true,
            ..Settings::private(TOKEN.into())
        };
        Self {
            fake,
            service: Service::serve(listener, platform, settings).unwrap(),
            // Time passes in some tests.
            http: client(Reach::Loopback, Duration::from_hours(1)).unwrap(),
            _tokens: tokens,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/v1/meetings/{MEETING}{path}", self.service.url());
        self.http.request(method, url).bearer_auth(TOKEN)
    }

    async fn get(&self, path: &str) -> ApiResponse {
        send(self.request(Method::GET, path)).await
    }

    async fn does(&self, operation: &str, name: &str) {
        let request = self.request(Method::POST, &format!("/stage/{operation}"));
        let body = json!({"participants": [format!("u-{name}")]});
        let answer = send(request.json(&body)).await;
        assert_eq!(answer.body["outcome"], "done");
    }

    /// Up to where an answer knows what happens.
    async fn read(&self, path: &str) -> String {
        let answer = self.get(path).await;
        answer.headers[LAST_EVENT_ID].to_str().unwrap().to_owned()
    }

    /// Follows from an event on, or from now.
    async fn answered(&self, last: Option<&[u8]>) -> Response {
        let mut request = self.request(Method::GET, "/stage/events");
        if let Some(last) = last {
            request = request.header(LAST_EVENT_ID, last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response
    }

    async fn follows_from(&self, last: &str) -> Reader {
        Reader::of(self.answered(Some(last.as_bytes())).await)
    }

    async fn follows(&self) -> Reader {
        let mut reader = Reader::of(self.answered(None).await);
        reader.hears("ready").await;
        reader
    }

    async fn metrics(&self) -> String {
        let url = format!("{}/metrics", self.service.url());
        let answer = send(self.http.get(url).bearer_auth(TOKEN)).await;
        answer.body.as_str().unwrap().to_owned()
    }
}

type Events = dyn Stream<Item = eventsource_stream::Event>;

/// Somebody who follows.
struct Reader {
    events: Pin<Box<Events>>,
    /// The id of the event that came last.
    last: String,
    data: Value,
    /// Which events there were.
    kinds: BTreeSet<String>,
}

impl Reader {
    fn of(response: Response) -> Self {
        let events = response.bytes_stream().eventsource();
        Self {
            events: Box::pin(events.map(Result::unwrap)),
            last: String::new(),
            data: Value::Null,
            kinds: BTreeSet::new(),
        }
    }

    /// What comes next, in words; nothing when it is over. It must be as documented.
    async fn next(&mut self) -> Option<String> {
        let event = timeout(BOUND, self.events.next()).await.unwrap()?;
        let data: Value = serde_json::from_str(&event.data).unwrap();
        // One of each kind is enough: there are many.
        if self.kinds.insert(event.event.clone()) {
            CONTRACT.validate(&json!({"$ref": "#/components/schemas/Event"}), &data);
        }
        assert_eq!(data["type"], *event.event);
        assert_eq!(
            (&data["meeting_id"], &data["session_id"]),
            (&json!(MEETING), &json!(SESSION))
        );
        let mut words = vec![event.event];
        let member = |name: &str| data["participant"][name].as_str().map(ToOwned::to_owned);
        words.extend(member("display_name"));
        let before = data["previous_status"].as_str().map(ToOwned::to_owned);
        words.extend(before);
        words.extend(member("stage_status"));
        self.last = event.id;
        self.data = data;
        Some(words.join(" "))
    }

    async fn hears(&mut self, words: &str) {
        assert_eq!(self.next().await.as_deref(), Some(words));
    }

    /// How much had happened by the event that came last.
    fn position(&self) -> u64 {
        let (_history, position) = self.last.split_once('.').unwrap();
        position.parse().unwrap()
    }
}

const GRANTED: &str = "status amara REQUESTED_TO_JOIN_STAGE ACCEPTED_TO_JOIN_STAGE";
const TAKEN_BACK: &str = "status amara ACCEPTED_TO_JOIN_STAGE OFF_STAGE";
const CHEN_GRANTED: &str = "status chen OFF_STAGE ACCEPTED_TO_JOIN_STAGE";
const BO_OFF: &str = "status bo ON_STAGE OFF_STAGE";

#[tokio::test]
async fn whoever_follows_hears_who_comes_who_goes_and_where_they_stand() {
    let followed = Followed::start().await;
    let mut reader = followed.follows().await;
    followed.does("grant", "amara").await;
    reader.hears(GRANTED).await;
    followed.fake.comes(asking("eve"));
    reader.hears("joined eve REQUESTED_TO_JOIN_STAGE").await;
    let peer = Some(listening("chen"));
    let left = Frame::with(Event::LeaveRoom, &PeerInfoResponse { peer });
    followed.fake.tell(&left);
    reader.hears("left chen OFF_STAGE").await;
    followed.does("kick", "bo").await;
    reader.hears(BO_OFF).await;
    assert_eq!(reader.data["participant"]["user_id"], "u-bo");
    followed.service.close().await;
    assert_eq!(reader.next().await, None);
}

#[tokio::test]
async fn whoever_reads_the_stage_and_follows_from_there_misses_nothing() {
    let followed = Followed::start().await;
    for path in ["/stage", "/stage/requests", "/stage?participant=u-amara"] {
        let last = followed.read(path).await;
        followed.does("grant", "amara").await;
        let mut reader = followed.follows_from(&last).await;
        reader.hears(GRANTED).await;
        followed.does("deny", "amara").await;
        reader.hears(TAKEN_BACK).await;
        // For the next one, they ask.
        followed.fake.comes(asking("amara"));
        reader
            .hears("status amara OFF_STAGE REQUESTED_TO_JOIN_STAGE")
            .await;
    }
}

#[tokio::test]
async fn whoever_comes_back_hears_exactly_what_they_missed() {
    let followed = Followed::start().await;
    let reader = followed.follows().await;
    let last = reader.last.clone();
    drop(reader);
    followed.does("grant", "amara").await;
    followed.does("deny", "amara").await;
    followed.does("grant", "chen").await;
    for _ in 0..2 {
        let mut back = followed.follows_from(&last).await;
        for missed in [GRANTED, TAKEN_BACK, CHEN_GRANTED] {
            back.hears(missed).await;
        }
    }
    let mut back = followed.follows_from(&last).await;
    back.hears(GRANTED).await;
    let mut further = followed.follows_from(&back.last).await;
    further.hears(TAKEN_BACK).await;
    further.hears(CHEN_GRANTED).await;
    followed.does("kick", "bo").await;
    further.hears(BO_OFF).await;
}

#[tokio::test]
async fn an_id_that_means_nothing_here_begins_with_a_resync() {
    let followed = Followed::start().await;
    let known = followed.read("/stage").await;
    let (history, position) = known.split_once('.').unwrap();
    let position: u64 = position.parse().unwrap();
    let elsewhere = format!("00000000000000000000000000000007.{position}");
    let never = format!("{history}.{}", position + 1);
    let odd: [&[u8]; 6] = [
        elsewhere.as_bytes(),
        never.as_bytes(),
        b"42",
        b"",
        b"a.b",
        b"\xff",
    ];
    for id in odd {
        let mut reader = Reader::of(followed.answered(Some(id)).await);
        reader.hears("resync").await;
        // From there it goes on, whatever it was.
        assert_eq!(reader.last, known);
    }
}

#[tokio::test]
async fn whoever_falls_behind_is_told_so_and_nobody_waits_for_them() {
    const ROUNDS: u64 = 40;
    const TIMES: usize = 250;
    let followed = Followed::start().await;
    let slow = followed.answered(None).await;
    let mut others = followed.follows().await;
    let begun = others.position();
    for _ in 0..ROUNDS {
        followed.fake.flood("chen", TIMES).await;
        for _ in 0..TIMES {
            others
                .hears("status chen OFF_STAGE REQUESTED_TO_JOIN_STAGE")
                .await;
            others
                .hears("status chen REQUESTED_TO_JOIN_STAGE OFF_STAGE")
                .await;
        }
    }
    let happened = ROUNDS * 2 * TIMES as u64;
    assert_eq!(others.position(), begun + happened);

    let mut slow = Reader::of(slow);
    slow.hears("ready").await;
    let (mut told, mut resyncs) = (0, 0);
    while slow.position() < others.position() {
        let before = slow.position();
        if slow.next().await.unwrap() == "resync" {
            resyncs += 1;
            assert!(slow.position() > before + 1024);
        } else {
            told += 1;
            assert_eq!(slow.position(), before + 1);
        }
    }
    assert!(resyncs > 0, "everything fitted on the way");
    assert!(told < happened);
    followed.fake.comes(asking("eve"));
    for reader in [&mut slow, &mut others] {
        reader.hears("joined eve REQUESTED_TO_JOIN_STAGE").await;
    }
}

#[tokio::test]
async fn a_host_that_is_followed_stays_and_says_that_it_lives() {
    let followed = Followed::start().await;
    let fake = &followed.fake;
    let mut response = followed.answered(None).await;
    let mut chunk = async || {
        timeout(BOUND, response.chunk())
            .await
            .unwrap()
            .unwrap()
            .unwrap()
    };
    assert!(chunk().await.starts_with(b"event: ready\n"));
    let beats = 6;
    for times in 1..=beats {
        pass(fake, HEARTBEAT).await;
        fake.logged("text 3", times).await;
        assert_eq!(chunk().await, ": \n\n");
    }
    followed.does("grant", "amara").await;
    assert!(chunk().await.starts_with(b"event: status\n"));
    assert_eq!(
        (
            fake.count("socket opened"),
            fake.count("socket closed 1000")
        ),
        (1, 0)
    );
    // Nobody follows any more.
    drop(response);
    let followed = &followed;
    until("somebody follows", || async move {
        followed
            .metrics()
            .await
            .contains("dyte_stage_event_readers 0\n")
    })
    .await;
    for times in 1..=2 {
        pass(fake, 25).await;
        fake.logged("text 3", beats + times).await;
    }
    pass(fake, 25).await;
    fake.logged("socket closed 1000", 1).await;
}

#[tokio::test]
async fn a_host_that_was_long_unused_stays_for_whoever_begins_to_follow() {
    let followed = Followed::start().await;
    let fake = &followed.fake;
    let last = followed.read("/stage").await;
    for times in 1..=2 {
        pass(fake, 25).await;
        fake.logged("text 3", times).await;
    }
    let mut reader = followed.follows_from(&last).await;
    pass(fake, 12).await;
    fake.logged("text 3", 3).await;
    followed.does("grant", "amara").await;
    reader
        .hears("status amara REQUESTED_TO_JOIN_STAGE ACCEPTED_TO_JOIN_STAGE")
        .await;
    assert_eq!(fake.count("socket opened"), 1);
}

#[tokio::test]
async fn whoever_gives_up_while_the_host_joins_leaves_it_to_the_next() {
    let followed = Followed::start().await;
    let fake = &followed.fake;
    fake.set_holds(&[Hold {
        line: "GET /presets",
        until: &["GET /client/v4/now"],
    }]);
    let impatient = followed.request(Method::GET, "/stage");
    let impatient = impatient.timeout(Duration::from_millis(200)).send().await;
    assert!(impatient.unwrap_err().is_timeout());
    fake.logged("GET /presets", 1).await;
    // The host comes in when nobody waits for it.
    let now = format!("{}/now", fake.api_url());
    reqwest::get(now).await.unwrap();
    let there = followed.get("/stage").await;
    assert_eq!(there.status, StatusCode::OK);
    assert_eq!(
        (
            fake.count("socket opened"),
            fake.count("socket closed 1000")
        ),
        (1, 0)
    );
}

#[tokio::test]
async fn a_lost_connection_is_a_resync() {
    let followed = Followed::start().await;
    let mut reader = followed.follows().await;
    let before = reader.last.clone();
    followed.fake.put("u-chen", StageType::RequestedStage);
    followed.fake.cut();
    reader.hears("resync").await;
    // What nobody told of is on the stage that is read now.
    let last = followed.read("/stage").await;
    assert_eq!(last, reader.last);
    let chen = followed.get("/stage?participant=u-chen").await;
    assert_eq!(
        chen.body["participants"][0]["stage_status"],
        "REQUESTED_TO_JOIN_STAGE"
    );
    followed.does("grant", "amara").await;
    reader.hears(GRANTED).await;
    let mut back = followed.follows_from(&before).await;
    back.hears("resync").await;
    back.hears(GRANTED).await;
}

#[tokio::test]
async fn the_end_of_the_session_is_told_and_nothing_after_it() {
    type End = fn(&Followed);
    let ends: [(&str, End); 4] = [
        ("session_ended", |f| {
            f.fake.tell(&Frame::bare(Event::CloseRoom));
        }),
        ("session_ended", |f| f.fake.tell(&Frame::bare(Event::Kick))),
        ("session_ended", |f| {
            f.fake.set_session(None);
            f.fake.cut();
        }),
        ("platform_unauthorized", |f| f.fake.end_tokens()),
    ];
    for (code, end) in ends {
        let followed = Followed::start().await;
        let mut reader = followed.follows().await;
        let mut another = followed.follows().await;
        followed.does("grant", "amara").await;
        end(&followed);
        for reader in [&mut reader, &mut another] {
            reader.hears(GRANTED).await;
            reader.hears("ended").await;
            assert_eq!(reader.data["problem"]["code"], code);
            assert_eq!(reader.next().await, None);
        }
    }
}

#[tokio::test]
async fn whoever_follows_a_host_that_is_released_is_told() {
    let followed = Followed::start().await;
    let mut reader = followed.follows().await;
    let url = format!("{}/v1/connections", followed.service.url());
    let listed = send(followed.http.get(&url).bearer_auth(TOKEN)).await;
    let id = listed.body["connections"][0]["id"].as_str().unwrap();
    let release = followed.http.delete(format!("{url}/{id}"));
    let released = send(release.bearer_auth(TOKEN)).await;
    assert_eq!(released.status, StatusCode::OK);
    reader.hears("ended").await;
    assert_eq!(reader.data["problem"]["code"], "left_alone");
    // Whoever comes back has a host come, and cannot know what happened meanwhile.
    let mut back = followed.follows_from(&reader.last).await;
    back.hears("resync").await;
    followed.does("grant", "amara").await;
    back.hears(GRANTED).await;
    assert_eq!(followed.fake.count("socket opened"), 2);
}

/// The platform loses each connection at once, so often that the host gives up; another takes its place.
#[tokio::test]
async fn whoever_follows_is_not_sent_away_with_a_host_that_gives_up() {
    const LOSSES: usize = 300;
    let followed = Followed::start().await;
    let mut reader = followed.follows().await;
    let url = format!("{}/v1/connections", followed.service.url());
    let (url, service) = (&url, &followed);
    for losses in 1..=LOSSES {
        followed.fake.logged("room.joinRoom", losses).await;
        followed.fake.cut();
        until("it is not lost", || async move {
            let listed = send(service.http.get(url).bearer_auth(TOKEN)).await;
            listed.body["connections"][0]["state"] == "reconnecting"
        })
        .await;
        pass(&followed.fake, 1).await;
        reader.hears("resync").await;
    }
    followed.fake.cut();
    reader.hears("resync").await;
    followed.does("grant", "amara").await;
    reader.hears(GRANTED).await;
    // The new one began as any does.
    assert_eq!(
        followed.fake.count("GET /meetings/m-1/active-session"),
        LOSSES + 2
    );
}
