//! Every call of the management API against every kind of failure: output, exit code and number of
//! calls of the command that makes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use testing::fake::{API_TOKEN, Answer, Behaviour, Fake, PARTICIPANT_TOKEN, preset};

use crate::scripted_api::{APPS, MADE, Reply, Scripted, VERIFY};

/// How many commands run at once: they mostly wait.
const AT_ONCE: usize = 16;
/// How long the whole may take on a machine that is busy with other things.
const BOUND: Duration = Duration::from_mins(2);

const SESSION_CALL: &str = "GET /meetings/m-1/active-session";
const ADD: &str = "POST /meetings/m-1/participants";
const REFRESH: &str = "POST /meetings/m-1/participants/u-host/token";
const PATCH: &str = "PATCH /meetings/m-1/participants/u-host";
const KICK: &str = "POST /meetings/m-1/active-session/kick";

/// A call, and the command that makes it. Where a command makes it under some condition only, the
/// platform sees to that.
const CALLS: [(&str, &[&str]); 18] = [
    (SESSION_CALL, &["status"]),
    ("GET /meetings", &["meetings", "list"]),
    ("GET /meetings/m-1", &["meetings", "get", "m-1"]),
    (
        "POST /meetings",
        &["meetings", "create", "--title", "Town hall"],
    ),
    ("GET /sessions", &["meetings", "list"]),
    ("GET /presets", &["presets", "list"]),
    ("GET /presets/preset-host", &["presets", "list"]),
    ("POST /presets", &["presets", "create-host"]),
    (MADE, &["presets", "create-host"]),
    ("GET /meetings/m-1/participants", &["participants", "list"]),
    ("GET /sessions/s-1/participants", &["participants", "list"]),
    (ADD, &["participants", "add", "guest", "--preset", "viewer"]),
    (ADD, &["status"]),
    (PATCH, &["status"]),
    (REFRESH, &["status"]),
    (KICK, &["participants", "kick", "u-amara"]),
    (APPS, &["doctor"]),
    (VERIFY, &["doctor"]),
];

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Unauthorized,
    GatewayUnauthorized,
    Forbidden,
    NotFound,
    Limited,
    LimitedShortly,
    LimitedForLong,
    FailsOnce,
    Fails,
    AwayOnce,
    BadGatewayPage,
    Page,
    HalfAnAnswer,
    Empty,
    Silent,
    HangsUp,
    Breaks,
}

use Fault::*;

impl Fault {
    const ALL: [Self; 17] = [
        Unauthorized,
        GatewayUnauthorized,
        Forbidden,
        NotFound,
        Limited,
        LimitedShortly,
        LimitedForLong,
        FailsOnce,
        Fails,
        AwayOnce,
        BadGatewayPage,
        Page,
        HalfAnAnswer,
        Empty,
        Silent,
        HangsUp,
        Breaks,
    ];

    const fn in_words(self) -> &'static str {
        match self {
            Unauthorized => "401",
            GatewayUnauthorized => "401 gateway",
            Forbidden => "403",
            NotFound => "404",
            Limited => "429",
            LimitedShortly => "429 after 0",
            LimitedForLong => "429 after 300",
            FailsOnce => "500 once",
            Fails => "500",
            AwayOnce => "503 once",
            BadGatewayPage => "502 page",
            Page => "200 page",
            HalfAnAnswer => "200 half",
            Empty => "200 empty",
            Silent => "silent, --timeout 1s",
            HangsUp => "hangs up",
            Breaks => "breaks off",
        }
    }

    /// What the platform says, the first time and then.
    fn reply(self, before: usize) -> Reply {
        let page = "<html>\n<head><title>Please log in</title></head>\n</html>";
        // Whatever an answer holds that cannot be read, it may be a secret.
        let half = format!(r#"{{"success":true,"data":{{"token":"{PARTICIPANT_TOKEN}9"#);
        let limited = Answer::error(429, "rate limited");
        let fails = Answer::error(500, "internal error");
        Reply::Says(match self {
            FailsOnce | AwayOnce if before > 0 => return Reply::Usual,
            Silent => return Reply::Silence,
            HangsUp => return Reply::HangsUp,
            Breaks => return Reply::Breaks,
            Unauthorized => Answer::error(401, "Unauthorized"),
            GatewayUnauthorized => Answer::gateway_error(401, 10000, "Authentication error"),
            Forbidden => Answer::gateway_error(403, 10001, "Forbidden"),
            NotFound => Answer::error(404, "no such thing"),
            Limited => limited,
            LimitedShortly => limited.retry_after(0),
            LimitedForLong => limited.retry_after(300),
            FailsOnce | Fails => fails,
            AwayOnce => Answer::error(503, "not now"),
            BadGatewayPage => Answer::text(502, page),
            Page => Answer::text(200, page),
            HalfAnAnswer => Answer::text(200, &half),
            Empty => Answer::text(200, ""),
        })
    }

    /// How often a call is made that meets it.
    const fn times(self, is_read: bool) -> usize {
        match self {
            Limited | LimitedShortly | BadGatewayPage | HangsUp | Breaks if is_read => 4,
            AwayOnce if is_read => 2,
            _ => 1,
        }
    }

    /// The exit code of a command that cannot do without the call.
    const fn exit(self, is_read: bool) -> i32 {
        match self {
            AwayOnce if is_read => 0,
            Unauthorized | GatewayUnauthorized | Forbidden => 4,
            _ => 5,
        }
    }
}

/// The platform whose one call fails; and the circumstances in which a command makes it.
fn platform(call: &'static str, fault: Fault) -> Scripted {
    Scripted::new(move |called, before| match called {
        _ if called == call => fault.reply(before),
        // Where there is none, the host's preset is made.
        "GET /presets" if ["POST /presets", MADE].contains(&call) => {
            Reply::Says(Answer::page(&[preset("viewer", false, false, "WEBINAR")]))
        }
        // Somebody gave our participant another preset.
        ADD if call == PATCH => Reply::Says(Answer::data(
            &json!({"id": "u-host", "preset_name": "viewer", "token": "participant-token-1"}),
        )),
        ADD if call == REFRESH => Reply::Says(Answer::data(
            &json!({"id": "u-host", "preset_name": "host"}),
        )),
        _ => Reply::Usual,
    })
}

/// What came of a command.
#[derive(PartialEq, Eq)]
struct Told {
    exit: i32,
    line: String,
}

/// Runs the command that makes a call at a platform that fails there.
fn told(call: &'static str, command: &[&str], fault: Fault, socket: &Fake) -> Told {
    let platform = platform(call, fault);
    let home = platform.home(&socket.signalling_url());
    let timeout: &[&str] = if fault == Silent {
        &["--timeout", "1s"]
    } else {
        &[]
    };
    let output = home
        .command(&[command, timeout, &["-v"]].concat())
        .output()
        .unwrap();
    let what = format!("{call}, {}: {}", fault.in_words(), home.told(&output));
    assert_kept(call, command, fault, &platform, &output, &what);
    let exit = output.status.code().expect(&what);
    let line = if command == ["doctor"] && !output.stdout.is_empty() {
        let checks = String::from_utf8(output.stdout).unwrap();
        let name = if call == APPS { "account " } else { "token " };
        let check = checks.lines().find(|line| line.starts_with(name));
        check
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        let stderr = String::from_utf8(output.stderr).unwrap();
        let mut said = stderr.lines().filter(|line| !line.starts_with("DEBUG"));
        let line = said.next().unwrap_or_default();
        let hint = said.find(|line| line.starts_with("hint: "));
        let hint = hint.map(|hint| format!(" | {hint}")).unwrap_or_default();
        format!("{line}{hint}")
    };
    Told { exit, line }
}

/// What holds of every call and every fault.
fn assert_kept(
    call: &str,
    command: &[&str],
    fault: Fault,
    platform: &Scripted,
    output: &Output,
    what: &str,
) {
    let is_read = call.starts_with("GET ");
    let times = platform.count(call);
    // On a busy machine, the time may be over before.
    let is_late = fault == Silent && times == 0;
    assert!(is_late || times == fault.times(is_read), "{times}: {what}");
    // Nothing that changes anything is sent twice, whatever else fails.
    for sent in platform
        .log()
        .iter()
        .filter(|call| !call.starts_with("GET "))
    {
        assert_eq!(platform.count(sent), 1, "{what}");
    }
    for secret in [API_TOKEN, PARTICIPANT_TOKEN] {
        assert!(!what.contains(secret), "{what}");
    }
    let exit = output.status.code();
    let expected = match fault {
        Silent => 124,
        // What is only looked at is no reason to fail.
        _ if command == ["doctor"] => 0,
        // It is said what is missing, where that is more than a path.
        NotFound => match call {
            SESSION_CALL => 7,
            "GET /meetings/m-1" | "GET /meetings/m-1/participants" => 3,
            ADD if command != ["status"] => 3,
            KICK => 1,
            // The app itself seems to be another one.
            _ => 4,
        },
        _ => fault.exit(is_read),
    };
    assert_eq!(exit, Some(expected), "{what}");
    // One of several may have failed: then the results are on stdout.
    if ![0, 1].contains(&expected) {
        assert!(output.stdout.is_empty(), "{what}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are the table")]
fn every_call_and_every_fault() {
    let begun = Instant::now();
    let socket = Fake::new(Behaviour::default());
    let cases: Vec<_> = (0..CALLS.len())
        .flat_map(|call| Fault::ALL.map(|fault| (call, fault)))
        .collect();
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((call, fault)) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let (made, command) = CALLS[*call];
                    let told = told(made, command, *fault, &socket);
                    results.lock().unwrap().insert((*call, *fault), told);
                }
            });
        }
    });
    assert!(begun.elapsed() < BOUND);
    let results = results.into_inner().unwrap();
    assert_eq!(results.len(), cases.len());
    insta::assert_snapshot!(in_a_table(&results), @"
    401
      4 | error: the platform refused the credentials: Unauthorized | hint: see which of the credentials is wrong: dyte-stage doctor | others
      4 | error: the platform refused the credentials: Unauthorized | hint: on RealtimeKit, making a preset may need the permission Realtime Admin | POST /presets
      4 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform refused the credentials: Unauthorized | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform refused the credentials: Unauthorized | GET /apps
      0 | token warning not a user's token: the platform refused the credentials: Unauthorized | GET /user/tokens/verify
    401 gateway
      4 | error: the platform refused the credentials: Authentication error | hint: see which of the credentials is wrong: dyte-stage doctor | others
      4 | error: the platform refused the credentials: Authentication error | hint: on RealtimeKit, making a preset may need the permission Realtime Admin | POST /presets
      4 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform refused the credentials: Authentication error | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform refused the credentials: Authentication error | GET /apps
      0 | token warning not a user's token: the platform refused the credentials: Authentication error | GET /user/tokens/verify
    403
      4 | error: the platform refused the credentials: Forbidden | hint: see which of the credentials is wrong: dyte-stage doctor | others
      4 | error: the platform refused the credentials: Forbidden | hint: on RealtimeKit, making a preset may need the permission Realtime Admin | POST /presets
      4 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform refused the credentials: Forbidden | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform refused the credentials: Forbidden | GET /apps
      0 | token warning not a user's token: the platform refused the credentials: Forbidden | GET /user/tokens/verify
    404
      4 | error: the platform found nothing: no such thing | hint: is it the right account and app? See: dyte-stage doctor | others
      3 | error: the platform has no meeting 'm-1' | hint: did you mean m-1? List them: dyte-stage meetings list | GET /meetings/m-1, GET ../participants, POST ../participants (participants)
      7 | error: nobody is in the meeting: it has no live session | hint: it begins when the first person joins; see: dyte-stage meetings list | GET ../active-session
      4 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform found nothing: no such thing | hint: look: dyte-stage presets check | GET /presets/preset-made
      1 | 1 failed | POST ../active-session/kick
      0 | account warning the platform found nothing: no such thing | GET /apps
      0 | token warning the platform found nothing: no such thing | GET /user/tokens/verify
    429
      5 | error: the platform cannot answer now: rate limited (HTTP 429) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: rate limited (HTTP 429) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: rate limited (HTTP 429) | GET /apps
      0 | token warning the platform cannot answer now: rate limited (HTTP 429) | GET /user/tokens/verify
    429 after 0
      5 | error: the platform cannot answer now: rate limited (HTTP 429) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: rate limited (HTTP 429) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: rate limited (HTTP 429) | GET /apps
      0 | token warning the platform cannot answer now: rate limited (HTTP 429) | GET /user/tokens/verify
    429 after 300
      5 | error: the platform cannot answer now: rate limited; it asks to wait 300 s (HTTP 429) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: rate limited; it asks to wait 300 s (HTTP 429) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: rate limited; it asks to wait 300 s (HTTP 429) | GET /apps
      0 | token warning the platform cannot answer now: rate limited; it asks to wait 300 s (HTTP 429) | GET /user/tokens/verify
    500 once
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: internal error (HTTP 500) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: internal error (HTTP 500) | GET /apps
      0 | token warning the platform cannot answer now: internal error (HTTP 500) | GET /user/tokens/verify
    500
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform cannot answer now: internal error (HTTP 500) | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: internal error (HTTP 500) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: internal error (HTTP 500) | GET /apps
      0 | token warning the platform cannot answer now: internal error (HTTP 500) | GET /user/tokens/verify
    503 once
      5 | error: the platform cannot answer now: not now (HTTP 503) | hint: try again; see what fails: dyte-stage doctor | others
      0 | 1 meeting | GET /meetings, GET /sessions
      0 | the host joins with host | GET /presets, GET /presets/preset-host
      0 | 1 may join, 1 in the session | GET ../participants, GET /sessions/s-1/participants
      5 | error: the platform cannot answer now: not now (HTTP 503) | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      0 | 1 on stage, 0 accepted, 1 asking, 1 off stage | GET ../active-session
      0 |  | GET /meetings/m-1
      5 | error: the platform cannot answer now: not now (HTTP 503) | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform cannot answer now: not now (HTTP 503) | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      0 | made | GET /presets/preset-made
      0 | account ok has the app: Webinars | GET /apps
      0 | token ok active | GET /user/tokens/verify
    502 page
      5 | error: the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | GET /apps
      0 | token warning the platform cannot answer now: <html> <head><title>Please log in</title></head> </html> (HTTP 502) | GET /user/tokens/verify
    200 page
      5 | error: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | hint: a proxy may have answered in its place; see: dyte-stage doctor | others
      5 | error: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | GET /apps
      0 | token warning the platform's answer cannot be read: it is no JSON: expected value at line 1 column 1 | GET /user/tokens/verify
    200 half
      5 | error: the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | hint: a proxy may have answered in its place; see: dyte-stage doctor | others
      5 | error: the platform's answer cannot be read: it has another shape at line 1 column 23 | hint: a proxy may have answered in its place; see: dyte-stage doctor | GET /meetings, GET /presets, GET ../participants
      5 | error: the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform's answer cannot be read: it has another shape at line 1 column 23 | GET /apps
      0 | token warning the platform's answer cannot be read: it is no JSON: EOF while parsing a string at line 1 column 52 | GET /user/tokens/verify
    200 empty
      5 | error: the platform's answer cannot be read: it is empty | hint: a proxy may have answered in its place; see: dyte-stage doctor | others
      5 | error: the platform's answer cannot be read: it is empty | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: the platform's answer cannot be read: it is empty | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: the platform's answer cannot be read: it is empty | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: the platform's answer cannot be read: it is empty | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning the platform's answer cannot be read: it is empty | GET /apps
      0 | token warning the platform's answer cannot be read: it is empty | GET /user/tokens/verify
    silent, --timeout 1s
      124 | error: not done within 1 s | hint: what was sent may have been done: look before trying again | others
    hangs up
      5 | error: cannot reach the platform: 127.0.0.1: connection closed before message completed | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: cannot reach the platform: 127.0.0.1: connection closed before message completed | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: cannot reach the platform: 127.0.0.1: connection closed before message completed | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: cannot reach the platform: 127.0.0.1: connection closed before message completed | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: cannot reach the platform: 127.0.0.1: connection closed before message completed | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning cannot reach the platform: 127.0.0.1: connection closed before message completed | GET /apps
      0 | token warning cannot reach the platform: 127.0.0.1: connection closed before message completed | GET /user/tokens/verify
    breaks off
      5 | error: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | hint: try again; see what fails: dyte-stage doctor | others
      5 | error: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | hint: it may have been done all the same; look first: dyte-stage participants list | POST ../participants (participants), POST ../active-session/kick
      5 | error: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | hint: it may have been done all the same; look first: dyte-stage meetings list | POST /meetings
      5 | error: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | hint: it may have been done all the same; look first: dyte-stage presets list | POST /presets
      5 | error: made the preset 'dyte-stage-host', and cannot read it back: cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | hint: look: dyte-stage presets check | GET /presets/preset-made
      0 | account warning cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | GET /apps
      0 | token warning cannot reach the platform: 127.0.0.1: error reading a body from connection: end of file before message length reached | GET /user/tokens/verify
    ");
}

/// For each fault a line for each end that it leads to, with the calls.
fn in_a_table(results: &BTreeMap<(usize, Fault), Told>) -> String {
    let mut table = String::new();
    for fault in Fault::ALL {
        let mut ends: Vec<(&Told, Vec<String>)> = Vec::new();
        for (index, (call, command)) in CALLS.iter().enumerate() {
            let told = &results[&(index, fault)];
            let short = call.replace("/meetings/m-1/", " ../").replace("  ", " ");
            let short = match *call {
                ADD => format!("{short} ({})", command[0]),
                _ => short,
            };
            match ends.iter_mut().find(|(known, _)| *known == told) {
                Some((_, calls)) => calls.push(short),
                None => ends.push((told, vec![short])),
            }
        }
        ends.sort_by_key(|(_, calls)| std::cmp::Reverse(calls.len()));
        let _ = writeln!(table, "{}", fault.in_words());
        for (index, (Told { exit, line }, calls)) in ends.iter().enumerate() {
            let calls = if index == 0 {
                "others".to_owned()
            } else {
                calls.join(", ")
            };
            let _ = writeln!(table, "  {exit} | {line} | {calls}");
        }
    }
    table
}
