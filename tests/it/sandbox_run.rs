//! `sandbox run`: the printed addresses work when pasted; demo meetings with a script and with faults.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::background_command::Running;
use crate::support::Home;

/// A sandbox that is run with some arguments, and what it printed.
fn run(home: &Home, arguments: &[&str]) -> (Running, Value) {
    let usual = ["sandbox", "run", "--listen", "127.0.0.1:0", "--json"];
    let mut running = Running::start(home.command(&[&usual, arguments].concat()));
    let printed = running.shows("base_uri");
    (running, serde_json::from_str(&printed).unwrap())
}

fn text<'a>(printed: &'a Value, field: &str) -> &'a str {
    printed[field].as_str().unwrap()
}

#[test]
fn what_it_prints_can_be_pasted_in_another_home() {
    let home = Home::rehearsing();
    let (running, printed) = run(&home, &[]);
    for platform in ["realtimekit", "dyte"] {
        let live = Home::new().with("DYTE_STAGE_PLATFORM", platform);
        let live = match platform {
            "dyte" => live
                .with("DYTE_STAGE_ORG_ID", text(&printed, "organization_id"))
                .with("DYTE_STAGE_API_KEY", text(&printed, "api_token"))
                .with("DYTE_STAGE_API_URL", text(&printed, "dyte_api_url")),
            _ => live
                .with("DYTE_STAGE_ACCOUNT_ID", text(&printed, "account_id"))
                .with("DYTE_STAGE_APP_ID", text(&printed, "app_id"))
                .with("DYTE_STAGE_API_TOKEN", text(&printed, "api_token"))
                .with("DYTE_STAGE_API_URL", text(&printed, "api_url")),
        };
        let live = live
            .with(
                "DYTE_STAGE_SIGNALLING_URL",
                text(&printed, "signalling_url"),
            )
            .with("DYTE_STAGE_MEETING", text(&printed, "meeting_id"));
        let requests = live.json(&["requests", "list", "-o", "json"]);
        assert_eq!(requests["platform"], platform);
        assert_eq!(requests["requests"].as_array().unwrap().len(), 5);
    }
    assert_eq!(printed["view_type"], "WEBINAR");
    assert_eq!(printed["host"]["custom_participant_id"], "crew-1");
    assert_eq!(printed["viewer"]["custom_participant_id"], "guest-106");
    // An SDK cannot reach what is not encrypted.
    assert_eq!(printed["init"], Value::Null);
    running.signal("TERM");
    assert_eq!(running.end().status.code(), Some(0));
}

#[test]
fn encrypted_it_says_how_an_sdk_joins_and_a_client_trusts_it_once() {
    let home = Home::rehearsing();
    let (running, printed) = run(&home, &["--tls"]);
    let init = text(&printed, "init");
    let token = printed["host"]["token"].as_str().unwrap();
    let base = text(&printed, "base_uri");
    assert!(
        init.contains(&format!("authToken: '{token}', baseURI: '{base}'")),
        "{init}"
    );
    let certificate = text(&printed, "certificate").to_owned();
    let live = |certificate: &str| {
        Home::new()
            .with("DYTE_STAGE_PLATFORM", "realtimekit")
            .with("DYTE_STAGE_ACCOUNT_ID", text(&printed, "account_id"))
            .with("DYTE_STAGE_APP_ID", text(&printed, "app_id"))
            .with("DYTE_STAGE_API_TOKEN", text(&printed, "api_token"))
            .with("DYTE_STAGE_API_URL", text(&printed, "api_url"))
            .with(
                "DYTE_STAGE_SIGNALLING_URL",
                text(&printed, "signalling_url"),
            )
            .with("DYTE_STAGE_MEETING", text(&printed, "meeting_id"))
            .with("SSL_CERT_FILE", certificate)
    };
    let granted = live(&certificate).run(&["grant", "guest-101"]);
    assert!(granted.ends_with("-- exit 0\n"), "{granted}");
    running.signal("INT");
    assert_eq!(running.end().status.code(), Some(0));
    // The next one has the same certificate: whoever trusts it need do so once.
    let before = fs::read(&certificate).unwrap();
    let (_running, printed) = run(&home, &["--tls"]);
    assert_eq!(text(&printed, "certificate"), certificate);
    assert_eq!(fs::read(&certificate).unwrap(), before);
}

#[test]
fn everything_to_paste_is_on_lines_of_its_own() {
    let home = Home::rehearsing();
    let arguments = ["sandbox", "run", "--tls", "--listen", "127.0.0.1:0"];
    let mut running = Running::start(home.command(&arguments));
    running.shows("await meeting.join();");
    running.signal("TERM");
    let said = home.told(&running.end());
    let filters = [
        (r"[0-9a-f]{64}", "[api token]"),
        (r"eyJ[\w.-]+", "[token]"),
        (r"localhost:\d+", "localhost:[port]"),
    ];
    insta::with_settings!({filters => filters}, {
        assert_snapshot!(said, @"
        BASE URI      localhost:[port]
        MEETING       demo
        VIEW          WEBINAR
        ACCOUNT       sandbox
        APP           sandbox
        API TOKEN     [api token]
        API           https://localhost:[port]/client/v4
        SOCKET        wss://localhost:[port]/ws
        CERTIFICATE   HOME/state/sandbox-localhost-cert.pem
        HOST          Hana Nováková (crew-1)
        HOST TOKEN    [token]
        VIEWER        Zoë Ångström (guest-106)
        VIEWER TOKEN  [token]

        const meeting = await RealtimeKitClient.init({ authToken: '[token]', baseURI: 'localhost:[port]' });
        await meeting.join();
        -- stderr
        -- exit 0
        ");
    });
}

#[test]
fn other_commands_use_it_and_a_token_is_made_for_anybody() {
    let home = Home::rehearsing();
    let (_running, printed) = run(&home, &["--viewers", "3", "--requests", "2"]);
    assert_eq!(
        home.json(&["requests", "list", "-o", "json"])["requests"]
            .as_array()
            .unwrap()
            .len(),
        7
    );
    let made = home.json(&["sandbox", "token", "guest-106", "-o", "json"]);
    assert_eq!(made["user_id"], printed["viewer"]["user_id"]);
    let claims = protocol::token::Claims::read(made["token"].as_str().unwrap()).unwrap();
    assert_eq!(claims.participant_id, made["user_id"].as_str().unwrap());
    // There is one sandbox a home.
    let again = home.run(&["sandbox", "run", "--listen", "127.0.0.1:0"]);
    assert!(again.ends_with("-- exit 7\n"), "{again}");
    assert_snapshot!(home.run(&["sandbox", "token", "nobody"]), @"
    -- stderr
    error: nobody with the id 'nobody' may join the meeting 'demo'
    hint: list them: dyte-stage participants list --platform sandbox
    -- exit 3
    ");
    assert_snapshot!(home.run(&["sandbox", "token", "guest-106", "-m", "nowhere"]), @"
    -- stderr
    error: the sandbox has no meeting 'nowhere'
    hint: list them: dyte-stage meetings list --platform sandbox
    -- exit 3
    ");
}

#[test]
fn a_token_needs_nobody_who_serves() {
    let home = Home::rehearsing();
    let shown = home.run(&["sandbox", "token", "crew-1"]);
    insta::with_settings!({filters => [(r"eyJ[\w.-]+", "[token]")]}, {
        assert_snapshot!(shown, @"
        USER ID                               NAME           CUSTOM ID  PRESET
        3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  Hana Nováková  crew-1     webinar_presenter

        [token]
        -- stderr
        -- exit 0
        ");
    });
}

#[test]
fn what_is_rehearsed_is_started_over_only_where_it_is_said() {
    let home = Home::rehearsing();
    home.run(&["deny", "guest-101"]);
    let asking = || {
        home.json(&["requests", "list", "-o", "json"])["requests"]
            .as_array()
            .unwrap()
            .len()
    };
    let (running, _) = run(&home, &[]);
    assert_eq!(asking(), 4);
    drop(running);
    let (running, printed) = run(&home, &["--view", "livestream"]);
    assert_eq!(printed["view_type"], "LIVESTREAM");
    assert_eq!(printed["viewer"]["preset_name"], "livestream_viewer");
    assert_eq!(asking(), 5);
    assert_eq!(
        home.json(&["status", "-o", "json"])["view_type"],
        "LIVESTREAM"
    );
    drop(running);
    let (_running, printed) = run(&home, &["--view", "group"]);
    assert_eq!(printed["view_type"], "GROUP_CALL");
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    nobody asks to come on stage
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "guest-101"]), @"
    RESULT  ID         NAME          DETAIL
    failed  guest-101  Amara Okafor  the platform refused: permission denied: the meeting has no stage (403)
    -- stderr
    1 failed
    -- exit 4
    ");
}

#[test]
fn a_script_is_played_and_what_cannot_be_done_is_said() {
    let home = Home::rehearsing();
    let script = home.path().join("evening.txt");
    fs::write(
        &script,
        "0s guest-106 request\n0s guest-101 cancel\n0s crew-1 cancel\n",
    )
    .unwrap();
    let script = script.to_str().unwrap();
    let (mut running, _) = run(&home, &["--script", script]);
    running.says("crew-1");
    let requests = home.json(&["requests", "list", "-o", "json"]);
    let asking = requests["requests"].as_array().unwrap().iter();
    let asking: Vec<_> = asking
        .map(|p| p["custom_participant_id"].as_str().unwrap())
        .collect();
    assert_eq!(
        asking,
        [
            "guest-102",
            "guest-103",
            "guest-104",
            "guest-105",
            "guest-106"
        ]
    );
    running.signal("TERM");
    let said = home.told(&running.end());
    // What is said of encryption may come before the deeds or among them.
    let filters = [
        (r"(?m)^.*no SDK can join.*\n", ""),
        (r"\d{4}-\S+Z", "[time]"),
    ];
    insta::with_settings!({filters => filters}, {
        assert_snapshot!(said.split_once("-- stderr").unwrap().1, @"

        [time]  INFO done by the script who=guest-106 deed=request status=REQUESTED_TO_JOIN_STAGE
        [time]  INFO done by the script who=guest-101 deed=cancel status=OFF_STAGE
        [time]  WARN not done by the script who=crew-1 deed=cancel error=already let in: use leave
        -- exit 0
        ");
    });
}

#[test]
fn what_cannot_be_rehearsed_is_said_before_anything_is_served() {
    let home = Home::rehearsing();
    let script = home.path().join("evening.txt");
    fs::write(&script, "0s guest-106 request\n5s guest-101 sings\n").unwrap();
    let script = script.to_str().unwrap();
    let run = |arguments: &[&str]| {
        home.run(&[&["sandbox", "run", "--listen", "127.0.0.1:0"], arguments].concat())
    };
    assert_snapshot!(run(&["--script", script]), @r#"
    -- stderr
    error: the script cannot be followed: line 2, "5s guest-101 sings": "sings" is not a deed; write request, cancel, join or leave
    hint: see: dyte-stage sandbox run --help
    -- exit 2
    "#);
    fs::write(script, "5s nobody request\n").unwrap();
    assert_snapshot!(run(&["--script", script]), @r#"
    -- stderr
    error: the script cannot be followed: line 1, "5s nobody request": nobody in the meeting has the id "nobody"; write a user id or a custom participant id, as in: dyte-stage status
    hint: see: dyte-stage sandbox run --help
    -- exit 2
    "#);
    assert_snapshot!(run(&["--script", "missing.txt"]), @"
    -- stderr
    error: cannot read the script missing.txt: No such file or directory (os error 2)
    -- exit 1
    ");
    assert_snapshot!(run(&["--fault", "drop=2"]), @r#"
    -- stderr
    error: invalid value 'drop=2' for '--fault <FAULT=PROBABILITY,...>': "2" of drop is not a probability; write a number from 0 to 1, such as 0.05

    For more information, try '--help'.
    -- exit 2
    "#);
    assert_snapshot!(run(&["--latency", "soon"]), @r#"
    -- stderr
    error: invalid value 'soon' for '--latency <TIME>': "soon" is not a time; write a latency such as 80ms, or a range such as 80ms..200ms

    For more information, try '--help'.
    -- exit 2
    "#);
    assert_snapshot!(run(&["--view", "group", "--viewers", "3", "--requests", "1"]), @"
    -- stderr
    error: --requests: a group call has no stage to ask for
    -- exit 2
    ");
    let refuses = |listen: &str, arguments: &[&str]| {
        home.run(&[&["sandbox", "run", "--listen", listen], arguments].concat())
    };
    assert_snapshot!(refuses("192.0.2.1:0", &["--tls"]), @"
    -- stderr
    error: --listen 192.0.2.1:0: browsers would look for it at localhost; say under which name they find it: --host
    -- exit 2
    ");
    assert_snapshot!(run(&["--latency", "80"]), @r#"
    -- stderr
    error: invalid value '80' for '--latency <TIME>': "80" is not a time; write a latency such as 80ms, or a range such as 80ms..200ms

    For more information, try '--help'.
    -- exit 2
    "#);
    assert_snapshot!(refuses("0.0.0.0:0", &[]), @"
    -- stderr
    error: --listen 0.0.0.0:0: say which address; browsers are told to find media there
    -- exit 2
    ");
    assert_snapshot!(refuses("192.0.2.1:0", &[]), @"
    -- stderr
    error: --listen 192.0.2.1:0: tokens would cross the network unencrypted; add --tls, or --tls-cert and --tls-key
    -- exit 2
    ");
    assert_snapshot!(run(&["--host", "a b"]), @"
    -- stderr
    error: invalid value 'a b' for '--host <NAME>': say a name, such as localhost or stage.example.com, without port

    For more information, try '--help'.
    -- exit 2
    ");
}

#[test]
fn calls_fail_as_often_as_a_rehearsal_wants_and_commands_still_find_it() {
    let home = Home::rehearsing();
    let (running, _) = run(&home, &["--fault", "500=1"]);
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: the platform cannot answer now: rehearsed failure (HTTP 500)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    drop(running);
    let (_running, _) = run(&home, &["--fault", "429=1"]);
    let listed = home.run(&["meetings", "list"]);
    assert!(listed.contains("HTTP 429"), "{listed}");
    assert!(listed.ends_with("-- exit 5\n"), "{listed}");
}
