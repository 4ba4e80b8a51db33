//! A service that is killed in the middle of its work: every operation it reported is in the audit log.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testing::BOUND;
use tokio::sync::watch;

use super::served::{GRANT, STAGE, Served, audit_log, token};
use crate::support::Home;

const CLIENTS: usize = 6;
/// How many answers arrive before it is killed.
const ANSWERS: usize = 60;
const KILLS: usize = 4;
/// What a machine that loses its power may leave of a line.
const HALF: &[u8] = br#"{"time":"2"#;

/// A client who grants and denies until there is no answer, and the ids of the answers that came.
async fn client(
    served: &Served,
    moderator: &str,
    (round, number): (usize, usize),
    answers: &watch::Sender<usize>,
) -> Vec<String> {
    let mut answered = Vec::new();
    for operation in ["grant", "deny"].into_iter().cycle() {
        let id = format!("{round}-{number}-{}", answered.len());
        let path = format!("{STAGE}/{operation}");
        let body = json!({"participants": [format!("viewer-{number}")]});
        let request = served.request(Method::POST, &path, moderator);
        let request = request.header("x-request-id", &id).json(&body);
        let Ok(answer) = request.send().await else {
            break;
        };
        let Ok(answer) = answer.json::<Value>().await else {
            break;
        };
        assert!(answer["outcome"].is_string(), "{answer}");
        answered.push(id);
        answers.send_modify(|answers| *answers += 1);
    }
    answered
}

#[tokio::test]
async fn whatever_was_answered_is_in_the_audit_log() {
    let mut home = Home::rehearsing();
    let viewers = CLIENTS.to_string();
    home.run(&[
        "sandbox",
        "reset",
        "--viewers",
        &viewers,
        "--requests",
        &viewers,
    ]);
    let moderator = token(&home, "moderator", &[]);
    let log = audit_log(&home);
    let option = log.to_str().unwrap().to_owned();
    let mut before = 0;
    for round in 0..KILLS {
        let served = Served::of(home, &["--audit-log", &option]);
        let answers = watch::Sender::new(0);
        let clients = (1..=CLIENTS).map(|n| client(&served, &moderator, (round, n), &answers));
        let kill = async {
            let mut answers = answers.subscribe();
            let enough = answers.wait_for(|answers| *answers >= ANSWERS);
            tokio::time::timeout(BOUND, enough).await.unwrap().unwrap();
            served.running.signal("KILL");
        };
        let (answered, ()) = tokio::join!(join_all(clients), kill);
        let answered: Vec<_> = answered.concat();
        assert!(answered.len() >= ANSWERS);
        let (_, same) = served.stop("KILL");
        home = same;

        let told = fs::read(&log).unwrap();
        let mut lines: Vec<_> = told[before..].split(|byte| *byte == b'\n').collect();
        // Nothing, or what it was killed in the middle of.
        lines.pop();
        let ids = lines.into_iter().map(|line| {
            let line: Value = serde_json::from_slice(line).unwrap();
            line["request_id"].as_str().unwrap().to_owned()
        });
        let ids: BTreeSet<_> = ids.collect();
        let missing: Vec<_> = answered.iter().filter(|id| !ids.contains(*id)).collect();
        assert!(missing.is_empty(), "answered and not recorded: {missing:?}");
        before = told.len();
    }

    // Half a line is nobody else's.
    let mut file = fs::File::options().append(true).open(&log).unwrap();
    file.write_all(HALF).unwrap();
    let served = Served::of(home, &["--audit-log", &option]);
    let nobody = json!({"participants": ["nobody"]});
    let granted = served.post(GRANT, &moderator, &nobody).await;
    let told = fs::read_to_string(&log).unwrap();
    let (half, line) = told[before..].split_once('\n').unwrap();
    assert_eq!(half.as_bytes(), HALF);
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        line["request_id"],
        granted.headers["x-request-id"].to_str().unwrap()
    );
}
