//! The audit log: one line for each request that may change something, written before the response and
//! without secrets; requests are refused where no line can be written.

use std::fs;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testing::ApiResponse;
use testing::fake::{Behaviour, Fake, GRANT_UNTIL_PING, MEETING};
use testing::{BOUND, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::served::{GRANT, STAGE, Served, audit_log, audited, serve, token};
use crate::fake_home::FakeHome as _;
use crate::stage_api::send;
use crate::support::Home;

/// A home's service, with an audit log.
fn recording(home: Home) -> Served {
    let command = recording_command(&home);
    Served::by(command, home)
}

fn recording_command(home: &Home) -> Command {
    let log = audit_log(home);
    serve(home, &["--audit-log", log.to_str().unwrap()])
}

impl Served {
    /// Asks for something under an id of one's own, and looks for its line.
    async fn recorded(
        &self,
        id: &str,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> ApiResponse {
        let request = self.request(method, path, token);
        let answer = send(request.header("x-request-id", id).json(body)).await;
        let line = audited(&self.home).pop().unwrap();
        assert_eq!(line["request_id"], id);
        assert_eq!(line["status"], answer.status.as_u16());
        answer
    }
}

#[tokio::test]
async fn whatever_may_change_something_has_a_line_and_no_line_a_secret() {
    let served = recording(Home::rehearsing());
    let callers = ["viewer", "moderator", "admin"].map(|role| served.token(role, &[]));
    let [viewer, moderator, admin] = &callers;
    served.get(STAGE, viewer).await;
    let nobody = served
        .post(GRANT, "dyte_stage_0", &json!({"all": true}))
        .await;
    assert_eq!(nobody.problem(), (401, "unauthorized"));
    assert!(audited(&served.home).is_empty());

    let post = Method::POST;
    let amara = json!({"participants": ["guest-101", "nobody"]});
    let dry = json!({"all": true, "dry_run": true});
    let odd = json!({"everybody": true});
    let participants = "/v1/meetings/demo/participants";
    let add = json!({
        "custom_participant_id": "panel-2",
        "preset_name": "webinar_panelist",
        "with_token": true,
    });
    let nowhere = "/v1/meetings/nowhere/stage/grant";
    let join = format!("{participants}/panel-2/stage/join");
    let by_moderator = |id: &'static str, path: &'static str, body| {
        served.recorded(id, Method::POST, path, moderator, body)
    };
    by_moderator("granted", GRANT, &amara).await;
    by_moderator("dry", GRANT, &dry).await;
    by_moderator("nowhere", nowhere, &amara).await;
    by_moderator("odd", GRANT, &odd).await;
    by_moderator("no-route", "/v1/secrets", &odd).await;
    served
        .recorded("forbidden", post.clone(), GRANT, viewer, &amara)
        .await;
    let added = served
        .recorded("added", post.clone(), participants, admin, &add)
        .await;
    let joined = served
        .recorded("joined", post, &join, admin, &json!({}))
        .await;
    let id = joined.body["connection_id"].as_str().unwrap();
    let connection = format!("/v1/connections/{id}");
    served
        .recorded("released", Method::DELETE, &connection, admin, &Value::Null)
        .await;

    let log = fs::read_to_string(audit_log(&served.home)).unwrap();
    let added = added.body["token"].as_str().unwrap();
    for secret in callers.iter().map(String::as_str).chain([added]) {
        assert!(!log.contains(secret), "{log}");
    }
    insta::with_settings!({filters => [
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[when]"),
        (r#""token_id":"[0-9a-f]{8}""#, r#""token_id":"[id]""#),
        (r#""milliseconds":\d+"#, r#""milliseconds":[n]"#),
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"),
    ]}, {
        assert_snapshot!(log, @r#"
        {"time":"[when]","request_id":"granted","token":"moderator","token_id":"[id]","role":"moderator","method":"POST","path":"/v1/meetings/demo/stage/grant","asked":{"participants":["guest-101","nobody"]},"status":200,"meeting_id":"demo","outcome":"partial","results":[{"id":"guest-101","user_id":"[id]","outcome":"done"},{"id":"nobody","outcome":"not_found","reason":"unknown"}],"milliseconds":[n]}
        {"time":"[when]","request_id":"dry","token":"moderator","token_id":"[id]","role":"moderator","method":"POST","path":"/v1/meetings/demo/stage/grant","asked":{"all":true,"dry_run":true},"status":200,"meeting_id":"demo","dry_run":true,"outcome":"done","results":[{"id":"[id]","user_id":"[id]","outcome":"done"},{"id":"[id]","user_id":"[id]","outcome":"done"},{"id":"[id]","user_id":"[id]","outcome":"done"},{"id":"[id]","user_id":"[id]","outcome":"done"}],"milliseconds":[n]}
        {"time":"[when]","request_id":"nowhere","token":"moderator","token_id":"[id]","role":"moderator","method":"POST","path":"/v1/meetings/nowhere/stage/grant","asked":{"participants":["guest-101","nobody"]},"status":404,"code":"meeting_not_found","milliseconds":[n]}
        {"time":"[when]","request_id":"odd","token":"moderator","token_id":"[id]","role":"moderator","method":"POST","path":"/v1/meetings/demo/stage/grant","asked":{"everybody":true},"status":422,"code":"invalid_request","milliseconds":[n]}
        {"time":"[when]","request_id":"no-route","token":"moderator","token_id":"[id]","role":"moderator","method":"POST","path":"/v1/secrets","status":404,"code":"route_not_found","milliseconds":[n]}
        {"time":"[when]","request_id":"forbidden","token":"viewer","token_id":"[id]","role":"viewer","method":"POST","path":"/v1/meetings/demo/stage/grant","status":403,"code":"forbidden","milliseconds":[n]}
        {"time":"[when]","request_id":"added","token":"admin","token_id":"[id]","role":"admin","method":"POST","path":"/v1/meetings/demo/participants","asked":{"custom_participant_id":"panel-2","preset_name":"webinar_panelist","with_token":true},"status":201,"meeting_id":"demo","id":"[id]","milliseconds":[n]}
        {"time":"[when]","request_id":"joined","token":"admin","token_id":"[id]","role":"admin","method":"POST","path":"/v1/meetings/demo/participants/panel-2/stage/join","asked":{},"status":200,"meeting_id":"demo","outcome":"done","results":[{"id":"[id]","user_id":"[id]","outcome":"done"}],"id":"[id]","milliseconds":[n]}
        {"time":"[when]","request_id":"released","token":"admin","token_id":"[id]","role":"admin","method":"DELETE","path":"/v1/connections/[id]","status":200,"meeting_id":"demo","id":"[id]","milliseconds":[n]}
        "#);
    });
}

#[cfg(unix)]
#[test]
fn the_log_is_its_owners_and_one_services() {
    use std::os::unix::fs::PermissionsExt;

    let served = recording(Home::rehearsing());
    let log = audit_log(&served.home);
    let mode = fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let another = Home::rehearsing();
    let refused = another.run(&["serve", "--audit-log", log.to_str().unwrap()]);
    let refused = refused.replace(served.home.path().to_str().unwrap(), "ANOTHER");
    assert_snapshot!(refused, @"
    -- stderr
    error: cannot write the audit log ANOTHER/audit.jsonl: another service has it
    hint: see whether the folder exists and can be written; two services cannot share a file
    -- exit 1
    ");
    let missing = another.path().join("missing/audit.jsonl");
    assert_snapshot!(another.run(&["serve", "--audit-log", missing.to_str().unwrap()]), @"
    -- stderr
    error: cannot write the audit log HOME/missing/audit.jsonl: No such file or directory (os error 2)
    hint: see whether the folder exists and can be written; two services cannot share a file
    -- exit 1
    ");
}

fn stage() -> String {
    format!("/v1/meetings/{MEETING}/stage")
}

#[tokio::test]
async fn whoever_hangs_up_in_the_middle_has_a_line_all_the_same() {
    let fake = Fake::new(Behaviour::default());
    let served = recording(fake.home());
    let moderator = served.token("moderator", &[]);
    fake.set_holds(&[GRANT_UNTIL_PING]);
    let mut stream = TcpStream::connect(served.address()).await.unwrap();
    let body = r#"{"participants":["u-amara"]}"#;
    let request = format!(
        "POST {}/grant HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {moderator}\r\n\
         x-request-id: hung-up\r\ncontent-length: {}\r\n\r\n{body}",
        stage(),
        served.address(),
        body.len(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    fake.logged("room.grantStageAccess u-amara", 1).await;
    stream.shutdown().await.unwrap();
    // The service has seen it.
    let mut answer = Vec::new();
    let hung_up = tokio::time::timeout(BOUND, stream.read_to_end(&mut answer)).await;
    assert_eq!((hung_up.unwrap().unwrap(), &*answer), (0, &b""[..]));
    assert!(audited(&served.home).is_empty());

    fake.ping();
    let home = &served.home;
    until("no line", || async { !audited(home).is_empty() }).await;
    let line = audited(home).pop().unwrap();
    assert_eq!(line["request_id"], "hung-up");
    assert_eq!(
        (&line["status"], &line["outcome"]),
        (&json!(200), &json!("done"))
    );
}

/// A command where no file may have more than so many blocks of half a kilobyte.
#[cfg(unix)]
fn with_room(blocks: usize, program: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" \"$@\"")])
        .arg(program.get_program())
        .args(program.get_args())
        .env_clear()
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::null());
    shell
}

#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_recorded_is_not_done() {
    let fake = Fake::new(Behaviour::default());
    let home = fake.home();
    let moderator = token(&home, "moderator", &[]);
    let served = Served::by(with_room(8, &recording_command(&home)), home);
    let toggled = |id: String, operation: &'static str| {
        let path = format!("{}/{operation}", stage());
        let request = served.request(Method::POST, &path, &moderator);
        let body = json!({"participants": ["u-amara"]});
        send(request.header("x-request-id", id).json(&body))
    };
    let operations = ["grant", "deny"].into_iter().cycle();
    let mut recorded = Vec::new();
    let mut failed = None;
    for (n, operation) in operations.enumerate() {
        let answer = toggled(n.to_string(), operation).await;
        if answer.status != StatusCode::OK {
            failed = Some((n, answer));
            break;
        }
        recorded.push(n.to_string());
        assert!(n < 100, "there is room for everything");
    }
    // It was done before there was no room for its line.
    let (last, failed) = failed.unwrap();
    assert!(last > 3, "there was no room at all");
    assert_eq!(failed.problem(), (500, "audit_failed"));
    let ids = |home: &Home| -> Vec<String> {
        let lines = audited(home).into_iter();
        let ids = lines.map(|line| line["request_id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    assert_eq!(ids(&served.home), recorded);

    let sent = |fake: &Fake| {
        fake.count("room.grantStageAccess u-amara") + fake.count("room.denyStageAccess u-amara")
    };
    assert_eq!(sent(&fake), last + 1);
    for operation in ["grant", "deny"] {
        let refused = toggled("refused".to_owned(), operation).await;
        assert_eq!(refused.problem(), (503, "audit_unavailable"));
        assert_eq!(refused.headers["retry-after"], "10");
    }
    assert_eq!(sent(&fake), last + 1);
    let read = served.get(&stage(), &moderator).await;
    assert_eq!(read.status, StatusCode::OK);

    // Somebody makes room: what was owed comes first.
    fs::File::options()
        .write(true)
        .truncate(true)
        .open(audit_log(&served.home))
        .unwrap();
    let now = toggled("now".to_owned(), "kick").await;
    assert_eq!(now.status, StatusCode::OK);
    assert_eq!(ids(&served.home), [last.to_string(), "now".to_owned()]);
}
