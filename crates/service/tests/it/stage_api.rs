//! The Stage API over HTTP: every refusal is a problem document that says what is wrong.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{AMARA, Api, send};

#[tokio::test]
async fn nobody_gets_in_without_the_token() {
    let api = Api::start().await;
    let path = "/v1/meetings/demo/stage";
    let none = send(api.request(Method::GET, path)).await;
    assert_eq!(none.problem(), (401, "unauthorized"));
    assert_eq!(none.headers["www-authenticate"], "Bearer");
    let wrong = send(api.request(Method::GET, path).bearer_auth("a token")).await;
    assert_eq!(wrong.problem(), (401, "unauthorized"));
    // Nor learns which routes there are.
    let unknown = send(api.request(Method::GET, "/v1/secrets")).await;
    assert_eq!(unknown.problem(), (401, "unauthorized"));

    let health = send(api.request(Method::GET, "/v1/health")).await;
    assert_eq!(health.body["status"], "ok");
    let whoami = api.get("/v1/whoami").await;
    assert_eq!(whoami.body, json!({"platform": "sandbox", "role": "admin"}));
    api.stop().await;
}

#[tokio::test]
async fn unknown_routes_methods_and_meetings_are_problems() {
    let api = Api::start().await;
    assert_eq!(
        api.get("/v1/meeting").await.problem(),
        (404, "route_not_found")
    );
    assert_eq!(
        api.get("/v1/meetings/demo/stage/grant").await.problem(),
        (405, "method_not_allowed")
    );
    assert_eq!(
        api.post("/v1/health", "").await.problem(),
        (405, "method_not_allowed")
    );
    let unreadable = api.get("/v1/meetings/%ff/stage").await;
    assert_eq!(unreadable.problem(), (422, "invalid_request"));
    for path in ["/v1/meetings/nowhere", "/v1/meetings/nowhere/stage"] {
        assert_eq!(api.get(path).await.problem(), (404, "meeting_not_found"));
    }
    let created = api.post("/v1/meetings", r#"{"title":"idle"}"#).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let id = created.body["meeting"]["id"].as_str().unwrap();
    let idle = api.get(&format!("/v1/meetings/{id}/stage")).await;
    assert_eq!(idle.problem(), (409, "no_live_session"));
    api.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_refused_by_the_name_of_its_member() {
    let api = Api::start().await;
    let cases = [
        (json!({}), None),
        (json!({"all": true, "participants": [AMARA]}), None),
        (json!({"participants": [AMARA, 5]}), Some("participants[1]")),
        (
            json!({"participants": [AMARA, " "]}),
            Some("participants[1]"),
        ),
        (json!({"participants": AMARA}), Some("participants")),
        (json!({"everybody": true}), Some("everybody")),
        (json!({"all": "yes"}), Some("all")),
        (json!({"selectors": vec!["x"; 10_001]}), Some("selectors")),
        (json!([]), None),
    ];
    for (body, field) in cases {
        let answer = api.grant(body.clone()).await;
        assert_eq!(answer.problem(), (422, "invalid_request"), "{body}");
        assert_eq!(answer.body["field"].as_str(), field, "{body}");
    }
    let path = "/v1/meetings/demo/stage/grant";
    for body in ["", "{", r#"{"all":true}}"#, "\u{fffd}"] {
        assert_eq!(
            api.post(path, body).await.problem(),
            (422, "invalid_request")
        );
    }
    let large = format!(r#"{{"participants":["{}"]}}"#, "x".repeat(1024 * 1024));
    assert_eq!(api.post(path, large).await.problem(), (413, "too_large"));
    let empty = api.post("/v1/meetings", r#"{"title":"  "}"#).await;
    assert_eq!(empty.problem(), (422, "invalid_request"));
    assert_eq!(empty.body["field"], "title");
    for query in ["/v1/meetings?page=x", "/v1/meetings/demo/stage?who=amara"] {
        assert_eq!(api.get(query).await.problem(), (422, "invalid_request"));
    }
    // Nothing of this changed anything.
    let requests = api.get("/v1/meetings/demo/stage/requests").await;
    assert_eq!(requests.body["requests"].as_array().unwrap().len(), 5);
    api.stop().await;
}

#[tokio::test]
async fn results_come_in_the_order_given_and_one_bad_id_stops_nobody() {
    let api = Api::start().await;
    let ids = json!(["nobody", AMARA, "crew-1", AMARA, "guest-101"]);
    let answer = api.grant(json!({"participants": ids})).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["outcome"], "partial");
    let results = answer.body["results"].as_array().unwrap();
    let told: Vec<_> = results
        .iter()
        .map(|r| (r["id"].as_str().unwrap(), r["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("nobody", "not_found"),
            (AMARA, "done"),
            ("crew-1", "unchanged"),
            ("guest-101", "done"),
        ]
    );
    assert_eq!(results[1]["stage_status"], "ACCEPTED_TO_JOIN_STAGE");
    // The API takes exact ids only, unless it is asked to guess.
    let prefix = api.grant(json!({"participants": ["e90b3d"]})).await;
    assert_eq!(prefix.body["results"][0]["outcome"], "not_found");
    let guessed = api
        .grant(json!({"selectors": ["e90b3d"], "dry_run": true}))
        .await;
    assert_eq!(guessed.body["results"][0]["outcome"], "done");
    assert_eq!(guessed.body["dry_run"], true);
    let nobody = api.grant(json!({"participants": []})).await;
    assert_eq!(nobody.body["outcome"], "done");
    assert_eq!(nobody.body["results"], json!([]));
    api.stop().await;
}

#[tokio::test]
async fn one_participant_is_found_or_it_is_said_why_not() {
    let api = Api::start().await;
    let stage = "/v1/meetings/demo/stage?participant=";
    let amara = api.get(&format!("{stage}name:amara%20okafor")).await;
    assert_eq!(amara.body["participants"][0]["user_id"], AMARA);
    assert_eq!(amara.body["counts"]["REQUESTED_TO_JOIN_STAGE"], 1);
    let nobody = api.get(&format!("{stage}amara")).await;
    assert_eq!(nobody.problem(), (404, "participant_not_found"));
    // The hidden producer is in the room; nobody is told.
    let hidden = api.get(&format!("{stage}crew-2")).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    api.stop().await;
}

#[tokio::test]
async fn a_participant_is_acted_for_and_their_connection_is_watched() {
    let api = Api::start().await;
    let new = json!({"custom_participant_id": "panel-2", "preset_name": "webinar_panelist"});
    let path = "/v1/meetings/demo/participants";
    let added = api.post(path, new.to_string()).await;
    let user = added.body["participant"]["user_id"].clone();
    let join = format!("{path}/panel-2/stage/join");
    let dry = api.post(&join, r#"{"dry_run":true}"#).await;
    assert_eq!(
        (&dry.body["dry_run"], &dry.body["outcome"]),
        (&json!(true), &json!("done"))
    );
    assert_eq!(dry.body["connection"], Value::Null);

    let joined = api.post(&join, "{}").await;
    assert_eq!(joined.status, StatusCode::OK);
    let id = joined.body["connection_id"].as_str().unwrap().to_owned();
    let mut body = joined.body.clone();
    body["connection_id"] = json!("ID");
    let peer_id = body["peer_id"].take();
    assert_eq!(
        body,
        json!({
            "platform": "sandbox",
            "meeting_id": "demo",
            "session_id": "7e2615db-8bd9-5751-bd28-e2a48d7fdd66",
            "operation": "join",
            "participant": {
                "user_id": user,
                "custom_participant_id": "panel-2",
                "preset_name": "webinar_panelist",
            },
            "outcome": "done",
            "stage_status": "ON_STAGE",
            "detail": "on stage; the platform put them there as they came in",
            "connection": "held",
            "connection_id": "ID",
            "peer_id": null,
        })
    );
    // Whoever acts again for the same one uses the same connection.
    let again = api.post(&join, "{}").await;
    assert_eq!(again.body["outcome"], "unchanged");
    assert_eq!(again.body["connection_id"], *id);

    let connection = format!("/v1/connections/{id}");
    let now = api.get(&connection).await.body["connection"].clone();
    assert_eq!(
        (&now["state"], &now["stage_status"]),
        (&json!("connected"), &json!("ON_STAGE"))
    );
    assert_eq!(now["peer_id"], peer_id);
    let revision = now["revision"].as_u64().unwrap();
    let after = format!("{connection}?after={revision}");
    let kick = json!({"participants": ["panel-2"]}).to_string();
    let (changed, _) = tokio::join!(
        api.get(&after),
        api.post("/v1/meetings/demo/stage/kick", kick.clone())
    );
    let changed = &changed.body["connection"];
    assert_eq!(changed["stage_status"], "OFF_STAGE");
    let after = format!("{connection}?after={}", changed["revision"]);
    let removal = format!("{path}/kick");
    let (ended, _) = tokio::join!(api.get(&after), api.post(&removal, kick));
    let ended = &ended.body["connection"];
    assert_eq!(ended["state"], "ended");
    assert_eq!(ended["problem"]["code"], "removed");

    // What rests on nothing is not held.
    let leave = api
        .post(&format!("{path}/guest-101/stage/cancel"), "{}")
        .await;
    assert_eq!(leave.body["connection"], "detached");
    assert_eq!(leave.body["connection_id"], Value::Null);
    api.stop().await;
}

#[tokio::test]
async fn acting_is_refused_in_problem_documents() {
    let api = Api::start().await;
    let of = |id: &str, operation: &str| {
        format!("/v1/meetings/demo/participants/{id}/stage/{operation}")
    };
    let nobody = api.post(&of("nobody", "join"), "{}").await;
    assert_eq!(nobody.problem(), (404, "participant_not_found"));
    let host = api
        .post("/v1/meetings/demo/stage/kick", r#"{"all":true}"#)
        .await;
    assert_eq!(host.status, StatusCode::OK);
    let ours = api.post(&of("dyte-stage", "join"), "{}").await;
    assert_eq!(ours.problem(), (422, "invalid_request"));
    let odd = api
        .post(&of("guest-101", "join"), r#"{"second":true}"#)
        .await;
    assert_eq!(odd.problem(), (422, "invalid_request"));
    assert_eq!(odd.body["field"], "second");
    let get = api.get(&of("guest-101", "join")).await;
    assert_eq!(get.problem(), (405, "method_not_allowed"));
    let unknown = api.get("/v1/connections/unknown").await;
    assert_eq!(unknown.problem(), (404, "connection_not_found"));
    let after = api.get("/v1/connections/unknown?after=soon").await;
    assert_eq!(after.problem(), (422, "invalid_request"));
    // An id may have anything in it.
    let slash = api.post(&of("a%2Fb%20c", "join"), "{}").await;
    assert_eq!(slash.problem(), (404, "participant_not_found"));
    assert!(slash.body["detail"].as_str().unwrap().contains("'a/b c'"));
    let conflict = api.post(&of("guest-106", "join"), "{}").await;
    assert_eq!(conflict.status, StatusCode::OK);
    assert_eq!(conflict.body["outcome"], "conflict");
    assert_eq!(conflict.body["reason"], "wrong_status");
    api.stop().await;
}
