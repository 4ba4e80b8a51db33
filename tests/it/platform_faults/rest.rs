//! A management API that fails.

use std::time::{Duration, Instant};

use testing::Raw;
use testing::fake::{Answer, Behaviour, Fake, Rule};

use super::at_once::at_once;
use crate::fake_home::FakeHome as _;
use crate::fake_home::home_at;
use crate::support::NOBODY;

const SESSION_CALL: &str = "GET /meetings/m-1/active-session";
const PARTICIPANTS: &str = "POST /meetings/m-1/participants";
const MEETINGS: &str = "POST /meetings";

fn with(rule: Rule) -> Fake {
    Fake::new(Behaviour {
        rest: vec![rule],
        ..Behaviour::default()
    })
}

#[test]
fn credentials_that_are_refused_in_either_shape() {
    let refusals = [
        Answer::error(401, "Unauthorized"),
        Answer::gateway_error(401, 10000, "Authentication error"),
        Answer::gateway_error(403, 10001, "Forbidden"),
    ];
    let told = refusals.map(|answer| {
        let fake = with(Rule::always(SESSION_CALL, answer));
        let told = fake.home().run(&["status"]);
        assert_eq!(fake.count(SESSION_CALL), 1, "{}", fake.log());
        told
    });
    let [service, gateway, forbidden] = told;
    insta::assert_snapshot!(service, @"
    -- stderr
    error: the platform refused the credentials: Unauthorized
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
    insta::assert_snapshot!(gateway, @"
    -- stderr
    error: the platform refused the credentials: Authentication error
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
    insta::assert_snapshot!(forbidden, @"
    -- stderr
    error: the platform refused the credentials: Forbidden
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
}

#[test]
fn a_rate_limit_is_waited_for_and_not_for_ever() {
    let limit = || Answer::error(429, "rate limited");
    let fake = with(Rule::once(SESSION_CALL, limit().retry_after(1)));
    let begun = Instant::now();
    let told = fake.home().run(&["status"]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(fake.count(SESSION_CALL), 2);

    let fake = with(Rule::always(SESSION_CALL, limit().retry_after(0)));
    insta::assert_snapshot!(fake.home().run(&["status"]), @"
    -- stderr
    error: the platform cannot answer now: rate limited (HTTP 429)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    assert_eq!(fake.count(SESSION_CALL), 4);

    let fake = with(Rule::always(SESSION_CALL, limit().retry_after(300)));
    let told = fake.home().run(&["status"]);
    assert!(told.ends_with("-- exit 5\n"), "{told}");
    assert_eq!(fake.count(SESSION_CALL), 1);
}

#[test]
fn a_post_is_never_repeated() {
    for status in [429, 500, 502, 503, 504] {
        let answer = Answer::error(status, "not now").retry_after(0);
        let fake = Fake::new(Behaviour {
            rest: vec![
                Rule::always(MEETINGS, answer.clone()),
                Rule::always(PARTICIPANTS, answer),
            ],
            ..Behaviour::default()
        });
        let home = fake.home();
        for arguments in [
            &["status"][..],
            &["meetings", "create", "--title", "Town hall"],
        ] {
            let told = home.run(arguments);
            assert!(told.ends_with("-- exit 5\n"), "{told}");
        }
        assert_eq!(fake.count(MEETINGS), 1);
        assert_eq!(fake.count(PARTICIPANTS), 1);
    }
}

#[test]
fn a_meeting_that_may_have_been_made_is_not_said_not_to_have_been() {
    let fake = with(Rule::always(MEETINGS, Answer::error(500, "internal error")));
    insta::assert_snapshot!(fake.home().run(&["meetings", "create", "--title", "Town hall"]), @"
    -- stderr
    error: the platform cannot answer now: internal error (HTTP 500)
    hint: it may have been done all the same; look first: dyte-stage meetings list
    -- exit 5
    ");
}

#[test]
fn a_platform_that_fails_for_good() {
    let failing = |answer| {
        with(Rule::always(SESSION_CALL, answer))
            .home()
            .run(&["status"])
    };
    insta::assert_snapshot!(failing(Answer::error(500, "internal error")), @"
    -- stderr
    error: the platform cannot answer now: internal error (HTTP 500)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    let page = "<html>\n<head><title>502 Bad Gateway</title></head>\n</html>";
    insta::assert_snapshot!(failing(Answer::text(502, page)), @"
    -- stderr
    error: the platform cannot answer now: <html> <head><title>502 Bad Gateway</title></head> </html> (HTTP 502)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(failing(Answer::text(200, page)), @"
    -- stderr
    error: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1
    hint: a proxy may have answered in its place; see: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(failing(Answer::text(200, r#"{"success":true,"data":{"id":"#)), @"
    -- stderr
    error: the platform's answer cannot be read: it is no JSON: EOF while parsing a value at line 1 column 29
    hint: a proxy may have answered in its place; see: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(failing(Answer::text(200, "")), @"
    -- stderr
    error: the platform's answer cannot be read: it is empty
    hint: a proxy may have answered in its place; see: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(failing(Answer::text(503, "")), @"
    -- stderr
    error: the platform cannot answer now: an empty body (HTTP 503)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(failing(Answer::error(200, "organization suspended")), @"
    -- stderr
    error: the platform refused the request: organization suspended (HTTP 200)
    hint: see the exchange with --verbose
    -- exit 5
    ");
}

#[test]
fn a_platform_that_recovers_is_asked_again() {
    for status in [502, 503, 504] {
        let fake = with(Rule::once(SESSION_CALL, Answer::text(status, "")));
        let told = fake.home().run(&["status"]);
        assert!(told.ends_with("-- exit 0\n"), "{status}: {told}");
    }
}

#[test]
fn a_connection_that_breaks() {
    let answers = [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"success\":true,",
        "SSH-2.0-OpenSSH_9.6\r\n",
    ];
    let told = answers.map(|answer| {
        let raw = Raw::new(answer);
        let home = home_at(&raw.url(), &format!("ws://{NOBODY}"));
        let told = home.run(&["meetings", "create", "--title", "Town hall"]);
        assert_eq!(raw.asked(), ["POST"]);
        told
    });
    let [reset, half, another_protocol] = told;
    insta::assert_snapshot!(reset, @"
    -- stderr
    error: cannot reach the platform: 127.0.0.1: connection closed before message completed
    hint: it may have been done all the same; look first: dyte-stage meetings list
    -- exit 5
    ");
    insta::assert_snapshot!(half, @"
    -- stderr
    error: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached
    hint: it may have been done all the same; look first: dyte-stage meetings list
    -- exit 5
    ");
    insta::assert_snapshot!(another_protocol, @"
    -- stderr
    error: cannot reach the platform: 127.0.0.1: invalid HTTP version parsed
    hint: it may have been done all the same; look first: dyte-stage meetings list
    -- exit 5
    ");
}

#[test]
fn a_platform_that_is_not_there() {
    let home = home_at(
        &format!("http://{NOBODY}/client/v4"),
        &format!("ws://{NOBODY}"),
    );
    insta::assert_snapshot!(home.run(&["-m", "m-1", "requests", "list"]), @"
    -- stderr
    error: cannot reach the platform: 127.0.0.1: tcp connect error: Connection refused (os error 111)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");

    let fake = Fake::new(Behaviour::default());
    let home = fake
        .home()
        .with("DYTE_STAGE_SIGNALLING_URL", &format!("ws://{NOBODY}"));
    insta::assert_snapshot!(home.run(&["-m", "m-1", "requests", "list"]), @"
    -- stderr
    error: cannot reach the platform: 127.0.0.1: tcp connect error: Connection refused (os error 111)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
}

#[test]
fn a_platform_that_never_answers_takes_no_longer_than_it_may() {
    let fake = with(Rule::silent(SESSION_CALL));
    let begun = Instant::now();
    let [told] = at_once([(&fake.home(), &["status", "--timeout", "1s"])]);
    assert!(begun.elapsed() < Duration::from_secs(5));
    insta::assert_snapshot!(told, @"
    -- stderr
    error: not done within 1 s
    hint: what was sent may have been done: look before trying again
    -- exit 124
    ");
}
