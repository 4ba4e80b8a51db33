//! `api`: any call of the Stage API, and of the platform's own.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::backends::Live;
use crate::support::Home;

const STAGE: &str = "/v1/meetings/{meeting}/stage";

/// What failed, without what is on stdout.
fn refusal(told: &str) -> &str {
    assert!(told.starts_with("-- stderr\n"), "{told}");
    told.strip_prefix("-- stderr\n").unwrap()
}

#[test]
fn an_answer_is_printed_unchanged_and_a_path_knows_the_meeting() {
    for home in [Home::rehearsing(), Home::on(Live::Service)] {
        let path = format!("{STAGE}/requests");
        let called = home.run(&["api", &path]);
        assert_eq!(called, home.run(&["requests", "list", "-o", "json"]));
        assert_eq!(called, home.run(&["api", "get", &path, "-o", "table"]));
        let one = ["api", &path, "--jq", ".requests[0].custom_participant_id"];
        let told = home.run(&one);
        insta::allow_duplicates! { assert_snapshot!(told, @"
        guest-101
        -- stderr
        -- exit 0
        "); }
    }
}

#[test]
fn fields_are_the_query_of_a_get_and_a_body_otherwise() {
    let home = Home::rehearsing();
    let none = home.json(&["api", "/v1/meetings", "-f", "search=no such meeting"]);
    assert_eq!(none["meetings"], json!([]));
    let made = home.json(&["api", "POST", "/v1/meetings", "-f", "title=true"]);
    assert_eq!(made["meeting"]["title"], "true");
    let grant = format!("{STAGE}/grant");
    let who = "participants[]=guest-101";
    let granted = home.json(&["api", "POST", &grant, "-f", who, "-F", "dry_run=true"]);
    assert_eq!(granted["results"][0]["id"], "guest-101");
    assert_eq!(granted["dry_run"], true);
    let body = r#"{"participants": ["guest-101"], "dry_run": true}"#;
    let same = home.run_with(&["api", "POST", &grant, "--input", "-"], body);
    assert!(same.contains("guest-101"), "{same}");
}

#[test]
fn a_rehearsal_says_what_would_be_sent_and_sends_nothing() {
    let home = Home::on(Live::RealtimeKit);
    let call = [
        "api",
        "POST",
        "/meetings",
        "--platform-api",
        "-f",
        "title=Town hall",
        "--dry-run",
    ];
    let mut would = home.json(&call);
    let url = would["url"].take();
    let url = url.as_str().unwrap();
    assert!(
        url.ends_with("/client/v4/accounts/sandbox/realtime/kit/sandbox/meetings"),
        "{url}"
    );
    let body = json!({"title": "Town hall"});
    let expected = json!({"dry_run": true, "method": "POST", "url": null, "body": body});
    assert_eq!(would, expected);
    let meetings = home.json(&["meetings", "list", "-o", "json"]);
    assert!(!meetings.to_string().contains("Town hall"), "{meetings}");
}

#[test]
fn what_goes_wrong_is_told_as_with_every_command() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["api", "/v1/meetings/nobodys/stage"]), @"
    -- stderr
    error: the platform has no meeting 'nobodys'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    assert_snapshot!(home.run(&["api", "/v1/nothing", "-o", "json"]), @r#"
    -- stderr
    {"status":404,"title":"Not Found","detail":"there is no route /v1/nothing","code":"route_not_found","hint":"see GET /v1/openapi.json; DYTE_STAGE_SERVER and --server are without /v1"}
    -- exit 1
    "#);
    assert_snapshot!(home.run(&["api", "--platform-api", "/meetings/nobodys"]), @"
    -- stderr
    error: the platform found nothing: No meeting found with id nobodys
    hint: paths are below the app, such as /meetings
    -- exit 3
    ");
    assert_snapshot!(home.run(&["api", "GTE", "/v1/whoami"]), @"
    -- stderr
    error: 'GTE' is no method: GET, POST, PUT, PATCH, DELETE
    -- exit 2
    ");
    assert_snapshot!(home.run(&["api", "POST", "/v1/meetings", "-f", "title"]), @"
    -- stderr
    error: 'title' is no field: key=value, or key[]=value
    -- exit 2
    ");
    assert_snapshot!(home.run(&["api", "/v1/meetings", "--input", "-"]), @"
    -- stderr
    error: a GET has no body: say which method --input is for, such as POST
    -- exit 2
    ");
    let malformed = home.run_with(
        &["api", "POST", "/v1/meetings", "--input", "-"],
        "{\n\"title\" 1}",
    );
    assert_snapshot!(malformed, @"
    -- stderr
    error: --input is no JSON: expected `:` at line 2 column 9
    -- exit 2
    ");
    assert_snapshot!(home.run(&["api", "POST", "/v1/meetings", "--input", "no-such.json"]), @"
    -- stderr
    error: cannot read no-such.json: No such file or directory (os error 2)
    -- exit 1
    ");
    assert_snapshot!(home.run(&["api", "POST", "/v1/meetings", "--paginate"]), @"
    -- stderr
    error: only a GET has pages: POST cannot be followed with --paginate
    -- exit 2
    ");
}

#[test]
fn no_path_leads_credentials_elsewhere() {
    let home = Home::on(Live::RealtimeKit);
    for path in [
        "https://elsewhere.example/v1/whoami",
        "//elsewhere.example/v1",
        "/meetings/../../x",
        "/%2e%2e/x",
        "\\\\elsewhere.example",
    ] {
        for api in [&["api", path][..], &["api", "--platform-api", path]] {
            let told = home.run(api);
            let told = refusal(&told);
            assert!(told.starts_with("error: cannot call '"), "{told}");
            assert!(told.ends_with("-- exit 2\n"), "{told}");
        }
    }
}

#[test]
fn the_platforms_own_api_answers_page_by_page() {
    for live in [Live::RealtimeKit, Live::Dyte] {
        let home = Home::on(live);
        for title in ["a", "b", "c"] {
            home.run(&["meetings", "create", "--title", title]);
        }
        let all = home.json(&["api", "--platform-api", "/meetings", "--paginate"]);
        let few = [
            "api",
            "--platform-api",
            "/meetings?per_page=1",
            "--paginate",
        ];
        let joined = home.json(&few);
        assert_eq!(joined["data"], all["data"]);
        assert!(joined["data"].as_array().unwrap().len() > 3, "{joined}");
        let one = home.json(&["api", "--platform-api", "/meetings", "-F", "per_page=1"]);
        assert_eq!(one["data"].as_array().unwrap().len(), 1);
        let stage = home.json(&["api", "/v1/meetings?per_page=2", "--paginate"]);
        let whole = home.json(&["api", "/v1/meetings"]);
        assert_eq!(stage["meetings"], whole["meetings"]);
    }
}

#[test]
fn the_platform_is_not_called_through_a_service() {
    let home = Home::on(Live::Service);
    assert_snapshot!(home.run(&["api", "--platform-api", "/meetings"]), @"
    -- stderr
    error: --platform-api needs the platform's credentials, which the service has, and not this machine: call the service without it, or work without a server
    -- exit 2
    ");
}

#[test]
fn the_status_and_the_headers_are_printed_too() {
    let home = Home::rehearsing();
    let told = home.run(&["api", "-i", "/v1/whoami"]);
    let (head, body) = told.split_once("\n\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\n"), "{head}");
    assert!(head.contains("\nx-request-id: "), "{head}");
    let body = body.split("-- stderr").next().unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["platform"], "sandbox");
}

#[test]
fn events_are_printed_as_they_come() {
    let home = Home::rehearsing();
    let path = format!("{STAGE}/events");
    let mut command = home.command(&["api", &path, "--timeout", "60s"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.find(|line| line.as_ref().is_ok_and(|line| !line.is_empty()));
    let first = first.unwrap().unwrap();
    assert!(first.starts_with(':') || first.contains(": "), "{first}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_body_that_does_not_come_is_waited_for_as_long_as_is_said() {
    let home = Home::rehearsing();
    let post = [
        "api",
        "POST",
        "/v1/meetings",
        "--input",
        "-",
        "--timeout",
        "200ms",
    ];
    let mut command = home.command(&post);
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(stdin);
    assert_snapshot!(refusal(&home.run(&["api", "post"])), @"
    error: post what? The path is missing, such as /v1/meetings
    -- exit 2
    ");
}
