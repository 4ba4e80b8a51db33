//! The doctor at a platform that is not well: it says what fails and what to do about it, in the end
//! and not for ever, and joins nothing.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::{Value, json};
use testing::fake::{Answer, Behaviour, Fake, Socket, preset};

use crate::scripted_api::{APPS, Reply, Scripted, VERIFY};
use crate::support::{Home, NOBODY};

const MEETINGS: &str = "GET /meetings";
const SESSION_CALL: &str = "GET /meetings/m-1/active-session";

/// A platform that says something else to one call.
fn saying(call: &'static str, answer: Answer) -> Scripted {
    Scripted::new(move |called, _| {
        if called == call {
            Reply::Says(answer.clone())
        } else {
            Reply::Usual
        }
    })
}

/// A platform that says the same to every call.
fn only_saying(answer: Answer) -> Scripted {
    Scripted::new(move |_, _| Reply::Says(answer.clone()))
}

fn with_socket(socket: Socket) -> Fake {
    Fake::new(Behaviour {
        socket,
        ..Behaviour::default()
    })
}

/// What the doctor says of a platform whose socket is well. It has joined nothing.
fn examined(platform: &Scripted) -> String {
    let socket = with_socket(Socket::Opens);
    let told = told(&platform.home(&socket.signalling_url()));
    assert_joined_nothing(platform, &socket);
    told
}

/// Every check in a line, what to do about it in another, and how the program ended.
fn told(home: &Home) -> String {
    let output = home.command(&["doctor", "-o", "json"]).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", home.told(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut lines = Vec::new();
    for check in answer["checks"].as_array().unwrap() {
        let text = |field: &str| check[field].as_str().unwrap_or_default();
        let (status, name, detail) = (text("status"), text("name"), text("detail"));
        lines.push(format!("{status} {name}: {detail}"));
        if let Some(hint) = check["hint"].as_str() {
            lines.push(format!("    {hint}"));
        }
        assert_eq!(
            check["status"] == "failed",
            check["code"].is_string(),
            "{check}"
        );
    }
    let exit = output.status.code().unwrap();
    assert_eq!(answer["healthy"], json!(exit == 0));
    lines.push(format!("exit {exit}"));
    steady(&lines.join("\n"))
}

/// The same without ports, and without seconds: the platform's clock has no others.
fn steady(told: &str) -> String {
    let told = told.replace(" 1 s apart", " 0 s apart");
    let parts = told.split("127.0.0.1:").map(|part| {
        // The first one begins with a word.
        let after = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let port = if after.len() < part.len() { "PORT" } else { "" };
        format!("{port}{after}")
    });
    parts.collect::<Vec<_>>().join("127.0.0.1:")
}

fn assert_joined_nothing(platform: &Scripted, socket: &Fake) {
    let calls = platform.log();
    assert!(
        calls.iter().all(|call| call.starts_with("GET ")),
        "{calls:?}"
    );
    assert!(!socket.log().contains("room."), "{}", socket.log());
}

#[test]
fn a_platform_that_is_well() {
    assert_snapshot!(examined(&Scripted::new(|_, _| Reply::Usual)), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    ok account: has the app: Webinars
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
}

#[test]
fn credentials_that_are_refused_in_either_shape() {
    let gateway = only_saying(Answer::gateway_error(401, 10000, "Authentication error"));
    assert_snapshot!(examined(&gateway), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    warning token: the platform refused the credentials: Authentication error
        check DYTE_STAGE_API_TOKEN; only an account's is refused here and good all the same
    failed account: the platform refused the credentials: Authentication error
        check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime
    failed app: the platform refused the credentials: Authentication error
        check DYTE_STAGE_APP_ID, and the token's permission Realtime
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
    let service = only_saying(Answer::error(401, "Unauthorized"));
    assert_snapshot!(examined(&service), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    warning token: the platform refused the credentials: Unauthorized
        check DYTE_STAGE_API_TOKEN; only an account's is refused here and good all the same
    failed account: the platform refused the credentials: Unauthorized
        check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime
    failed app: the platform refused the credentials: Unauthorized
        check DYTE_STAGE_APP_ID, and the token's permission Realtime
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
    // A token without the permission: Cloudflare knows it, and nothing more.
    let forbidden = Scripted::new(|call, _| match call {
        VERIFY => Reply::Usual,
        _ => Reply::Says(Answer::gateway_error(403, 10001, "Forbidden")),
    });
    assert_snapshot!(examined(&forbidden), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    failed account: the platform refused the credentials: Forbidden
        check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime
    failed app: the platform refused the credentials: Forbidden
        check DYTE_STAGE_APP_ID, and the token's permission Realtime
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
}

#[test]
fn a_token_that_cloudflare_does_not_know_may_be_good_all_the_same() {
    let of_an_account = saying(
        VERIFY,
        Answer::gateway_error(401, 1000, "Invalid API Token"),
    );
    assert_snapshot!(examined(&of_an_account), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    warning token: not a user's token: the platform refused the credentials: Invalid API Token
    ok account: has the app: Webinars
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
    let no_answer = saying(VERIFY, Answer::error(500, "internal error"));
    assert_snapshot!(examined(&no_answer), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    warning token: the platform cannot answer now: internal error (HTTP 500)
    ok account: has the app: Webinars
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
    let ended = saying(VERIFY, Answer::data(&json!({"status": "expired"})));
    assert_snapshot!(examined(&ended), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    failed token: the API token is expired
        make another one
    ok account: has the app: Webinars
    ok app: its meetings can be read
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
}

#[test]
fn an_account_without_the_app() {
    let others = [
        json!({"id": "app-2", "name": "Webinars"}),
        json!({"id": "app-3"}),
    ];
    let apps = Answer::page(&others);
    let without = Scripted::new(move |call, _| match call {
        VERIFY => Reply::Usual,
        APPS => Reply::Says(apps.clone()),
        _ => Reply::Says(Answer::error(404, "app not found")),
    });
    assert_snapshot!(examined(&without), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    failed account: the account has no app app; it has: app-2, app-3
        check DYTE_STAGE_APP_ID
    failed app: the platform found nothing: app not found
        check DYTE_STAGE_APP_ID, and the token's permission Realtime
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
    // Whose meetings can be read, that app is there, whatever the list says.
    assert_snapshot!(examined(&saying(APPS, Answer::page(&others))), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    warning account: the account has no app app; it has: app-2, app-3
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
    assert_snapshot!(examined(&saying(APPS, Answer::gateway_error(403, 10001, "Forbidden"))), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    warning account: the platform refused the credentials: Forbidden
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
}

#[test]
fn a_clock_that_is_wrong() {
    let long_ago = Scripted::new(|call, _| match call {
        MEETINGS => Reply::SaysAt(Answer::page(&[]), "Thu, 01 Jan 2026 00:00:00 GMT"),
        _ => Reply::Usual,
    });
    let told = examined(&long_ago);
    let clock: Vec<_> = told.lines().filter(|line| line.contains("clock")).collect();
    let [skew, hint] = clock[..] else {
        panic!("{told}")
    };
    assert!(skew.starts_with("warning clock: ") && skew.ends_with(" s apart from the platform's"));
    assert_snapshot!(hint, @"    set this machine's clock: by a wrong one, tokens seem to have ended");
    assert!(told.ends_with("exit 0"), "{told}");

    let no_time = Scripted::new(|call, _| match call {
        MEETINGS => Reply::SaysAt(Answer::page(&[]), "noon"),
        _ => Reply::Usual,
    });
    let told = examined(&no_time);
    assert!(
        told.contains("warning clock: the platform does not tell the time\n"),
        "{told}"
    );
}

#[test]
fn an_app_without_a_preset_for_the_host() {
    let viewers = [preset("viewer", false, false, "WEBINAR")];
    assert_snapshot!(examined(&saying("GET /presets", Answer::page(&viewers))), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    ok account: has the app: Webinars
    ok app: its meetings can be read
    failed host_preset: no preset is hidden, may manage the stage and skips the waiting room
        make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
}

#[test]
fn a_meeting_that_is_not_live_and_one_that_is_not_there() {
    let idle = saying(SESSION_CALL, Answer::error(404, "No active session found"));
    assert_snapshot!(examined(&idle), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    ok account: has the app: Webinars
    ok app: its meetings can be read
    ok host_preset: host
    warning session: nobody is in m-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
    let nowhere = Scripted::new(|call, _| match call {
        SESSION_CALL | "GET /meetings/m-1" => Reply::Says(Answer::error(404, "no such meeting")),
        _ => Reply::Usual,
    });
    let told = examined(&nowhere);
    assert!(
        told.contains("failed session: the platform has no meeting 'm-1'\n"),
        "{told}"
    );
    assert!(told.ends_with("exit 3"), "{told}");
}

#[test]
fn an_api_that_is_not_there() {
    let socket = with_socket(Socket::Opens);
    let closed = NOBODY;
    let platform = Scripted::new(|_, _| Reply::Usual);
    let signalling = socket.signalling_url();
    let home =
        |home: Home, path| home.with("DYTE_STAGE_API_URL", &format!("http://{closed}{path}"));
    assert_snapshot!(told(&home(platform.home(&signalling), "/client/v4")), @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    failed api_connection: cannot reach the platform: 127.0.0.1: tcp connect error: Connection refused (os error 111)
        check the network and the proxy; one that opens TLS needs its certificate in the system's store
    skipped round_trip: the API cannot be reached
    skipped clock: the API cannot be reached
    skipped token: the API cannot be reached
    skipped account: the API cannot be reached
    skipped app: the API cannot be reached
    skipped host_preset: the API cannot be reached
    skipped session: the API cannot be reached
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 5
    ");
    assert_snapshot!(told(&home(platform.dyte_home(&signalling), "/v2")), @"
    ok configuration: organization org, http://127.0.0.1:PORT/v2, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    failed api_connection: cannot reach the platform: 127.0.0.1: tcp connect error: Connection refused (os error 111)
        check the network and the proxy; one that opens TLS needs its certificate in the system's store
    skipped round_trip: the API cannot be reached
    skipped clock: the API cannot be reached
    skipped app: the API cannot be reached
    skipped host_preset: the API cannot be reached
    skipped session: the API cannot be reached
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 5
    ");
    assert_joined_nothing(&platform, &socket);
}

#[test]
fn dyte_has_no_tokens_and_no_accounts_to_look_at() {
    let socket = with_socket(Socket::Opens);
    let well = Scripted::new(|_, _| Reply::Usual);
    assert_snapshot!(told(&well.dyte_home(&socket.signalling_url())), @"
    ok configuration: organization org, http://127.0.0.1:PORT/v2, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 0
    ");
    assert_eq!((well.count(VERIFY), well.count(APPS)), (0, 0));
    assert_joined_nothing(&well, &socket);
    let refused = only_saying(Answer::error(401, "Unauthorized"));
    assert_snapshot!(told(&refused.dyte_home(&socket.signalling_url())), @"
    ok configuration: organization org, http://127.0.0.1:PORT/v2, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    failed app: the platform refused the credentials: Unauthorized
        check DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    ok socket: sockets get through
    exit 4
    ");
    assert_joined_nothing(&refused, &socket);
}

#[test]
fn a_socket_that_does_not_get_through() {
    let platform = Scripted::new(|_, _| Reply::Usual);
    let at = |signalling_url: &str| {
        let told = told(&platform.home(signalling_url));
        let begin = told.find("ok socket_dns").unwrap();
        told[begin..].to_owned()
    };
    let with = |socket| {
        let fake = with_socket(socket);
        let told = at(&fake.signalling_url());
        assert_joined_nothing(&platform, &fake);
        told
    };
    // What refuses nobody is the platform.
    assert_eq!(with(Socket::Closes(4001)), with(Socket::Opens));
    // So may be what refuses whoever has no token.
    for status in [400, 401, 403] {
        let told = with(Socket::Refused(status));
        let refuses = "ok socket: answers, and refuses whoever has no token\nexit 0";
        assert!(told.ends_with(refuses), "{told}");
    }
    // What knows of no socket is something else.
    assert_snapshot!(with(Socket::Refused(404)), @"
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform found nothing: the socket was not opened
        a proxy on the way must let WebSockets through
    exit 4
    ");
    assert_snapshot!(with(Socket::Refused(503)), @"
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform cannot answer now: the socket was not opened (HTTP 503)
        a proxy on the way must let WebSockets through
    exit 5
    ");
    assert_snapshot!(with(Socket::Refused(200)), @"
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform refused the request: the socket was not opened (HTTP 200)
        a proxy on the way must let WebSockets through
    exit 5
    ");
    assert_snapshot!(with(Socket::Refused(426)), @"
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform refused the request: the socket was not opened (HTTP 426)
        a proxy on the way must let WebSockets through
    exit 5
    ");
    let closed = NOBODY;
    assert_snapshot!(at(&format!("ws://{closed}/ws")), @"
    ok socket_dns: 1 address
    failed socket_connection: cannot reach the platform: 127.0.0.1: tcp connect error: Connection refused (os error 111)
        check the network and the proxy; one that opens TLS needs its certificate in the system's store
    skipped socket: its host cannot be reached
    exit 5
    ");
}

#[test]
fn a_platform_that_falls_silent_is_given_up_in_time() {
    let socket = with_socket(Socket::NeverUpgrades);
    let platforms = [
        Scripted::new(|_, _| Reply::Silence),
        Scripted::new(|call, _| match call {
            VERIFY | APPS => Reply::Silence,
            _ => Reply::Usual,
        }),
        Scripted::new(|call, _| match call {
            "GET /presets" | SESSION_CALL => Reply::Silence,
            _ => Reply::Usual,
        }),
    ];
    let begun = Instant::now();
    let [all, account, app] = std::thread::scope(|scope| {
        let signalling_url = socket.signalling_url();
        let examine = |platform: &Scripted| {
            let home = platform.home(&signalling_url);
            scope.spawn(move || told(&home))
        };
        platforms
            .each_ref()
            .map(examine)
            .map(|told| told.join().unwrap())
    });
    // They wait at the same time; the bound is for what waits for ever.
    assert!(begun.elapsed() < Duration::from_mins(1));
    assert_snapshot!(all, @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    failed round_trip: the platform did not answer the call within 10 s
        try again
    skipped clock: the API does not answer
    skipped token: the API does not answer
    skipped account: the API does not answer
    skipped app: the API does not answer
    skipped host_preset: something before it failed
    skipped session: something before it failed
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform did not answer the socket's upgrade within 10 s
        a proxy on the way must let WebSockets through
    exit 5
    ");
    assert_snapshot!(account, @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    warning token: the platform did not answer the call within 10 s
    warning account: the platform did not answer the call within 10 s
    ok app: its meetings can be read
    ok host_preset: host
    ok session: m-1 is live: s-1
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform did not answer the socket's upgrade within 10 s
        a proxy on the way must let WebSockets through
    exit 5
    ");
    assert_snapshot!(app, @"
    ok configuration: app app of account acc, http://127.0.0.1:PORT/client/v4, socket ws://127.0.0.1:PORT/ws
    ok api_dns: 1 address
    ok api_connection: TCP, not encrypted: on this machine
    ok round_trip: one answer of the API
    ok clock: 0 s apart from the platform's
    ok token: active
    ok account: has the app: Webinars
    ok app: its meetings can be read
    failed host_preset: the platform did not answer the call within 10 s
        try again
    failed session: the platform did not answer the call within 10 s
        try again
    ok socket_dns: 1 address
    ok socket_connection: TCP, not encrypted: on this machine
    failed socket: the platform did not answer the socket's upgrade within 10 s
        a proxy on the way must let WebSockets through
    exit 5
    ");
    for platform in &platforms {
        assert_joined_nothing(platform, &socket);
    }
}

#[test]
fn a_doctor_that_must_hurry_says_so() {
    let platform = Scripted::new(|_, _| Reply::Silence);
    let home = platform.home("ws://127.0.0.1:9/ws");
    assert_snapshot!(home.run(&["doctor", "--timeout", "1s"]), @"
    -- stderr
    error: not done within 1 s
    hint: what was sent may have been done: look before trying again
    -- exit 124
    ");
}
