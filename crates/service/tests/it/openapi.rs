//! The `OpenAPI` document matches the service: its routes, operations and schemas. `support::send`
//! checks every response against it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, Value, json};
use service::openapi::document;

use crate::support::{Api, CONTRACT, TOKEN, send};

/// Which methods a path may have. What answers GET answers HEAD, too.
const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

/// The operations of the document: path, method and what is said of it.
fn operations() -> impl Iterator<Item = (&'static String, Method, &'static Map<String, Value>)> {
    let paths = document()["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| {
            let method = method.to_uppercase().parse().unwrap();
            (path, method, operation.as_object().unwrap())
        })
    })
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_document_is_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let references = references(document);
    assert!(references.len() > 100);
    for reference in references {
        let found = document.pointer(reference.strip_prefix('#').unwrap());
        assert!(found.is_some(), "{reference} leads nowhere");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        jsonschema::draft202012::meta::validate(schema).unwrap();
        assert!(schema["description"].is_string(), "{name} is not described");
        assert!(!name.contains('_'), "{name} is no good name");
    }
    // What is absent is left out.
    assert!(!document.to_string().contains(r#""null""#));
}

#[test]
fn every_operation_says_who_may_call_it_and_what_comes() {
    let mut ids = BTreeSet::new();
    let roles = ["viewer", "moderator", "admin"].map(|role| format!("Needs the role {role}."));
    for (path, method, operation) in operations() {
        let what = format!("{method} {path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap()),
            "{what}"
        );
        assert!(
            !operation["summary"].as_str().unwrap().contains('\n'),
            "{what}"
        );
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{what}");
        let description = operation["description"].as_str().unwrap();
        let is_public = ["/v1/health", "/v1/openapi.json"].contains(&&**path);
        let needed = if is_public {
            json!([{}])
        } else {
            json!([{"token": []}])
        };
        assert_eq!(operation["security"], needed, "{what}");
        let says_role = roles.iter().any(|role| description.ends_with(role));
        assert_eq!(says_role, !is_public, "{what}");
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten();
        let named: BTreeSet<_> = parameters
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let segments = path.split('/').filter_map(|s| s.strip_prefix('{'));
        let segments: BTreeSet<_> = segments.map(|s| s.trim_end_matches('}')).collect();
        assert_eq!(named, segments, "{what}");
        let takes_body = [Method::POST, Method::PUT, Method::PATCH].contains(&method);
        assert_eq!(operation.contains_key("requestBody"), takes_body, "{what}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{what}"
        );
        assert_eq!(responses.contains_key("401"), !is_public, "{what}");
    }
}

#[test]
fn a_request_has_no_members_but_those_that_are_named() {
    for (path, method, operation) in operations() {
        let Some(body) = operation.get("requestBody") else {
            continue;
        };
        let reference = &body["content"]["application/json"]["schema"]["$ref"];
        let schema = reference.as_str().unwrap().strip_prefix('#').unwrap();
        let schema = document().pointer(schema).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{method} {path}");
    }
}

/// The paths of the routes, as the sources have them.
fn paths() -> BTreeSet<&'static str> {
    let source = include_str!("../../../api/src/path.rs");
    let constants = source.lines().filter(|line| line.starts_with("pub const "));
    constants
        .map(|line| line.split('"').nth(1).unwrap())
        .collect()
}

#[tokio::test]
async fn the_document_has_the_routes_that_there_are() {
    let api = Api::start().await;
    let served = send(api.request(Method::GET, "/v1/openapi.json")).await;
    assert_eq!(served.body, *document());
    let documented = document()["paths"].as_object().unwrap();
    let documented: BTreeSet<_> = documented.keys().map(String::as_str).collect();
    assert_eq!(documented, paths());
    for path in documented {
        for method in METHODS {
            let is_there = operations().any(|(p, m, _)| (&**p, &m) == (path, &method));
            let what = format!("{method} {path}");
            let uri = path.replace(['{', '}'], "");
            let answer = send(api.request(method, &uri).bearer_auth(TOKEN)).await;
            let code = answer.body["code"].as_str().unwrap_or_default();
            let has_route = !["route_not_found", "method_not_allowed"].contains(&code);
            assert_eq!(has_route, is_there, "{what}: {code}");
        }
    }
    api.stop().await;
}

/// A body that each operation takes, changing as little as it may.
fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "createMeeting" => json!({"title": "another"}),
        "createHostPreset" => json!({}),
        "addParticipant" => json!({
            "custom_participant_id": "new",
            "preset_name": "webinar_viewer",
            "display_name": "New",
            "with_token": true,
        }),
        "kickParticipants" => json!({"participants": ["guest-101", "nobody"], "dry_run": true}),
        "grant" | "deny" => json!({"selectors": ["guest-101", "name:a"], "dry_run": true}),
        "kick" => json!({"all": true, "including_hosts": true, "dry_run": true}),
        "request" | "cancel" | "join" | "leave" => json!({"dry_run": true}),
        _ => return None,
    })
}

#[tokio::test]
async fn a_good_answer_of_every_operation_is_as_documented() {
    let api = Api::start().await;
    for (path, method, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        if ["getConnection", "releaseConnection", "followStage"].contains(&id) {
            // Where a connection is held, there it is looked at; and what follows has no end.
            continue;
        }
        let path = path.replace("{meeting}", "demo");
        let path = path.replace("{participant}", "guest-101");
        let mut request = api.request(method, &path).bearer_auth(TOKEN);
        if let Some(body) = body(id) {
            request = request.body(body.to_string());
        }
        let answer = send(request).await;
        assert!(answer.status.is_success(), "{id}: {:#}", answer.body);
    }
    api.stop().await;
}

/// Bodies that are nearly right.
fn odd_bodies() -> [(&'static str, Value); 15] {
    let added = |odd: Value| {
        let mut body = json!({"custom_participant_id": "new", "preset_name": "webinar_viewer"});
        let members = body.as_object_mut().unwrap();
        members.extend(odd.as_object().unwrap().clone());
        body
    };
    [
        ("createMeeting", json!({"title": " "})),
        ("createMeeting", json!(["a title"])),
        ("addParticipant", added(json!({"display_name": null}))),
        ("addParticipant", added(json!({"preset_name": ""}))),
        (
            "addParticipant",
            added(json!({"custom_participant_id": ""})),
        ),
        ("grant", json!({})),
        ("grant", json!({"all": false})),
        ("grant", json!({"all": true, "participants": []})),
        ("grant", json!({"all": true, "selectors": null})),
        ("deny", json!({"participants": ["guest-101", ""]})),
        ("kick", json!({"selectors": vec!["x"; 10_001]})),
        ("kickParticipants", json!({"dry_run": true})),
        (
            "kickParticipants",
            json!({"participants": [], "selectors": []}),
        ),
        (
            "kickParticipants",
            json!({"participants": null, "selectors": []}),
        ),
        ("cancel", json!([])),
    ]
}

#[tokio::test]
async fn the_document_refuses_what_the_service_refuses() {
    let api = Api::start().await;
    for (id, body) in odd_bodies() {
        let mut all = operations();
        let (path, method, operation) = all.find(|(_, _, o)| o["operationId"] == id).unwrap();
        let content = &operation["requestBody"]["content"]["application/json"];
        let is_refused = !CONTRACT.errors(&content["schema"], &body).is_empty();
        let what = format!("{id} {:.80}", body.to_string());
        assert!(is_refused, "{what} is as documented");
        let path = path.replace("{meeting}", "demo");
        let path = path.replace("{participant}", "guest-101");
        let request = api.request(method, &path).bearer_auth(TOKEN);
        let answer = send(request.body(body.to_string())).await;
        assert_eq!(answer.problem(), (422, "invalid_request"), "{what}");
    }
    let (_, _, list) = operations()
        .find(|(_, _, o)| o["operationId"] == "listMeetings")
        .unwrap();
    for (at, name) in [(1, "page"), (2, "per_page")] {
        let parameter = &list["parameters"][at];
        assert_eq!(
            (&parameter["name"], &parameter["schema"]["maximum"]),
            (&json!(name), &json!(u32::MAX))
        );
        for (number, status) in [(u64::from(u32::MAX), 200), (u64::from(u32::MAX) + 1, 422)] {
            let answer = api.get(&format!("/v1/meetings?{name}={number}")).await;
            assert_eq!(answer.status, status, "{name}={number}");
        }
    }
    api.stop().await;
}
