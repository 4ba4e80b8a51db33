//! What the operator of a service sees: request ids, the log, metrics; and bodies that are too large.

use std::collections::BTreeMap;

use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testing::ApiResponse;
use testing::fake::{Acts, Behaviour, Fake, MEETING};
use testing::until;

use super::served::{GRANT, STAGE, Served, audit_log, audited};
use crate::fake_home::FakeHome as _;
use crate::stage_api::send;
use crate::support::Home;

/// The id under which a request was answered.
fn id(answer: &ApiResponse) -> &str {
    answer.headers["x-request-id"].to_str().unwrap()
}

/// Whether an id is one that the service made: what no other process has, and a number.
fn is_made(id: &str) -> bool {
    id.split_once('-')
        .is_some_and(|(process, number)| process.len() == 16 && number.parse::<u64>().is_ok())
}

#[tokio::test]
async fn a_request_is_known_by_its_id_everywhere() {
    let home = Home::rehearsing();
    let log = audit_log(&home);
    let options = ["--log-format", "json", "--audit-log", log.to_str().unwrap()];
    let served = Served::of(home, &options);
    let moderator = served.token("moderator", &[]);
    let amara = json!({"participants": ["guest-101"], "dry_run": true});
    let grant = || served.request(Method::POST, GRANT, &moderator).json(&amara);

    let own = send(grant().header("x-request-id", "ci-42/step:7")).await;
    assert_eq!(id(&own), "ci-42/step:7");
    let made = send(grant()).await;
    assert!(is_made(id(&made)), "{}", id(&made));
    let unauthorized = send(served.request(Method::GET, STAGE, "nobody")).await;
    let nobodys = id(&unauthorized).to_owned();
    let mut replaced = Vec::new();
    for nasty in [
        HeaderValue::from_static("##[group]a"),
        HeaderValue::from_static("a\"b"),
        HeaderValue::from_static("a b"),
        HeaderValue::from_static(""),
        HeaderValue::from_bytes(b"a\xff").unwrap(),
        HeaderValue::from_str(&"a".repeat(129)).unwrap(),
    ] {
        let answer = send(grant().header("x-request-id", &nasty)).await;
        assert_ne!(answer.headers["x-request-id"], nasty);
        assert!(is_made(id(&answer)), "{nasty:?}");
        replaced.push(id(&answer).to_owned());
    }

    let ids = |lines: &[Value]| -> Vec<String> {
        let ids = lines
            .iter()
            .map(|line| line["request_id"].as_str().unwrap());
        ids.map(ToOwned::to_owned).collect()
    };
    let mut known = vec![id(&own).to_owned(), id(&made).to_owned()];
    known.extend(replaced);
    assert_eq!(ids(&audited(&served.home)), known);
    known.insert(2, nobodys);
    let (output, _home) = served.stop("TERM");
    let log = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (before, answered): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| line["message"] != "answered");
    assert_eq!(ids(&answered), known);
    // It began when nobody had a token.
    assert!(
        before[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("nobody has a token yet")
    );
    let of = |line: &Value, name: &str| line[name].clone();
    let first = &answered[0];
    assert_eq!(of(first, "level"), "INFO");
    assert_eq!(
        (of(first, "method"), of(first, "path")),
        (json!("POST"), json!(GRANT))
    );
    assert_eq!(
        (of(first, "status"), of(first, "token")),
        (json!(200), json!("moderator"))
    );
    assert_eq!(
        (of(&answered[2], "status"), of(&answered[2], "token")),
        (json!(401), Value::Null)
    );
    assert!(!log.contains(&moderator));
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_too_large() {
    let home = Home::rehearsing();
    let log = audit_log(&home);
    let served = Served::of(home, &["--audit-log", log.to_str().unwrap()]);
    let moderator = served.token("moderator", &[]);
    let with = |length: usize| {
        let empty = json!({"participants": [""]}).to_string().len();
        json!({"participants": ["x".repeat(length - empty)]})
    };
    let mebibyte = 1024 * 1024;
    let fits = served.post(GRANT, &moderator, &with(mebibyte)).await;
    assert_eq!(fits.body["results"][0]["outcome"], "not_found");
    let large = served.post(GRANT, &moderator, &with(mebibyte + 1)).await;
    assert_eq!(large.problem(), (413, "too_large"));
    let line = audited(&served.home).pop().unwrap();
    assert_eq!(
        (&line["code"], &line["asked"]),
        (&json!("too_large"), &Value::Null)
    );
}

/// Metrics, by their names and labels as they are written.
struct Metrics(BTreeMap<String, String>);

impl Metrics {
    /// Reads `OpenMetrics` text, as a scraper does.
    fn parse(text: &str) -> Self {
        let text = text.strip_suffix("# EOF\n").unwrap();
        let is_name = |name: &str| {
            let mut chars = name.chars();
            chars.next().is_some_and(|c| c.is_ascii_lowercase())
                && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let mut families: BTreeMap<&str, &str> = BTreeMap::new();
        let mut samples = BTreeMap::new();
        for line in text.lines() {
            if let Some(family) = line.strip_prefix("# TYPE ") {
                let (name, kind) = family.split_once(' ').unwrap();
                assert!(families.insert(name, kind).is_none(), "{name} comes twice");
                continue;
            }
            if line.starts_with("# HELP ") {
                continue;
            }
            let (sample, value) = line.rsplit_once(' ').unwrap();
            let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
            let suffixes: &[&str] = match families.iter().find(|(of, _)| name.starts_with(**of)) {
                Some((_, &"counter")) => &["_total"],
                Some((_, &"histogram")) => &["_bucket", "_sum", "_count"],
                Some((_, &"gauge")) => &[""],
                other => panic!("{other:?}: {line}"),
            };
            let of_family = |suffix: &&str| {
                name.strip_suffix(*suffix)
                    .is_some_and(|family| families.contains_key(family))
            };
            assert!(is_name(name) && suffixes.iter().any(of_family), "{line}");
            let labels = labels.strip_suffix('}').unwrap();
            for label in labels.split("\",").filter(|label| !label.is_empty()) {
                let (name, value) = label.split_once("=\"").unwrap();
                let value = value.trim_end_matches('"');
                assert!(is_name(name) && !value.contains(['"', '\\']), "{line}");
            }
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let before = samples.insert(sample.to_owned(), value.to_owned());
            assert_eq!(before, None, "{line}");
        }
        Self(samples)
    }

    fn get(&self, sample: &str) -> &str {
        let found = self.0.get(&format!("dyte_stage_{sample}"));
        found.unwrap_or_else(|| panic!("no {sample} in: {:#?}", self.0))
    }
}

impl Served {
    async fn metrics(&self, token: &str) -> (Metrics, String) {
        let answer = self.get("/metrics", token).await;
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        assert_eq!(answer.headers["content-type"], kind);
        let text = answer.body.as_str().unwrap().to_owned();
        (Metrics::parse(&text), text)
    }
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_tell_how_connections_do() {
    let fake = Fake::new(Behaviour::default());
    let served = Served::of(fake.home(), &[]);
    let admin = served.token("admin", &[]);
    let (idle, _) = served.metrics(&admin).await;
    assert_eq!(idle.get(r#"connections{role="host"}"#), "0");

    let stage = format!("/v1/meetings/{MEETING}/stage");
    for _ in 0..3 {
        served.get(&stage, &admin).await;
    }
    served.get("/v1/meetings/elsewhere/stage", &admin).await;
    served.get("/v1/secret-route", &admin).await;
    served.get("/v1/connections/c-1", &admin).await;
    let odd = Method::from_bytes(b"BREW-17").unwrap();
    send(served.request(odd, "/v1/whoami", "nobody")).await;
    let follow = format!("{stage}/events");
    let events = served.follow(&follow, &admin).await;
    // It is sent, takes no effect, and is looked for in vain.
    fake.acts_once(Acts::Nothing);
    let grant = format!("{stage}/grant");
    let body = json!({"participants": ["u-amara", "u-chen"]});
    let granted = served.post(&grant, &admin, &body).await;
    assert_eq!(granted.body["outcome"], "unconfirmed");
    fake.cut();
    fake.logged("room.joinRoom", 2).await;

    let (metrics, text) = served.metrics(&admin).await;
    let counted = |method: &str, route: &str, status: u16| {
        let labels = format!(r#"method="{method}",route="{route}",status="{status}""#);
        metrics.get(&format!("http_requests_total{{{labels}}}"))
    };
    let template = "/v1/meetings/{meeting}/stage";
    for (is, wanted) in [
        (counted("GET", template, 200), "3"),
        (counted("GET", template, 404), "1"),
        (counted("GET", "none", 404), "1"),
        (counted("GET", "/v1/connections/{connection}", 404), "1"),
        (counted("other", "/v1/whoami", 401), "1"),
        (counted("GET", &format!("{template}/events"), 200), "1"),
        (counted("POST", &format!("{template}/grant"), 200), "1"),
        (counted("GET", "/metrics", 200), "1"),
        (metrics.get("unconfirmed_total"), "2"),
        (metrics.get("reconnects_total"), "1"),
        (metrics.get(r#"connections{role="host"}"#), "1"),
        (metrics.get(r#"connections{role="participant"}"#), "0"),
        (metrics.get("event_readers"), "1"),
    ] {
        assert_eq!(is, wanted, "{text}");
    }
    let took = format!(r#"http_request_duration_seconds_count{{route="{template}"}}"#);
    assert_eq!(metrics.get(&took), "4");
    for id in [MEETING, "elsewhere", "secret", "c-1", "u-amara", "BREW"] {
        assert!(!text.contains(id), "{id} in: {text}");
    }
    drop(events);
    let (served, admin) = (&served, &admin);
    until("whoever follows no more is counted", || async move {
        served.metrics(admin).await.0.get("event_readers") == "0"
    })
    .await;
    assert_eq!(served.get(&stage, admin).await.status, StatusCode::OK);
}
