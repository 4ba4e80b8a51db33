//! The requests of a browser SDK to the sandbox before it joins.

use std::time::Duration;

use net::{Reach, client};
use reqwest::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use reqwest::{Client, Method, Response, StatusCode};
use sandbox::{DEMO, DemoOptions, Sandbox, View};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Platform {
    http: Client,
    sandbox: Sandbox,
    _home: TempDir,
}

impl Platform {
    async fn start(view: View) -> Self {
        let home = tempfile::tempdir().unwrap();
        let rehearsal = DemoOptions {
            view,
            ..DemoOptions::default()
        };
        Self {
            http: client(Reach::Loopback, Duration::from_secs(10)).unwrap(),
            sandbox: Sandbox::serve_reset(home.path(), rehearsal).await.unwrap(),
            _home: home,
        }
    }

    async fn call(&self, method: Method, path: &str, token: &str) -> Response {
        let api_url = self.sandbox.address().api_url();
        let base = api_url.strip_suffix("/client/v4").unwrap();
        let request = self.http.request(method, format!("{base}{path}"));
        let request = request
            .bearer_auth(token)
            .header(ORIGIN, "https://example.test");
        request.send().await.unwrap()
    }

    fn token(&self, who: &str) -> String {
        let meeting = DEMO.into();
        self.sandbox
            .read(|state| state.sdk_credentials(&meeting, who))
            .unwrap()
            .token
    }

    async fn details(&self, who: &str) -> Value {
        let path = "/v2/internals/participant-details";
        let answer = self.call(Method::GET, path, &self.token(who)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        answer.json::<Value>().await.unwrap()["data"].take()
    }
}

#[tokio::test]
async fn a_participant_hears_who_they_are_and_what_they_may_do() {
    let platform = Platform::start(View::Webinar).await;
    let details = platform.details("guest-106").await;
    assert_eq!(details["participant"]["name"], "Zoë Ångström");
    assert_eq!(details["participant"]["custom_participant_id"], "guest-106");
    assert_eq!(
        details["meeting"],
        json!({"id": DEMO, "title": "Demo: town hall"})
    );
    let preset = &details["preset"];
    assert_eq!(preset["name"], "webinar_viewer");
    assert_eq!(preset["config"]["view_type"], "WEBINAR");
    assert_eq!(preset["permissions"]["stage_access"], "CAN_REQUEST");
    assert_eq!(
        preset["permissions"]["media"]["audio"]["can_produce"],
        "CAN_REQUEST"
    );
    // What an SDK reads without looking whether it is there.
    assert_eq!(preset["permissions"]["plugins"]["config"], json!({}));
    for colour in ["text", "text_on_brand", "video_bg"] {
        assert!(
            preset["ui"]["design_tokens"]["colors"][colour].is_string(),
            "{colour}"
        );
    }
    let host = platform.details("crew-1").await;
    assert_eq!(host["preset"]["permissions"]["accept_stage_requests"], true);
    for (view, name) in [
        (View::Livestream, "LIVESTREAM"),
        (View::Group, "GROUP_CALL"),
    ] {
        let platform = Platform::start(view).await;
        let details = platform.details("guest-106").await;
        assert_eq!(details["preset"]["config"]["view_type"], name);
    }
}

#[tokio::test]
async fn a_page_from_anywhere_may_ask_with_any_headers_of_its_sdk() {
    let platform = Platform::start(View::Webinar).await;
    let api_url = platform.sandbox.address().api_url();
    let base = api_url.strip_suffix("/client/v4").unwrap();
    let wanted = "authorization,tracing-id,x-realtimekit-version";
    let asked = platform
        .http
        .request(
            Method::OPTIONS,
            format!("{base}/v2/internals/participant-details"),
        )
        .header(ORIGIN, "https://example.test")
        .header(ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(ACCESS_CONTROL_REQUEST_HEADERS, wanted);
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_HEADERS], wanted);
    // The management API is for no page.
    let path = "/client/v4/user/tokens/verify";
    let answer = platform.call(Method::GET, path, "").await;
    assert_eq!(answer.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN), None);
}

#[tokio::test]
async fn nothing_of_a_meeting_is_told_without_a_token_of_it() {
    let platform = Platform::start(View::Webinar).await;
    let management = platform.sandbox.address().api_token().to_owned();
    for (method, path) in [
        (Method::GET, "/v2/internals/participant-details"),
        (Method::POST, "/v2/internals/rooms"),
        (Method::GET, "/v2/plugins/user"),
        (Method::GET, "/v2/meetings/demo/active-livestream"),
        (Method::GET, "/iceservers"),
    ] {
        for token in ["", "nonsense", &management] {
            let answer = platform.call(method.clone(), path, token).await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
        let token = platform.token("guest-106");
        let answer = platform.call(method, path, &token).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["success"], true);
    }
}

#[tokio::test]
async fn reports_are_taken_and_nobody_has_flags() {
    let platform = Platform::start(View::Webinar).await;
    for path in ["/otel/logs", "/api/v1/message", "/", "/api/v1/identities/"] {
        let answer = platform.call(Method::POST, path, "").await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    let flags = platform.call(Method::POST, "/api/v1/identities/", "").await;
    let none = json!({"flags": [], "traits": []});
    assert_eq!(flags.json::<Value>().await.unwrap(), none);
}
