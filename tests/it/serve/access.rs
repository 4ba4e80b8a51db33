//! Access: tokens that are created, revoked and expire while the service runs, roles, and tokens for
//! single meetings.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testing::ApiResponse;
use tokio::time::interval;

use super::served::{GRANT, STAGE, Served};
use crate::stage_api::send;

#[tokio::test]
async fn a_token_holds_from_when_it_is_made_until_it_is_revoked() {
    let served = Served::sandbox();
    let before = served.get(STAGE, "dyte_stage_0").await;
    assert_eq!(before.problem(), (401, "unauthorized"));
    assert_eq!(before.headers["www-authenticate"], "Bearer");
    let board = served.token("viewer", &["--name", "board"]);
    let phone = served.token("viewer", &["--name", "phone"]);
    assert_eq!(served.get(STAGE, &board).await.status, StatusCode::OK);
    served.home.run(&["tokens", "revoke", "board"]);
    let revoked = served.get(STAGE, &board).await;
    assert_eq!(revoked.problem(), (401, "unauthorized"));
    assert_eq!(revoked.headers["www-authenticate"], "Bearer");
    assert_eq!(served.get(STAGE, &phone).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_holds_until_the_moment_at_which_it_expires() {
    let served = Served::sandbox();
    let create = ["tokens", "create", "--role", "viewer", "--name", "guest"];
    let further = ["--expires", "10s", "-o", "json"];
    let made = served.home.json(&[&create[..], &further].concat());
    let expires: Timestamp = made["expires_at"].as_str().unwrap().parse().unwrap();
    let mut held = 0;
    let mut often = interval(Duration::from_millis(50));
    loop {
        often.tick().await;
        let asked = Timestamp::now();
        let answer = served.get("/v1/whoami", made["token"].as_str().unwrap());
        let answer = answer.await.status;
        if Timestamp::now() < expires {
            assert_eq!(answer, StatusCode::OK);
            held += 1;
        } else if asked >= expires {
            assert_eq!(answer, StatusCode::UNAUTHORIZED);
            break;
        }
    }
    assert!(held > 0, "it was never looked at before it expired");
}

/// The reason for a refusal, and what to do about it.
fn told(answer: &ApiResponse) -> String {
    assert_eq!(answer.problem(), (403, "forbidden"));
    let told = |name: &str| answer.body[name].as_str().unwrap();
    format!("{}; {}", told("detail"), told("hint"))
}

#[tokio::test]
async fn a_viewer_looks_a_moderator_moderates_and_an_admin_does_the_rest() {
    let served = Served::sandbox();
    let callers = ["viewer", "moderator", "admin"].map(|role| (role, served.token(role, &[])));
    let [(_, viewer), (_, moderator), (_, admin)] = &callers;
    let amara = json!({"participants": ["guest-101"]});
    let refused = served.post(GRANT, viewer, &amara).await;
    assert_eq!(
        told(&refused),
        "this needs the role moderator; the token 'viewer' is a viewer's; \
         ask for a token with the role moderator"
    );
    let asks = served.get(&format!("{STAGE}/requests"), viewer).await;
    assert_eq!(
        asks.body["requests"][0]["custom_participant_id"],
        "guest-101"
    );
    let granted = served.post(GRANT, moderator, &amara).await;
    assert_eq!(granted.body["outcome"], "done");

    let participants = "/v1/meetings/demo/participants";
    let acting = format!("{participants}/guest-102/stage");
    let mut dry = amara.clone();
    dry["dry_run"] = json!(true);
    let own = json!({"dry_run": true});
    let add = json!({"custom_participant_id": "new", "preset_name": "webinar_viewer"});
    let needs = [
        (format!("{STAGE}/grant"), &dry, 1),
        (format!("{STAGE}/deny"), &dry, 1),
        (format!("{STAGE}/kick"), &dry, 1),
        (format!("{participants}/kick"), &dry, 1),
        (participants.to_owned(), &add, 2),
        (format!("{acting}/request"), &own, 2),
        (format!("{acting}/cancel"), &own, 2),
        (format!("{acting}/join"), &own, 2),
        (format!("{acting}/leave"), &own, 2),
        ("/v1/meetings".to_owned(), &json!({"title": "another"}), 2),
        ("/v1/presets".to_owned(), &json!({}), 2),
    ];
    for (path, body, needed) in needs {
        for (rank, (role, token)) in callers.iter().enumerate() {
            let answer = served.post(&path, token, body).await;
            if rank < needed {
                let needed = callers[needed].0;
                let reason = format!("this needs the role {needed}; the token '{role}' is");
                assert!(told(&answer).starts_with(&reason), "{path}: {answer:?}");
            } else {
                assert!(answer.status.is_success(), "{role} {path}: {answer:?}");
            }
        }
    }
    // The host is in the meeting by now.
    let connections = served.get("/v1/connections", viewer).await;
    let id = connections.body["connections"][0]["id"].as_str().unwrap();
    let connection = format!("/v1/connections/{id}");
    for token in [viewer, moderator] {
        let refused = served.delete(&connection, token).await;
        assert!(told(&refused).starts_with("this needs the role admin; "));
    }
    assert_eq!(
        served.delete(&connection, admin).await.status,
        StatusCode::OK
    );
    for path in ["/v1/presets", "/v1/doctor", "/metrics", "/v1/meetings"] {
        assert_eq!(served.get(path, viewer).await.status, StatusCode::OK);
    }
    let whoami = served.get("/v1/whoami", moderator).await;
    assert_eq!(
        whoami.body,
        json!({"platform": "sandbox", "role": "moderator", "token": "moderator"})
    );
}

#[tokio::test]
async fn a_token_for_one_meeting_is_good_for_that_one_alone() {
    let served = Served::sandbox();
    let all = served.token("admin", &["--name", "all"]);
    let other = served
        .post("/v1/meetings", &all, &json!({"title": "Other"}))
        .await;
    let other = other.body["meeting"]["id"].as_str().unwrap().to_owned();
    let demo = served.token("admin", &["--meeting", "demo"]);
    let elsewhere = served.token("admin", &["--name", "elsewhere", "--meeting", &other]);

    let stage = served.get("/v1/meetings/%64emo/stage", &demo).await;
    assert_eq!(stage.body["meeting_id"], "demo");
    for path in [STAGE, "/v1/meetings/%64emo/stage", "/v1/meetings/demo"] {
        let refused = served.get(path, &elsewhere).await;
        assert_eq!(
            told(&refused),
            "the token 'elsewhere' is for other meetings; ask for a token for this meeting"
        );
    }
    let amara = json!({"participants": ["guest-101"]});
    told(&served.post(GRANT, &elsewhere, &amara).await);
    let add = json!({"custom_participant_id": "new", "preset_name": "webinar_viewer"});
    let participants = "/v1/meetings/demo/participants";
    told(&served.post(participants, &elsewhere, &add).await);
    let join = format!("{participants}/guest-106/stage/join");
    told(&served.post(&join, &elsewhere, &json!({})).await);
    let events = format!("{STAGE}/events");
    told(&send(served.request(Method::GET, &events, &elsewhere)).await);

    // It tells of no others.
    let ids = |answer: ApiResponse| -> Value {
        let meetings = answer.body["meetings"].as_array().unwrap().iter();
        meetings.map(|meeting| meeting["id"].clone()).collect()
    };
    let list = "/v1/meetings";
    assert_eq!(ids(served.get(list, &all).await), json!(["demo", other]));
    assert_eq!(ids(served.get(list, &demo).await), json!(["demo"]));
    assert_eq!(ids(served.get(list, &elsewhere).await), json!([other]));
    let page = served.get("/v1/meetings?per_page=1", &demo).await;
    assert_eq!(page.body["total"], Value::Null);
    let live = "/v1/meetings?live=true";
    assert_eq!(ids(served.get(live, &elsewhere).await), json!([]));
    let connections = served.get("/v1/connections", &demo).await;
    let id = connections.body["connections"][0]["id"].as_str().unwrap();
    let none = served.get("/v1/connections", &elsewhere).await;
    assert_eq!(none.body["connections"], json!([]));
    let connection = format!("/v1/connections/{id}");
    for answer in [
        served.get(&connection, &elsewhere).await,
        served.delete(&connection, &elsewhere).await,
    ] {
        assert_eq!(answer.problem(), (404, "connection_not_found"));
    }
    assert_eq!(served.get(&connection, &demo).await.status, StatusCode::OK);

    // Nor of what is about all.
    for path in [
        "/metrics",
        "/v1/presets",
        "/v1/doctor",
        "/v1/doctor?meeting=demo",
    ] {
        let refused = served.get(path, &demo).await;
        assert_eq!(
            told(&refused),
            "the token 'admin' is only for some meetings; ask for a token for every meeting"
        );
    }
    for (path, body) in [(list, json!({"title": "a"})), ("/v1/presets", json!({}))] {
        told(&served.post(path, &demo, &body).await);
    }
    let whoami = served.get("/v1/whoami", &demo).await;
    assert_eq!(whoami.body["meetings"], json!(["demo"]));
}

#[tokio::test]
async fn whoever_follows_hears_nothing_more_once_their_token_is_revoked() {
    let served = Served::sandbox();
    let admin = served.token("admin", &["--name", "boss"]);
    let thief = served.token("viewer", &["--name", "thief"]);
    let mut stream = served.follow(&format!("{STAGE}/events"), &thief).await;
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: ready\n"));
    served.home.run(&["tokens", "revoke", "thief"]);
    let amara = json!({"participants": ["guest-101"]});
    let granted = served.post(GRANT, &admin, &amara).await;
    assert_eq!(granted.body["outcome"], "done");
    assert_eq!(stream.chunk().await.unwrap(), None);
}
