//! `participants`: list, add and kick, on the sandbox and on platforms that do worse.

use insta::assert_snapshot;
use serde_json::{Value, json};
use testing::fake::Answer;

use crate::scripted_api::{Reply, Scripted};
use crate::support::Home;

/// Where no socket is: what is told here needs none.
pub(crate) const NO_SOCKET: &str = "ws://127.0.0.1:9/ws";

/// How many people the demo meeting has, seen and unseen.
const PEOPLE: usize = 12;

/// A new meeting, in which nobody is.
pub(crate) fn idle(home: &Home) -> String {
    let created = home.json(&["meetings", "create", "--title", "Rehearsal", "-o", "json"]);
    created["meeting"]["id"].as_str().unwrap().to_owned()
}

/// What a user sees, with the one id that the sandbox gave to a participant or a preset said as `ID`.
pub(crate) fn steady(home: &Home, arguments: &[&str]) -> String {
    let told = home.run(arguments);
    let state = home.sandbox();
    let people = state["meetings"]["demo"]["participants"]
        .as_object()
        .unwrap();
    let new = |(_, person): &(&String, &Value)| person.get("attendee").is_none();
    let people = people.iter().filter(new).map(|(id, _)| id.clone());
    let presets = state["presets"].as_array().unwrap().iter();
    let presets = presets.map(|preset| preset["id"].as_str().unwrap().to_owned());
    let made = presets.filter(|id| {
        !["preset-webinar_", "preset-recorder", "preset-dyte"]
            .iter()
            .any(|known| id.starts_with(known))
    });
    people
        .chain(made)
        .fold(told, |told, id| told.replace(&id, "ID"))
}

#[test]
fn everybody_who_may_join_is_listed_and_who_is_there() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["participants", "list"]), @"
    USER ID                               IN SESSION  NAME               CUSTOM ID   PRESET
    08bc2930-e2fb-471e-90fa-82a3c4e56009  yes         佐藤さくら         guest-107   webinar_viewer
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  yes         Dev Patel          guest-103   webinar_viewer
    3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  yes         Hana Nováková      crew-1      webinar_presenter
    41f04d74-263f-4b52-8230-a4c5e607820b  yes         Producer (hidden)  crew-2      webinar_observer
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  yes         Amara Okafor       guest-101   webinar_viewer
    74e805ec-aeb7-43da-bfc4-6081a2c34e07  yes         Олена Шевченко     guest-105   webinar_viewer
    8a125f96-4851-4d74-9353-b5d6f718930c  yes         Recorder           recorder-1  recorder
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  yes         ليلى حداد          guest-104   webinar_viewer
    b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02  yes         Mateus Oliveira    panel-1     webinar_panelist
    c25a170e-c0d9-45fc-8fe7-7192b3d45f08  yes         Zoë Ångström       guest-106   webinar_viewer
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  yes         王小明             guest-102   webinar_viewer
    f6de3b52-041d-4930-a11d-93b4d5f6710a  yes         Priya Raman        guest-108   webinar_viewer
    -- stderr
    12 may join, 12 in the session
    -- exit 0
    ");
    let ids = home.run(&["participants", "list", "-o", "id"]);
    assert_eq!(ids.lines().filter(|line| line.len() == 36).count(), PEOPLE);
    let list = home.json(&["participants", "list", "-o", "json"]);
    assert_eq!(list["platform"], "sandbox");
    assert_eq!(list["session_id"], "7e2615db-8bd9-5751-bd28-e2a48d7fdd66");
    assert_eq!(
        list["participants"][0],
        json!({
            "user_id": "08bc2930-e2fb-471e-90fa-82a3c4e56009",
            "custom_participant_id": "guest-107",
            "display_name": "佐藤さくら",
            "preset_name": "webinar_viewer",
            "in_session": true,
        })
    );
    let nobody = idle(&home);
    assert_snapshot!(home.run(&["-m", &nobody, "participants", "list"]), @"
    -- stderr
    0 may join, 0 in the session
    -- exit 0
    ");
    let list = home.json(&["-m", &nobody, "participants", "list", "-o", "json"]);
    assert_eq!(list["session_id"], Value::Null);
    assert_snapshot!(home.run(&["-m", "nowhere", "participants", "list"]), @"
    -- stderr
    error: the platform has no meeting 'nowhere'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    // Nobody has joined it for that.
    assert_eq!(
        home.sandbox()["meetings"][&nobody]["participants"],
        json!({})
    );
}

#[test]
fn somebody_is_added_and_may_then_join() {
    let home = Home::rehearsing();
    let add = |arguments: &[&str]| {
        let arguments = [&["participants", "add"], arguments].concat();
        steady(&home, &arguments)
    };
    let noor = &[
        "guest-201",
        "--preset",
        "webinar_viewer",
        "--name",
        "Noor Haddad",
    ];
    assert_snapshot!(add(noor), @"
    USER ID                               NAME         CUSTOM ID  PRESET
    ID  Noor Haddad  guest-201  webinar_viewer
    -- stderr
    -- exit 0
    ");
    // Whoever is added twice stays who they are.
    let first = home.json(&[
        "participants",
        "add",
        "guest-201",
        "--preset",
        "webinar_viewer",
        "-o",
        "json",
    ]);
    let second = home.json(&[
        "participants",
        "add",
        "guest-201",
        "--preset",
        "webinar_viewer",
        "-o",
        "json",
    ]);
    assert_eq!(first, second);
    // Nobody looked whether they are there.
    assert_eq!(first["participant"].get("in_session"), None);
    assert_eq!(first.get("token"), None);
    let id = add(&["guest-202", "--preset", "webinar_panelist", "-o", "id"]);
    assert_snapshot!(id, @"
    ID
    -- stderr
    -- exit 0
    ");
    let list = home.run(&["participants", "list"]);
    assert!(
        list.ends_with("14 may join, 12 in the session\n-- exit 0\n"),
        "{list}"
    );

    assert_snapshot!(add(&["guest-201", "--preset", "webinar_presenter"]), @"
    -- stderr
    error: 'guest-201' is a participant of this meeting already, with the name 'Noor Haddad', with the preset 'webinar_viewer'
    hint: list them: dyte-stage participants list
    -- exit 7
    ");
    assert_snapshot!(add(&["guest-203", "--preset", "Webinar_Viewer"]), @"
    -- stderr
    error: the app has no preset 'Webinar_Viewer'
    hint: did you mean 'webinar_viewer'? list them: dyte-stage presets list
    -- exit 3
    ");
    assert_snapshot!(home.run(&["-m", "nowhere", "participants", "add", "a", "--preset", "webinar_viewer"]), @"
    -- stderr
    error: the platform has no meeting 'nowhere'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    assert_snapshot!(add(&[" ", "--preset", "webinar_viewer"]), @"
    -- stderr
    error: the custom_participant_id is empty
    -- exit 2
    ");
    assert_snapshot!(add(&["guest-203", "--preset", ""]), @"
    -- stderr
    error: a value is required for '--preset <NAME>' but none was supplied

    For more information, try '--help'.
    -- exit 2
    ");
    // None of these was added.
    assert_eq!(home.run(&["participants", "list"]), list);
    // A meeting in which nobody is yet takes them too.
    let nobody = idle(&home);
    let told = home.run(&[
        "-m",
        &nobody,
        "participants",
        "add",
        "guest-201",
        "--preset",
        "webinar_presenter",
    ]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
}

#[test]
fn a_token_is_printed_only_where_it_is_asked_for() {
    let home = Home::rehearsing();
    let add = [
        "participants",
        "add",
        "guest-201",
        "--preset",
        "webinar_viewer",
    ];
    let with = |further: &[&str]| home.run(&[&add, further].concat());
    let body = home.json(&[&add[..], &["--show-token", "-o", "json"]].concat());
    let token = body["token"].as_str().unwrap();
    // A JWT: its header and its claims are JSON objects, in base64.
    assert_eq!(token.matches('.').count(), 2);
    assert!(token.starts_with("eyJ"), "{token}");
    let table = with(&["--show-token"]);
    let (stdout, _) = table.split_once("-- stderr").unwrap();
    // Whole, on a line of its own.
    assert!(
        stdout.contains("\neyJ") && !stdout.contains("TOKEN"),
        "{stdout}"
    );
    let line = with(&["--show-token", "-o", "ndjson"]);
    assert!(line.contains(r#""token":"eyJ"#), "{line}");
    // An id is an id.
    let told = with(&["--show-token", "-o", "id"]);
    assert!(
        told.ends_with("-- exit 2\n") && !told.contains("eyJ"),
        "{told}"
    );
    // The exchange is traced without it, whether or not it is printed.
    let output = home
        .command(&[
            "participants",
            "add",
            "guest-202",
            "--preset",
            "webinar_viewer",
            "--show-token",
            "-v",
        ])
        .output()
        .unwrap();
    let traces = String::from_utf8(output.stderr).unwrap();
    assert!(
        traces.contains("/meetings/demo/participants\" status=201"),
        "{traces}"
    );
    assert!(!traces.contains("eyJ"), "{traces}");
    let nobody_asked: [&[&str]; 8] = [
        &add,
        &[&add[..], &["-v"]].concat(),
        &[&add[..], &["-o", "json"]].concat(),
        &["participants", "list", "-v"],
        &["participants", "list", "-o", "json"],
        &["status", "-v", "-o", "json"],
        &["doctor", "-v", "-o", "json"],
        &["sandbox", "status", "-o", "json"],
    ];
    for arguments in nobody_asked {
        let told = home.run(arguments);
        assert!(
            told.ends_with("-- exit 0\n") && !told.contains("eyJ"),
            "{told}"
        );
        assert!(
            !told.contains(home.sandbox()["api_token"].as_str().unwrap()),
            "{told}"
        );
    }
    // Nor does the sandbox remember it.
    let remembered = std::fs::read_to_string(home.sandbox_file()).unwrap();
    assert!(!remembered.contains("eyJ"));
}

#[test]
fn whoever_is_kicked_is_out_of_the_session_and_not_only_off_the_stage() {
    let home = Home::rehearsing();
    let kick = |ids: &[&str]| home.run(&[&["participants", "kick"], ids].concat());
    assert_snapshot!(kick(&["guest-101", "name:王小明", "27c4e1", "panel-1", "--dry-run"]), @"
    RESULT   ID           NAME             DETAIL
    dry run  guest-101    Amara Okafor     would remove
    dry run  name:王小明  王小明           would remove
    dry run  27c4e1       Dev Patel        would remove
    dry run  panel-1      Mateus Oliveira  would remove
    -- stderr
    4 to do (dry run: nothing was sent)
    -- exit 0
    ");
    assert!(
        home.run(&["status"])
            .ends_with("2 on stage, 0 accepted, 5 asking, 3 off stage\n-- exit 0\n")
    );
    assert_snapshot!(kick(&["guest-101", "name:王小明", "sim-27c4e1a8-2", "panel-1"]), @"
    RESULT  ID              NAME             DETAIL
    done    guest-101       Amara Okafor     out of the meeting; whoever has a token can join again
    done    name:王小明     王小明           out of the meeting; whoever has a token can join again
    done    sim-27c4e1a8-2  Dev Patel        out of the meeting; whoever has a token can join again; all of their 2 connections are meant
    done    panel-1         Mateus Oliveira  out of the meeting; whoever has a token can join again
    -- stderr
    4 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["status", "-o", "id"]), @"
    3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    f6de3b52-041d-4930-a11d-93b4d5f6710a
    c25a170e-c0d9-45fc-8fe7-7192b3d45f08
    08bc2930-e2fb-471e-90fa-82a3c4e56009
    -- stderr
    1 on stage, 0 accepted, 2 asking, 3 off stage
    -- exit 0
    ");
    assert_snapshot!(home.run(&["requests", "list", "-o", "id"]), @"
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    2 ask to come on stage, first come first
    -- exit 0
    ");
    assert_snapshot!(home.run(&["status", "guest-101"]), @"
    -- stderr
    error: Amara Okafor may join the meeting, and is not in the session
    -- exit 3
    ");
    assert_snapshot!(home.run(&["grant", "guest-101"]), @"
    RESULT     ID         NAME  DETAIL
    not found  guest-101        Amara Okafor may join the meeting, and is not in the session
    -- stderr
    1 not found
    -- exit 3
    ");
    let list = home.run(&["participants", "list"]);
    assert!(
        list.ends_with("13 may join, 8 in the session\n-- exit 0\n"),
        "{list}"
    );
    // They are gone already.
    assert_snapshot!(kick(&["guest-101", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","outcome":"failed","results":[{"id":"guest-101","outcome":"not_found","reason":"not_in_session","detail":"Amara Okafor may join the meeting, and is not in the session"}]}
    -- stderr
    -- exit 3
    "#);
    // Those whom nobody sees can be removed too.
    assert_snapshot!(kick(&["crew-2", "-o", "id"]), @"
    41f04d74-263f-4b52-8230-a4c5e607820b
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn whom_to_kick_may_come_from_stdin_as_exact_ids() {
    let home = Home::rehearsing();
    let from_stdin = |ids, further: &[&str]| {
        home.run_with(&[&["participants", "kick", "-"], further].concat(), ids)
    };
    assert_snapshot!(from_stdin("guest-102\n\n  guest-103\r\nguest-102\n", &["--dry-run"]), @"
    RESULT   ID         NAME       DETAIL
    dry run  guest-102  王小明     would remove
    dry run  guest-103  Dev Patel  would remove
    -- stderr
    2 to do (dry run: nothing was sent)
    -- exit 0
    ");
    // The beginning of an id and a name are no ids.
    assert_snapshot!(from_stdin("5f2a9c\nname:Dev Patel\nguest-104\n", &[]), @"
    RESULT     ID              NAME       DETAIL
    not found  5f2a9c                     nobody in the session is meant by it
    not found  name:Dev Patel             nobody in the session is meant by it
    done       guest-104       ليلى حداد  out of the meeting; whoever has a token can join again
    -- stderr
    hint: stdin takes exact ids only; list them: dyte-stage participants list -o id
    1 done, 2 not found
    -- exit 6
    ");
    assert_snapshot!(from_stdin("", &[]), @"
    -- stderr
    no ids on stdin: nothing to do
    -- exit 0
    ");
    assert_snapshot!(home.run_with(&["participants", "kick", "-", "guest-101"], "guest-105\n"), @"
    -- stderr
    error: give either IDs or -, not both
    -- exit 2
    ");
    let asking = home.run(&["requests", "list", "-o", "id"]);
    let (asking, _) = asking.split_once("-- stderr").unwrap();
    assert_snapshot!(home.run_with(&["participants", "kick", "-", "-o", "id"], asking), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    4 done
    -- exit 0
    ");
}

#[test]
fn nobody_is_kicked_who_is_not_meant_or_not_there() {
    let home = Home::rehearsing();
    let kick = |ids: &[&str]| home.run(&[&["participants", "kick"], ids].concat());
    home.run(&[
        "participants",
        "add",
        "guest-201",
        "--preset",
        "webinar_viewer",
        "--name",
        "Noor Haddad",
    ]);
    let before = home.sandbox();
    assert_snapshot!(kick(&["Amara Okafor", "nobody", "guest-201", "name:nobody"]), @"
    RESULT     ID            NAME  DETAIL
    not found  Amara Okafor        nobody in the session is meant by it
    not found  nobody              nobody in the session is meant by it
    not found  guest-201           Noor Haddad may join the meeting, and is not in the session
    not found  name:nobody         nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage participants list (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    4 not found
    -- exit 3
    ");
    assert_snapshot!(kick(&[]), @"
    -- stderr
    error: the following required arguments were not provided:
      <ID>...

    Usage: dyte-stage participants kick <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(kick(&["guest-101", " "]), @"
    -- stderr
    error: an ID is empty
    -- exit 2
    ");
    assert_snapshot!(kick(&["--all"]), @"
    -- stderr
    error: unexpected argument '--all' found

      tip: to pass '--all' as a value, use '-- --all'

    Usage: dyte-stage participants kick [OPTIONS] <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    let nobody = idle(&home);
    assert_snapshot!(home.run(&["-m", &nobody, "participants", "kick", "guest-101"]), @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
    assert_snapshot!(home.run(&["-m", "nowhere", "participants", "kick", "guest-101", "-o", "json"]), @r#"
    -- stderr
    {"status":404,"title":"Not Found","detail":"the platform has no meeting 'nowhere'","code":"meeting_not_found","hint":"list them: dyte-stage meetings list"}
    -- exit 3
    "#);
    assert_eq!(
        home.sandbox()["meetings"]["demo"],
        before["meetings"]["demo"]
    );
}

#[test]
fn the_last_one_who_is_kicked_ends_the_session() {
    let home = Home::rehearsing();
    let everybody = home.run(&["participants", "list", "-o", "id"]);
    let (ids, _) = everybody.split_once("-- stderr").unwrap();
    let told = home.run_with(&["participants", "kick", "-"], ids);
    assert!(told.ends_with("12 done\n-- exit 0\n"), "{told}");
    assert_snapshot!(home.run(&["status"]), @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
}

#[test]
fn a_platform_that_adds_nobody_twice() {
    let refused = |status| {
        Scripted::new(move |call, _| match call {
            "POST /meetings/m-1/participants" => Reply::Says(Answer::error(
                status,
                "custom_participant_id must be unique",
            )),
            _ => Reply::Usual,
        })
    };
    let platform = refused(409);
    let home = platform.home(NO_SOCKET);
    assert_snapshot!(home.run(&["participants", "add", "amara", "--preset", "viewer"]), @"
    -- stderr
    error: 'amara' is a participant of this meeting already
    hint: list them: dyte-stage participants list
    -- exit 7
    ");
    // What is refused for something else is said as it is.
    assert_snapshot!(home.run(&["participants", "add", "bo", "--preset", "viewer"]), @"
    -- stderr
    error: the platform refused the request: custom_participant_id must be unique (HTTP 409)
    hint: see the exchange with --verbose
    -- exit 5
    ");
    // Nobody is added who is there already.
    assert_eq!(platform.count("POST /meetings/m-1/participants"), 1);
    let told =
        refused(422)
            .home(NO_SOCKET)
            .run(&["participants", "add", "amara", "--preset", "host"]);
    assert!(told.ends_with("-- exit 7\n"), "{told}");
}

#[test]
fn a_platform_that_removes_nobody_although_it_says_so() {
    let platform = Scripted::new(|call, _| match call {
        "GET /sessions/s-1/participants" => Reply::Says(Answer::data(&json!({
            "participants": [{"id": "p-amara", "user_id": "u-amara", "display_name": "Amara"}],
        }))),
        _ => Reply::Usual,
    });
    let home = platform.home(NO_SOCKET);
    assert_snapshot!(home.run(&["participants", "kick", "u-amara"]), @"
    RESULT         ID       NAME   DETAIL
    not confirmed  u-amara  Amara  sent; the platform still lists them in the session
    -- stderr
    1 not confirmed
    -- exit 124
    ");
    assert_eq!(platform.count("POST /meetings/m-1/active-session/kick"), 1);
}

#[test]
fn of_several_of_whom_the_platform_does_not_know_one_the_others_are_removed() {
    // The first time, for both, it knows one of them no longer; then each by themselves.
    let platform = Scripted::new(|call, before| match call {
        "POST /meetings/m-1/active-session/kick" if [0, 2].contains(&before) => {
            Reply::Says(Answer::error(404, "No user found with id u-bo"))
        }
        "GET /sessions/s-1/participants" => {
            let left_at = if before == 0 {
                "null"
            } else {
                "2026-01-01T00:00:00Z"
            };
            let person = |name| json!({"id": format!("p-{name}"), "user_id": format!("u-{name}"), "left_at": left_at});
            Reply::Says(Answer::data(
                &json!({"participants": [person("amara"), person("bo")]}),
            ))
        }
        _ => Reply::Usual,
    });
    let home = platform.home(NO_SOCKET);
    assert_snapshot!(home.run(&["participants", "kick", "p-amara", "p-bo"]), @"
    RESULT  ID       NAME  DETAIL
    done    p-amara        out of the meeting; whoever has a token can join again
    failed  p-bo           left the session meanwhile
    -- stderr
    1 done, 1 failed
    -- exit 6
    ");
    assert_eq!(platform.count("POST /meetings/m-1/active-session/kick"), 3);
}
