//! The management API's corners: long lists, a participant who exists already, cached tokens, redirects.

use std::path::Path;
use std::sync::Arc;

use platform::{Error, Host, JoinError, Platform, Refused};
use serde_json::{Value, json};
use tempfile::TempDir;
use testing::fake::{self, Behaviour, Fake, MEETING, OWN, preset};
use wiremock::matchers::{body_partial_json, method, path, query_param};
use wiremock::{Mock, MockBuilder, MockServer, Request, ResponseTemplate};

const PARTICIPANTS: &str = "/meetings/m-1/participants";
const REFRESH: &str = "/meetings/m-1/participants/u-host/token";
/// A token that has ended: `{"meetingId":"m-1","participantId":"u-host","exp":1000000000}`.
const ENDED: &str = concat!(
    "eyJhbGciOiJIUzI1NiJ9.",
    "eyJtZWV0aW5nSWQiOiJtLTEiLCJwYXJ0aWNpcGFudElkIjoidS1ob3N0IiwiZXhwIjoxMDAwMDAwMDAwfQ",
    ".c2ln"
);

/// A management API that a test makes up, with a socket that works.
struct Made {
    api: MockServer,
    fake: Fake,
    tokens: TempDir,
}

impl Made {
    async fn new() -> Self {
        Self {
            api: MockServer::start().await,
            fake: Fake::new(Behaviour::default()),
            tokens: tempfile::tempdir().unwrap(),
        }
    }

    /// The same, with a live meeting and a preset for the host.
    async fn live() -> Self {
        let made = Self::new().await;
        let presets = json!([preset("host", true, true, "WEBINAR")]);
        for (path, data) in [
            ("/meetings/m-1/active-session", json!({"id": "s-1"})),
            ("/presets", presets.clone()),
            ("/presets/preset-host", presets[0].clone()),
        ] {
            let answer = call("GET", path).respond_with(answer(&data));
            answer.mount(&made.api).await;
        }
        made
    }

    fn platform(&self) -> Arc<Platform> {
        let api = format!("{}/client/v4", self.api.uri());
        fake::platform(&api, &self.fake.signalling_url(), self.tokens.path())
    }

    /// Joins the meeting and leaves it, as a command does.
    async fn join(&self) -> Result<(), JoinError> {
        let host = Host::join(self.platform(), MEETING.into(), Arc::default()).await?;
        host.leave().await;
        Ok(())
    }

    /// What was called so far, but for what each join begins with.
    async fn calls(&self) -> Vec<String> {
        let calls = self.api.received_requests().await.unwrap();
        let calls = calls.iter().map(told);
        let boring = ["GET /meetings/m-1/active-session", "GET /presets"];
        calls
            .filter(|call| !boring.iter().any(|boring| call.starts_with(boring)))
            .collect()
    }

    /// What is kept of our participant.
    fn kept(&self) -> Value {
        let files = std::fs::read_dir(self.tokens.path()).unwrap();
        let [file] = &*files.map(Result::unwrap).collect::<Vec<_>>() else {
            panic!("there is one file");
        };
        assert_eq!(mode(&file.path()), 0o600);
        serde_json::from_slice(&std::fs::read(file.path()).unwrap()).unwrap()
    }

    fn keep(&self, token: &str) {
        let files = std::fs::read_dir(self.tokens.path()).unwrap();
        let file = files.map(Result::unwrap).next().unwrap().path();
        let kept = json!({
            "user_id": OWN,
            "token": token,
            "view_type": null,
            "preset_name": "host",
            "hidden": true,
        });
        std::fs::write(file, kept.to_string()).unwrap();
    }
}

fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().unwrap().permissions().mode() & 0o777
}

fn call(verb: &str, end: &str) -> MockBuilder {
    let app = "/client/v4/accounts/acc/realtime/kit/app";
    Mock::given(method(verb)).and(path(format!("{app}{end}")))
}

fn told(request: &Request) -> String {
    let path = request.url.path();
    let path = path.rsplit_once("/kit/app").map_or(path, |(_, end)| end);
    format!("{} {path}", request.method)
}

fn answer(data: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"success": true, "data": data}))
}

fn refusal(status: u16, message: &str) -> ResponseTemplate {
    let error = json!({"code": status, "message": message});
    ResponseTemplate::new(status).set_body_json(json!({"success": false, "error": error}))
}

fn ours(preset_name: &str, token: Option<&str>) -> Value {
    json!({
        "id": OWN,
        "custom_participant_id": "dyte-stage",
        "preset_name": preset_name,
        "token": token,
    })
}

fn ids(range: std::ops::Range<u32>) -> Value {
    range.map(|n| json!({"id": format!("u-{n}")})).collect()
}

#[tokio::test]
async fn a_list_is_read_to_its_end_by_its_own_account() {
    let made = Made::new().await;
    for (page, end) in [("1", 2), ("2", 3)] {
        let paging = json!({"total_count": 3, "start_offset": 1, "end_offset": end});
        let data = if page == "1" { ids(0..2) } else { ids(2..3) };
        let body = json!({"success": true, "data": data, "paging": paging});
        call("GET", PARTICIPANTS)
            .and(query_param("page_no", page))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&made.api)
            .await;
    }
    let participants = made.platform().rest.participants(&MEETING.into()).await;
    let found: Vec<_> = participants.unwrap().into_iter().map(|p| p.id).collect();
    assert_eq!(found, ["u-0", "u-1", "u-2"]);
}

#[tokio::test]
async fn a_list_that_does_not_count_is_read_until_a_page_brings_nothing_new() {
    let made = Made::new().await;
    // This platform gives no more than fifty, whatever it is asked for, and repeats the last ones.
    for (page, data) in [("1", ids(0..50)), ("2", ids(50..70)), ("3", ids(50..70))] {
        call("GET", PARTICIPANTS)
            .and(query_param("page_no", page))
            .and(query_param("per_page", "100"))
            .respond_with(answer(&data))
            .expect(1)
            .mount(&made.api)
            .await;
    }
    let participants = made.platform().rest.participants(&MEETING.into()).await;
    assert_eq!(participants.unwrap().len(), 70);
}

#[tokio::test]
async fn a_list_may_count_inside_its_data_or_beside_it_or_not_say_how_many_there_are() {
    let inside = json!({"total_count": 2, "start_offset": 1, "end_offset": 1});
    let page = |n: u32| json!([{"id": format!("p-{n}"), "user_id": format!("u-{n}")}]);
    for counted in [
        |page, paging| json!({"success": true, "data": {"participants": page, "paging": paging}}),
        |page, paging| json!({"success": true, "data": {"participants": page}, "paging": paging}),
        |page, _| json!({"success": true, "data": {"participants": page}, "paging": {}}),
    ] {
        let made = Made::new().await;
        for n in [1, 2, 3] {
            let mut paging = inside.clone();
            paging["end_offset"] = n.into();
            let items = if n == 3 { json!([]) } else { page(n) };
            call("GET", "/sessions/s-1/participants")
                .and(query_param("page_no", n.to_string()))
                .respond_with(ResponseTemplate::new(200).set_body_json(counted(items, paging)))
                .mount(&made.api)
                .await;
        }
        let there = made.platform().session_roster(&"s-1".into()).await.unwrap();
        assert_eq!(there.participants().count(), 2);
    }
}

#[tokio::test]
async fn live_sessions_are_read_from_inside_their_list() {
    let made = Made::new().await;
    let sessions = json!([
        {"id": "s-1", "associated_id": "m-1", "status": "LIVE"},
        {"id": "s-2", "associated_id": "m-2", "status": "ENDED"},
        {"id": "s-3", "associated_id": "m-3", "status": "SOMETHING_NEW", "ended_at": "null"},
    ]);
    call("GET", "/sessions")
        .and(query_param("status", "LIVE"))
        .respond_with(answer(&json!({"sessions": sessions})))
        .mount(&made.api)
        .await;
    let live = made.platform().rest.live_sessions().await.unwrap();
    let live: Vec<_> = live.into_iter().map(|session| session.id).collect();
    assert_eq!(live, ["s-1", "s-3"]);
}

#[tokio::test]
async fn the_gateways_own_envelope_is_as_good() {
    let made = Made::new().await;
    let body = json!({"success": true, "errors": [], "messages": [], "result": {"id": "m-1"}});
    call("GET", "/meetings/m-1")
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(&made.api)
        .await;
    let meeting = made.platform().rest.meeting(&MEETING.into()).await;
    assert_eq!(meeting.unwrap().id, "m-1");
}

#[tokio::test]
async fn a_participant_that_there_is_already_is_found_and_refreshed() {
    for status in [400, 409] {
        let made = Made::live().await;
        let exists = refusal(status, "custom_participant_id is taken");
        let posted = call("POST", PARTICIPANTS).respond_with(exists).expect(1);
        posted.mount(&made.api).await;
        let others = json!([{"id": "u-1", "custom_participant_id": null}, ours("host", None)]);
        let listed = call("GET", PARTICIPANTS).respond_with(answer(&others));
        listed.mount(&made.api).await;
        let token = answer(&json!({"token": "participant-token-7"}));
        let refreshed = call("POST", REFRESH).respond_with(token).expect(1);
        refreshed.mount(&made.api).await;
        made.join().await.unwrap();
        assert_eq!(made.kept()["token"], "participant-token-7");
    }
}

#[tokio::test]
async fn a_participant_with_another_preset_is_given_ours_before_it_joins() {
    let made = Made::live().await;
    let visible = ours("presenter", Some("participant-token-1"));
    let posted = call("POST", PARTICIPANTS).respond_with(answer(&visible));
    posted.mount(&made.api).await;
    let hidden = ours("host", Some("participant-token-2"));
    call("PATCH", "/meetings/m-1/participants/u-host")
        .and(body_partial_json(json!({"preset_name": "host"})))
        .respond_with(answer(&hidden))
        .expect(1)
        .mount(&made.api)
        .await;
    made.join().await.unwrap();
    assert_eq!(made.kept()["token"], "participant-token-2");
}

#[tokio::test]
async fn a_refusal_that_is_no_duplicate_is_told_as_it_is() {
    let made = Made::live().await;
    let posted = call("POST", PARTICIPANTS).respond_with(refusal(400, "preset is not valid"));
    posted.mount(&made.api).await;
    let listed = call("GET", PARTICIPANTS).respond_with(answer(&json!([])));
    listed.mount(&made.api).await;
    let error = made.join().await.unwrap_err();
    let told = "the platform refused the request: preset is not valid (HTTP 400)";
    assert_eq!(error.to_string(), told);
}

#[tokio::test]
async fn a_token_is_kept_and_used_again() {
    let made = Made::live().await;
    let added = answer(&ours("host", Some("participant-token-1")));
    let posted = call("POST", PARTICIPANTS).respond_with(added).expect(1);
    posted.mount(&made.api).await;
    made.join().await.unwrap();
    assert_eq!(made.kept()["user_id"], OWN);
    let before = made.calls().await;
    made.join().await.unwrap();
    assert_eq!(made.calls().await, before);
    assert_eq!(made.fake.count("socket opened"), 2);
}

#[tokio::test]
async fn a_kept_token_that_has_ended_is_replaced_before_it_is_used() {
    let made = Made::live().await;
    let added = answer(&ours("host", Some("participant-token-1")));
    call("POST", PARTICIPANTS)
        .respond_with(added)
        .mount(&made.api)
        .await;
    let token = answer(&json!({"token": "participant-token-2"}));
    let refreshed = call("POST", REFRESH).respond_with(token).expect(1);
    refreshed.mount(&made.api).await;
    made.join().await.unwrap();
    made.keep(ENDED);
    made.join().await.unwrap();
    assert_eq!(made.kept()["token"], "participant-token-2");
    assert_eq!(made.fake.count("socket opened"), 2);
}

#[tokio::test]
async fn a_participant_that_is_gone_is_added_again() {
    let made = Made::live().await;
    let added = answer(&ours("host", Some("participant-token-1")));
    let posted = call("POST", PARTICIPANTS).respond_with(added).expect(2);
    posted.mount(&made.api).await;
    let gone = refusal(404, "no participant found");
    call("POST", REFRESH)
        .respond_with(gone)
        .mount(&made.api)
        .await;
    made.join().await.unwrap();
    made.keep(ENDED);
    made.join().await.unwrap();
}

#[tokio::test]
async fn credentials_do_not_follow_a_redirect() {
    let made = Made::new().await;
    let elsewhere = MockServer::start().await;
    for verb in ["GET", "POST"] {
        let there = ResponseTemplate::new(307).insert_header("location", elsewhere.uri());
        call(verb, "/meetings/m-1")
            .respond_with(there.clone())
            .mount(&made.api)
            .await;
        call(verb, "/meetings")
            .respond_with(there)
            .mount(&made.api)
            .await;
    }
    let platform = made.platform();
    let read = platform.rest.meeting(&MEETING.into()).await.unwrap_err();
    let made_one = platform.rest.create_meeting("Town hall").await.unwrap_err();
    for error in [read, made_one] {
        let refused = matches!(error, Error::Refused(Refused::Request(307, _)));
        assert!(refused, "{error}");
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_says_that_it_failed_has_failed_whatever_its_status() {
    for body in [
        json!({"success": false, "data": []}),
        json!({"success": false, "errors": [{"code": 7, "message": "no"}], "result": []}),
        json!({"errors": [{"code": 7, "message": "no"}], "data": []}),
    ] {
        let made = Made::new().await;
        call("GET", "/presets")
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(&made.api)
            .await;
        let presets = made.platform().rest.presets().await;
        assert!(matches!(
            presets,
            Err(Error::Refused(Refused::Request(200, _)))
        ));
    }
}
