//! A service's connections into meetings: listed, released, shared by concurrent requests, and limited
//! in number.

use futures_util::future::join_all;
use insta::assert_snapshot;
use reqwest::StatusCode;
use serde_json::{Value, json};
use testing::fake::{Behaviour, Fake, MEETING};

use super::served::{GRANT, STAGE, Served};
use crate::fake_home::FakeHome as _;
use crate::support::Home;

/// A service with its host in the meeting, and a panelist on stage.
async fn busy() -> (Served, String) {
    let served = Served::sandbox();
    let admin = served.token("admin", &[]);
    let participants = "/v1/meetings/demo/participants";
    let panelist = json!({
        "custom_participant_id": "panel-2",
        "preset_name": "webinar_panelist",
        "display_name": "Pia",
    });
    served.post(participants, &admin, &panelist).await;
    let join = format!("{participants}/panel-2/stage/join");
    let joined = served.post(&join, &admin, &json!({})).await;
    // It outlives whoever asked for it.
    assert_eq!(joined.body["connection"], "detached");
    assert!(joined.body["connection_id"].is_string());
    served.get(STAGE, &admin).await;
    (served, admin)
}

impl Served {
    async fn connections(&self, token: &str) -> Vec<Value> {
        let answer = self.get("/v1/connections", token).await;
        answer.body["connections"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_host_and_a_participant_are_listed_and_released() {
    let (served, admin) = busy().await;
    let listed = served.connections(&admin).await;
    let told = |of: &Value| {
        let mut told = of.clone();
        let members = told.as_object_mut().unwrap();
        members.retain(|name, _| !["id", "peer_id", "revision"].contains(&&**name));
        if let Some(who) = told.get_mut("participant") {
            who.as_object_mut().unwrap().remove("user_id");
        }
        told
    };
    assert_eq!(
        listed.iter().map(told).collect::<Vec<_>>(),
        [
            json!({"role": "host", "meeting_id": "demo", "state": "connected"}),
            json!({
                "role": "participant",
                "meeting_id": "demo",
                "participant": {
                    "custom_participant_id": "panel-2",
                    "display_name": "Pia",
                    "preset_name": "webinar_panelist",
                },
                "state": "connected",
                "stage_status": "ON_STAGE",
            }),
        ]
    );
    let path = |of: &Value| format!("/v1/connections/{}", of["id"].as_str().unwrap());
    let [host, pia] = &*listed else {
        unreachable!()
    };
    let released = served.delete(&path(pia), &admin).await;
    assert_eq!(released.body["connection"]["state"], "ended");
    assert_eq!(served.connections(&admin).await, listed[..1]);
    let stage = served.get(STAGE, &admin).await;
    assert_eq!(stage.body["counts"]["ON_STAGE"], 2);
    // For a while it is known how it ended.
    let again = served.delete(&path(pia), &admin).await;
    assert_eq!(again.body["connection"]["state"], "ended");
    let unknown = served.delete("/v1/connections/unknown", &admin).await;
    assert_eq!(unknown.problem(), (404, "connection_not_found"));

    served.delete(&path(host), &admin).await;
    assert_eq!(served.connections(&admin).await, Vec::<Value>::new());
    // A host comes back when it is needed.
    assert_eq!(served.get(STAGE, &admin).await.status, StatusCode::OK);
    let back = served.connections(&admin).await;
    assert_eq!(back.len(), 1);
    assert_ne!(back[0]["id"], host["id"]);
}

#[tokio::test]
async fn from_another_terminal() {
    let (served, admin) = busy().await;
    let terminal = Home::new().with("DYTE_STAGE_SERVER_TOKEN", &admin);
    let run = |arguments: &[&str]| terminal.run(&[arguments, &["--server", &served.url]].concat());
    let listed = served.connections(&admin).await;
    let pia = listed[1]["id"].as_str().unwrap();
    insta::with_settings!({filters => [(r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]")]}, {
        assert_snapshot!(run(&["connections", "list"]), @"
        ID                                    AS           MEETING  STATE      STATUS    WHO
        [id]  host         demo     connected
        [id]  participant  demo     connected  ON_STAGE  Pia
        -- stderr
        2 connections into meetings
        -- exit 0
        ");
        assert_snapshot!(run(&["connections", "release", pia]), @"
        ID                                    AS           MEETING  STATE  STATUS  WHO
        [id]  participant  demo     ended          Pia
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(run(&["connections", "list", "-o", "id"]), @"
        [id]
        -- stderr
        1 connection into a meeting
        -- exit 0
        ");
        assert_snapshot!(run(&["connections", "release", "unknown"]), @"
        -- stderr
        error: the service has no connection 'unknown'
        hint: list them: dyte-stage connections list
        -- exit 3
        ");
        assert_snapshot!(run(&["connections", "list", "-o", "json"]), @r#"
        {"platform":"sandbox","connections":[{"id":"[id]","role":"host","meeting_id":"demo","state":"connected","revision":0}]}
        -- stderr
        -- exit 0
        "#);
    });
}

#[tokio::test]
async fn those_who_ask_at_once_share_one_host() {
    let fake = Fake::new(Behaviour::default());
    let served = Served::of(fake.home(), &[]);
    let moderator = served.token("moderator", &[]);
    let stage = format!("/v1/meetings/{MEETING}/stage");
    let (requests, grant) = (format!("{stage}/requests"), format!("{stage}/grant"));
    let amara = json!({"participants": ["u-amara"]});
    let three = (0..20).map(|_| async {
        let (stage, requests, granted) = tokio::join!(
            served.get(&stage, &moderator),
            served.get(&requests, &moderator),
            served.post(&grant, &moderator, &amara),
        );
        assert_eq!(stage.status, StatusCode::OK);
        assert_eq!(requests.status, StatusCode::OK);
        granted.body["outcome"].clone()
    });
    let granted = join_all(three).await;
    assert!(
        granted.iter().all(|outcome| outcome == "done"),
        "{granted:?}"
    );
    assert_eq!(fake.count("socket opened"), 1);
    assert_eq!(fake.count("room.joinRoom"), 1);
}

#[tokio::test]
async fn no_more_connections_than_it_may_have() {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| {
        let mut second = state["meetings"]["demo"].clone();
        second["session"]["id"] = json!("0b6e2c1a-52e7-4f0b-9f57-2f4f0c8d9e10");
        state["meetings"]["sandbox-2"] = second;
    });
    let served = Served::of(home, &["--max-connections", "1"]);
    let admin = served.token("admin", &[]);
    let second = "/v1/meetings/sandbox-2/stage";
    assert_eq!(served.get(STAGE, &admin).await.status, StatusCode::OK);
    let amara = json!({"participants": ["guest-101"]});
    for refused in [
        served.get(second, &admin).await,
        served
            .post(&format!("{second}/grant"), &admin, &amara)
            .await,
        served
            .post(
                "/v1/meetings/demo/participants/guest-106/stage/request",
                &admin,
                &json!({}),
            )
            .await,
    ] {
        assert_eq!(refused.problem(), (503, "too_many_connections"));
        assert_eq!(refused.headers["retry-after"], "60");
    }
    // Whoever has one is served.
    assert_eq!(
        served.post(GRANT, &admin, &amara).await.body["outcome"],
        "done"
    );
    let listed = served.connections(&admin).await;
    let host = format!("/v1/connections/{}", listed[0]["id"].as_str().unwrap());
    assert_eq!(served.delete(&host, &admin).await.status, StatusCode::OK);
    let stage = served.get(second, &admin).await;
    assert_eq!(stage.body["meeting_id"], "sandbox-2");
    let refused = served.get(STAGE, &admin).await;
    assert_eq!(refused.problem(), (503, "too_many_connections"));
}
