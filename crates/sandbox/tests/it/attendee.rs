//! The sandbox as a platform, as an attendee's client sees it.

use std::time::Duration;

use net::Endpoint;
use net::{Reach, client};
use platform::signalling::{Closed, Connection, FinalClose};
use protocol::signalling::message::{
    GetStageRequestsResponse, PeerInfoResponse, PeerStatusUpdate, StageType, StageUsers,
};
use protocol::signalling::{ErrorBody, Event, Frame};
use reqwest::{Client, Method, StatusCode};
use sandbox::{ACCOUNT, DEMO, Sandbox};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take.
const BOUND: Duration = Duration::from_secs(10);

const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";

struct Platform {
    http: Client,
    sandbox: Sandbox,
    _home: TempDir,
}

/// Somebody's client, in the room.
struct Attendee {
    user_id: String,
    connection: Connection,
}

impl Platform {
    async fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self {
            http: client(Reach::Loopback, BOUND).unwrap(),
            sandbox: Sandbox::serve(home.path()).await.unwrap(),
            _home: home,
        }
    }

    async fn call(&self, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
        let app = format!("/accounts/{ACCOUNT}/realtime/kit/{ACCOUNT}");
        let request = self
            .http
            .request(
                method,
                format!("{}{app}{path}", self.sandbox.address().api_url()),
            )
            .bearer_auth(self.sandbox.address().api_token())
            .header("content-type", "application/json")
            .body(body.to_owned());
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// Adds somebody, and says who that is and with which token.
    async fn add(&self, meeting: &str, name: &str, preset: &str) -> (String, SecretString) {
        let new = json!({"custom_participant_id": name, "preset_name": preset, "name": name});
        let path = format!("/meetings/{meeting}/participants");
        let (status, body) = self.call(Method::POST, &path, &new.to_string()).await;
        assert_eq!(status, StatusCode::CREATED);
        let text = |field: &str| body["data"][field].as_str().unwrap().to_owned();
        (text("id"), text("token").into())
    }

    async fn open(&self, meeting: &str, token: &SecretString) -> Connection {
        let signalling = Endpoint::socket(&self.sandbox.address().signalling_url()).unwrap();
        let meeting = meeting.into();
        let opened = Connection::open(&self.http, &signalling, &meeting, token).await;
        opened.unwrap()
    }

    /// Whether somebody is in the demo's session, by its own record.
    async fn lists(&self, user: &str) -> bool {
        let (_, meeting) = self
            .call(Method::GET, "/meetings/demo/active-session", "")
            .await;
        let session = meeting["data"]["id"].as_str().unwrap();
        let path = format!("/sessions/{session}/participants");
        let (_, body) = self.call(Method::GET, &path, "").await;
        let participants = body["data"]["participants"].as_array().unwrap();
        participants
            .iter()
            .any(|participant| participant["user_id"] == user)
    }

    async fn join(&self, name: &str, preset: &str) -> Attendee {
        let (user_id, token) = self.add(DEMO, name, preset).await;
        self.enter(&user_id, &token).await
    }

    /// Another connection of somebody.
    async fn enter(&self, user_id: &str, token: &SecretString) -> Attendee {
        let mut attendee = Attendee {
            user_id: user_id.to_owned(),
            connection: self.open(DEMO, token).await,
        };
        attendee
            .ask(Frame::bare(Event::JoinRoom), Event::JoinRoom)
            .await;
        attendee
    }
}

impl Attendee {
    async fn next(&mut self) -> Result<Frame, Closed> {
        tokio::time::timeout(BOUND, self.connection.next())
            .await
            .unwrap()
    }

    /// Sends a request and waits for the frame that answers it.
    async fn ask(&mut self, request: Frame, answer: Event) -> Frame {
        self.connection.send(&request.with_id("ask")).await.unwrap();
        loop {
            let frame = self.next().await.unwrap();
            if frame.id.as_deref() == Some("ask") {
                assert_eq!(frame.event(), answer);
                return frame;
            }
        }
    }

    /// Waits until everybody is told that somebody left.
    async fn sees_leave(&mut self, user: &str) {
        loop {
            let frame = self.next().await.unwrap();
            if frame.event() == Event::LeaveRoom {
                let left: PeerInfoResponse = frame.body().unwrap();
                assert_eq!(left.peer.unwrap().user_id, user);
                return;
            }
        }
    }

    /// Waits until it is removed: it is told so, then the socket is closed.
    async fn is_removed(&mut self) {
        while self.next().await.unwrap().event() != Event::Kick {}
        // Who left with them may still be told.
        let closed = loop {
            match self.next().await {
                Ok(frame) => assert_eq!(frame.event(), Event::LeaveRoom),
                Err(closed) => break closed,
            }
        };
        assert!(
            matches!(closed, Closed::Final(FinalClose::Normal)),
            "{closed}"
        );
    }

    /// Waits until everybody is told that somebody has this status.
    async fn sees(&mut self, user: &str, status: StageType) {
        loop {
            let frame = self.next().await.unwrap();
            let told: PeerStatusUpdate = frame.body().unwrap_or_default();
            if frame.event() == Event::PeerStageStatusUpdate
                && (&*told.user_id, told.stage_type) == (user, Some(status.into()))
            {
                return;
            }
        }
    }
}

fn about(event: Event, user: &str) -> Frame {
    let user_ids = vec![user.to_owned()];
    Frame::with(event, &StageUsers { user_ids })
}

#[tokio::test]
async fn a_viewer_asks_and_a_host_lets_them_come_and_takes_them_off() {
    let platform = Platform::start().await;
    let mut host = platform.join("host", "dyte-stage-host").await;
    let mut viewer = platform.join("viewer", "webinar_viewer").await;
    let user = viewer.user_id.clone();

    let ask = Frame::bare(Event::RequestStageAccess);
    viewer.connection.send(&ask.with_id("13")).await.unwrap();
    host.sees(&user, StageType::RequestedStage).await;
    let queue = host
        .ask(
            Frame::bare(Event::GetStageRequests),
            Event::GetStageRequests,
        )
        .await;
    let queue: GetStageRequestsResponse = queue.body().unwrap();
    assert_eq!(queue.stage_requests.last().unwrap().user_id, user);

    let grant = about(Event::GrantStageAccess, &user);
    host.connection.send(&grant.with_id("15")).await.unwrap();
    viewer.sees(&user, StageType::ApprovedStage).await;
    viewer
        .ask(Frame::bare(Event::JoinStage), Event::PeerStageStatusUpdate)
        .await;
    host.sees(&user, StageType::OnStage).await;

    let kick = about(Event::LeaveStage, &user);
    host.connection.send(&kick.with_id("19")).await.unwrap();
    viewer.sees(&user, StageType::OffStage).await;
    viewer.connection.leave().await;
    host.sees_leave(&user).await;
    platform.sandbox.close().await;
}

#[tokio::test]
async fn whoever_is_kicked_is_told_so_and_everybody_else_sees_them_leave() {
    let platform = Platform::start().await;
    let mut host = platform.join("host", "dyte-stage-host").await;
    let (user, token) = platform.add(DEMO, "viewer", "webinar_viewer").await;
    let mut phone = platform.enter(&user, &token).await;
    let mut laptop = platform.enter(&user, &token).await;
    let kick = |ids: Value| {
        let body = json!({"participant_ids": ids}).to_string();
        let platform = &platform;
        let path = "/meetings/demo/active-session/kick";
        async move { platform.call(Method::POST, path, &body).await }
    };

    // For one who is not there, nobody is removed.
    let (status, body) = kick(json!([user, "nobody"])).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["error"]["message"], "No user found with id nobody");
    assert_eq!(kick(json!([])).await.0, StatusCode::BAD_REQUEST);
    assert!(platform.lists(&user).await);

    let (status, body) = kick(json!([user, AMARA])).await;
    assert_eq!((status, &body["success"]), (StatusCode::OK, &json!(true)));
    phone.is_removed().await;
    laptop.is_removed().await;
    // Amara, who has no socket, is gone first; then each of the viewer's two connections.
    for left in [AMARA, &user, &user] {
        host.sees_leave(left).await;
    }
    assert!(!platform.lists(&user).await && !platform.lists(AMARA).await);
    assert_eq!(kick(json!([user])).await.0, StatusCode::NOT_FOUND);
    // A token is good for another time.
    let mut again = platform.enter(&user, &token).await;
    assert!(platform.lists(&user).await);
    let stay = Frame::bare(Event::RoomPeerCount);
    again.ask(stay, Event::RoomPeerCount).await;
    platform.sandbox.close().await;
}

#[tokio::test]
async fn dytes_address_has_the_same_app_and_its_own_credentials() {
    let platform = Platform::start().await;
    let call = |path: &str| {
        platform.http.get(format!(
            "{}{path}",
            platform.sandbox.address().dyte_api_url()
        ))
    };
    let key = platform.sandbox.address().api_token();
    let answer = async |request: reqwest::RequestBuilder| {
        let response = request.send().await.unwrap();
        let status = response.status();
        (status, response.json::<Value>().await.unwrap())
    };
    let (status, body) = answer(call("/meetings/demo").basic_auth(ACCOUNT, Some(key))).await;
    assert_eq!(
        (status, &body["data"]["id"]),
        (StatusCode::OK, &json!(DEMO))
    );
    // The same meeting as RealtimeKit's address has.
    let (_, theirs) = platform.call(Method::GET, "/meetings/demo", "").await;
    assert_eq!(body, theirs);

    for refused in [
        call("/meetings/demo"),
        call("/meetings/demo").basic_auth(ACCOUNT, Some("another key")),
        call("/meetings/demo").basic_auth("another organization", Some(key)),
        call("/meetings/demo").basic_auth(ACCOUNT, None::<&str>),
        // RealtimeKit's way.
        call("/meetings/demo").bearer_auth(key),
        // Nobody learns which routes there are.
        call("/nothing").bearer_auth(key),
    ] {
        let (status, body) = answer(refused).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let expected = json!({"success": false, "error": {"code": 401, "message": "Unauthorized"}});
        assert_eq!(body, expected);
    }
    // Nor is a key good where RealtimeKit's token is.
    let url = format!(
        "{}/accounts/{ACCOUNT}/realtime/kit/{ACCOUNT}/meetings",
        platform.sandbox.address().api_url()
    );
    let (status, body) = answer(platform.http.get(url).basic_auth(ACCOUNT, Some(key))).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(body["errors"][0]["code"], 10000);
    // What Dyte does not have is missing in the service's shape.
    for path in [
        "/user/tokens/verify",
        "/accounts/sandbox/realtime/kit/apps",
        "/nothing",
    ] {
        let (status, body) = answer(call(path).basic_auth(ACCOUNT, Some(key))).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!(404)),
            "{path}"
        );
    }
    platform.sandbox.close().await;
}

#[tokio::test]
async fn a_viewer_may_not_do_what_a_host_does() {
    let platform = Platform::start().await;
    let mut viewer = platform.join("viewer", "webinar_viewer").await;
    for event in [
        Event::GrantStageAccess,
        Event::DenyStageAccess,
        Event::LeaveStage,
    ] {
        let refused = viewer.ask(about(event, AMARA), Event::Error).await;
        assert_eq!(ErrorBody::read(&refused).code, Some(403), "{event}");
    }
    platform.sandbox.close().await;
}

#[tokio::test]
async fn a_token_is_good_for_its_own_meeting_only() {
    let platform = Platform::start().await;
    let (_, body) = platform
        .call(Method::POST, "/meetings", r#"{"title":"other"}"#)
        .await;
    let other = body["data"]["id"].as_str().unwrap();
    let (_, token) = platform.add(other, "viewer", "webinar_viewer").await;
    for (meeting, token) in [(DEMO, token), (DEMO, "eyJ.no.token".into())] {
        let mut connection = platform.open(meeting, &token).await;
        let closed = connection.next().await.unwrap_err();
        assert_eq!(closed, Closed::Final(FinalClose::Unauthorized));
    }
    platform.sandbox.close().await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_in_the_platforms_shapes() {
    let platform = Platform::start().await;
    let service = [
        (Method::GET, "/meetings/nowhere", "", 404),
        (Method::GET, "/meetings/demo/participants/nobody", "", 404),
        (Method::GET, "/meetings?page_no=first", "", 400),
        (Method::POST, "/meetings", "{", 400),
        (
            Method::POST,
            "/meetings/demo/participants",
            r#"{"preset_name":"x"}"#,
            400,
        ),
        (
            Method::POST,
            "/meetings/demo/participants",
            r#"{"custom_participant_id":"a","preset_name":"no such"}"#,
            400,
        ),
    ];
    for (method, path, body, status) in service {
        let (answered, body) = platform.call(method, path, body).await;
        assert_eq!(answered, status, "{path}");
        assert_eq!(body["error"]["code"], status, "{path}");
    }
    for (method, path, status) in [
        (Method::GET, "/nothing", 404),
        (Method::PUT, "/presets", 405),
    ] {
        let (answered, body) = platform.call(method, path, "").await;
        assert_eq!(answered, status, "{path}");
        assert!(body["errors"][0]["message"].is_string(), "{path}");
    }
    let stranger = platform
        .http
        .get(platform.sandbox.address().api_url())
        .send()
        .await
        .unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let body: Value = stranger.json().await.unwrap();
    assert_eq!(body["errors"][0]["message"], "Authentication error");
    platform.sandbox.close().await;
}
