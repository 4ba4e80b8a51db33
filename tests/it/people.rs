//! Who may join, who is there, and with which preset the host joins: a user's story on the sandbox,
//! and at platforms that are not as good.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fake::Answer;
use crate::scripted::{MADE, Reply, Scripted};
use crate::support::Home;

/// Where no socket is: what is told here needs none.
const NO_SOCKET: &str = "ws://127.0.0.1:9/ws";

/// How many people the demo meeting has, seen and unseen.
const PEOPLE: usize = 12;

/// A sandbox of which the presets were changed.
fn with_presets(edit: impl FnOnce(&mut Vec<Value>)) -> Home {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| edit(state["presets"].as_array_mut().unwrap()));
    home
}

fn without_host() -> Home {
    with_presets(|presets| presets.retain(|preset| preset["name"] != "dyte-stage-host"))
}

/// The preset of the sandbox's host, under another name.
fn another_host(presets: &mut Vec<Value>, name: &str) {
    let host = presets
        .iter()
        .find(|preset| preset["name"] == "dyte-stage-host");
    let mut host = host.unwrap().clone();
    host["id"] = json!(format!("preset-{name}"));
    host["name"] = json!(name);
    presets.push(host);
}

/// A new meeting, in which nobody is.
fn idle(home: &Home) -> String {
    let created = home.json(&["meetings", "create", "--title", "Rehearsal", "-o", "json"]);
    created["meeting"]["id"].as_str().unwrap().to_owned()
}

/// What a user sees, with the one id that the sandbox gave to a participant or a preset said as `ID`.
fn steady(home: &Home, arguments: &[&str]) -> String {
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
fn presets_say_what_each_may_do_and_which_is_the_hosts() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["presets", "list"]), @"
    NAME               ON STAGE      MANAGES  HIDDEN  ID
    webinar_presenter  directly      yes      no      preset-webinar_presenter
    webinar_panelist   directly      no       no      preset-webinar_panelist
    webinar_viewer     when granted  no       no      preset-webinar_viewer
    webinar_observer   never         no       yes     preset-webinar_observer
    recorder           never         no       no      preset-recorder
    dyte-stage-host    never         yes      yes     preset-dyte-stage-host
    -- stderr
    the host joins with dyte-stage-host
    -- exit 0
    ");
    assert_snapshot!(home.run(&["presets", "list", "-o", "id"]), @"
    webinar_presenter
    webinar_panelist
    webinar_viewer
    webinar_observer
    recorder
    dyte-stage-host
    -- stderr
    the host joins with dyte-stage-host
    -- exit 0
    ");
    assert_snapshot!(home.run(&["presets", "list", "-o", "json"]), @r#"
    {"platform":"sandbox","host_preset":"dyte-stage-host","presets":[{"id":"preset-webinar_presenter","name":"webinar_presenter","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":true,"hidden_participant":false,"obstacles":["is seen by everybody (hidden_participant)"]},{"id":"preset-webinar_panelist","name":"webinar_panelist","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]},{"id":"preset-webinar_viewer","name":"webinar_viewer","view_type":"WEBINAR","stage_enabled":true,"stage_access":"CAN_REQUEST","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]},{"id":"preset-webinar_observer","name":"webinar_observer","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":false,"hidden_participant":true,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)"]},{"id":"preset-recorder","name":"recorder","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]},{"id":"preset-dyte-stage-host","name":"dyte-stage-host","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":true,"hidden_participant":true,"obstacles":[]}]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["presets", "check"]), @"
    NAME               ON STAGE      MANAGES  HIDDEN  WHY IT IS NO HOST'S
    webinar_presenter  directly      yes      no      is seen by everybody (hidden_participant)
    webinar_panelist   directly      no       no      may not answer requests (accept_stage_requests, can_accept_production_requests); is seen by everybody (hidden_participant)
    webinar_viewer     when granted  no       no      may not answer requests (accept_stage_requests, can_accept_production_requests); is seen by everybody (hidden_participant)
    webinar_observer   never         no       yes     may not answer requests (accept_stage_requests, can_accept_production_requests)
    recorder           never         no       no      may not answer requests (accept_stage_requests, can_accept_production_requests); is seen by everybody (hidden_participant)
    dyte-stage-host    never         yes      yes
    -- stderr
    the host joins with dyte-stage-host
    -- exit 0
    ");
    // Only the ids of those that the host would join with.
    assert_snapshot!(home.run(&["presets", "check", "-o", "id"]), @"
    dyte-stage-host
    -- stderr
    the host joins with dyte-stage-host
    -- exit 0
    ");
    assert_snapshot!(home.run(&["presets", "check", "dyte-stage-host"]), @"
    NAME             ON STAGE  MANAGES  HIDDEN  WHY IT IS NO HOST'S
    dyte-stage-host  never     yes      yes
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["presets", "check", "webinar_viewer"]), @"
    NAME            ON STAGE      MANAGES  HIDDEN  WHY IT IS NO HOST'S
    webinar_viewer  when granted  no       no      may not answer requests (accept_stage_requests, can_accept_production_requests); is seen by everybody (hidden_participant)
    -- stderr
    error: the host would not join with webinar_viewer by itself: may not answer requests (accept_stage_requests, can_accept_production_requests); is seen by everybody (hidden_participant)
    -- exit 4
    ");
    assert_snapshot!(home.run(&["presets", "check", "webinar_presenter", "-o", "json"]), @r#"
    {"platform":"sandbox","host_preset":"dyte-stage-host","presets":[{"id":"preset-webinar_presenter","name":"webinar_presenter","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":true,"hidden_participant":false,"obstacles":["is seen by everybody (hidden_participant)"]}]}
    -- stderr
    {"code":"host_preset","detail":"the host would not join with webinar_presenter by itself: is seen by everybody (hidden_participant)","title":"dyte-stage failed"}
    -- exit 4
    "#);
    assert_snapshot!(home.run(&["presets", "check", "Webinar_Viewer"]), @"
    -- stderr
    error: the app has no preset 'Webinar_Viewer'
    hint: list them: dyte-stage presets list
    -- exit 3
    ");
    assert_snapshot!(home.run(&["presets", "check", "no such", "-o", "json"]), @r#"
    -- stderr
    {"status":404,"title":"Not Found","detail":"the app has no preset 'no such'","code":"preset_not_found","hint":"list them: dyte-stage presets list"}
    -- exit 3
    "#);
}

#[test]
fn the_hosts_preset_is_made_where_there_is_none_and_only_once() {
    let home = without_host();
    assert_snapshot!(home.run(&["presets", "check", "-o", "id"]), @"
    -- stderr
    error: no preset is hidden, may manage the stage and skips the waiting room
    hint: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    assert_snapshot!(home.run(&["presets", "list", "-o", "ndjson"]), @r#"
    {"id":"preset-webinar_presenter","name":"webinar_presenter","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":true,"hidden_participant":false,"obstacles":["is seen by everybody (hidden_participant)"]}
    {"id":"preset-webinar_panelist","name":"webinar_panelist","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]}
    {"id":"preset-webinar_viewer","name":"webinar_viewer","view_type":"WEBINAR","stage_enabled":true,"stage_access":"CAN_REQUEST","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]}
    {"id":"preset-webinar_observer","name":"webinar_observer","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":false,"hidden_participant":true,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)"]}
    {"id":"preset-recorder","name":"recorder","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":false,"hidden_participant":false,"obstacles":["may not answer requests (accept_stage_requests, can_accept_production_requests)","is seen by everybody (hidden_participant)"]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(steady(&home, &["presets", "create-host"]), @"
    NAME             ON STAGE  MANAGES  HIDDEN  ID
    dyte-stage-host  never     yes      yes     ID
    -- stderr
    made
    -- exit 0
    ");
    let made = home.sandbox()["presets"].clone();
    assert_snapshot!(steady(&home, &["presets", "create-host"]), @"
    NAME             ON STAGE  MANAGES  HIDDEN  ID
    dyte-stage-host  never     yes      yes     ID
    -- stderr
    nothing had to be made: the host can join with it
    -- exit 0
    ");
    let again = home.json(&["presets", "create-host", "-o", "json"]);
    assert_eq!(again["created"], false);
    assert_eq!(home.sandbox()["presets"], made);
    assert!(home.run(&["presets", "check"]).ends_with("-- exit 0\n"));
    // And it does what it is for.
    assert_snapshot!(home.run(&["grant", "guest-101"]), @"
    RESULT  ID         NAME          DETAIL
    done    guest-101  Amara Okafor  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn the_hosts_preset_is_made_in_one_json_answer() {
    let home = without_host();
    let told = steady(&home, &["presets", "create-host", "-o", "json"]);
    assert_snapshot!(told, @r#"
    {"platform":"sandbox","created":true,"preset":{"id":"ID","name":"dyte-stage-host","view_type":"WEBINAR","stage_enabled":true,"stage_access":"NOT_ALLOWED","manages_stage":true,"hidden_participant":true,"obstacles":[]}}
    -- stderr
    -- exit 0
    "#);
}

#[test]
fn a_name_that_is_taken_by_no_hosts_preset_is_not_taken_over() {
    let home = with_presets(|presets| {
        let host = presets.last_mut().unwrap();
        host["permissions"]["hidden_participant"] = json!(false);
        host["permissions"]["waiting_room_type"] = json!("SKIP_ON_ACCEPT");
    });
    let before = home.sandbox();
    assert_snapshot!(home.run(&["presets", "create-host"]), @"
    -- stderr
    error: there is a preset 'dyte-stage-host' already: is seen by everybody (hidden_participant); may be kept in the waiting room (waiting_room_type)
    hint: change or delete it in the platform's dashboard
    -- exit 7
    ");
    assert_eq!(home.sandbox(), before);
}

#[test]
fn of_several_hosts_presets_one_must_be_named() {
    let home = with_presets(|presets| {
        another_host(presets, "moderator");
        another_host(presets, "director");
        presets.retain(|preset| preset["name"] != "dyte-stage-host");
    });
    let before = home.sandbox();
    assert_snapshot!(home.run(&["presets", "check", "-o", "id"]), @"
    moderator
    director
    -- stderr
    error: several presets are hidden and may manage the stage: moderator, director
    hint: name one of them: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    // There is nothing to make, and nothing to join with.
    assert_snapshot!(home.run(&["presets", "create-host"]), @"
    -- stderr
    error: several presets are hidden and may manage the stage: moderator, director
    hint: name one of them: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    assert_eq!(home.sandbox(), before);
    let home = home.with("DYTE_STAGE_HOST_PRESET", "moderator");
    assert_snapshot!(home.run(&["presets", "check", "moderator"]), @"
    NAME       ON STAGE  MANAGES  HIDDEN  WHY IT IS NO HOST'S
    moderator  never     yes      yes
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["presets", "create-host"]), @"
    NAME       ON STAGE  MANAGES  HIDDEN  ID
    moderator  never     yes      yes     preset-moderator
    -- stderr
    nothing had to be made: the host can join with it
    -- exit 0
    ");
    let home = home.with("DYTE_STAGE_HOST_PRESET", "no such");
    assert_snapshot!(home.run(&["presets", "create-host"]), @"
    -- stderr
    error: there is no preset 'no such'; there are: webinar_presenter, webinar_panelist, webinar_viewer, webinar_observer, recorder, moderator, director
    hint: name one of them: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    // Our own is no guess, whichever others there are.
    let own = with_presets(|presets| another_host(presets, "moderator"));
    let told = own.run(&["presets", "check"]);
    assert!(
        told.contains("the host joins with dyte-stage-host\n-- exit 0\n"),
        "{told}"
    );
}

#[test]
fn a_hosts_preset_that_may_wait_outside_is_not_taken_by_itself() {
    let home = with_presets(|presets| {
        let host = presets.last_mut().unwrap();
        host["name"] = json!("moderator");
        host["permissions"]["waiting_room_type"] = json!("ON_PRIVILEGED_USER_ENTRY");
    });
    assert_snapshot!(home.run(&["presets", "check", "-o", "id"]), @"
    -- stderr
    error: no preset is hidden, may manage the stage and skips the waiting room
    hint: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    assert!(home.run(&["status"]).ends_with("-- exit 4\n"));
    // Another one is made, and that is the only one.
    assert!(
        home.run(&["presets", "create-host"])
            .ends_with("made\n-- exit 0\n")
    );
    assert!(home.run(&["status"]).ends_with("-- exit 0\n"));
    // Whoever names it takes the risk.
    let home = home.with("DYTE_STAGE_HOST_PRESET", "moderator");
    assert!(home.run(&["status"]).ends_with("-- exit 0\n"));
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
    hint: list them: dyte-stage presets list
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
    let body = home.json(&[&add[..], &["--with-token", "-o", "json"]].concat());
    let token = body["token"].as_str().unwrap();
    // A JWT: its header and its claims are JSON objects, in base64.
    assert_eq!(token.matches('.').count(), 2);
    assert!(token.starts_with("eyJ"), "{token}");
    let table = with(&["--with-token"]);
    let (stdout, _) = table.split_once("-- stderr").unwrap();
    // Whole, on a line of its own.
    assert!(
        stdout.contains("\neyJ") && !stdout.contains("TOKEN"),
        "{stdout}"
    );
    let line = with(&["--with-token", "-o", "ndjson"]);
    assert!(line.contains(r#""token":"eyJ"#), "{line}");
    // An id is an id.
    let told = with(&["--with-token", "-o", "id"]);
    assert!(
        told.ends_with("-- exit 2\n") && !told.contains("eyJ"),
        "{told}"
    );
    // The exchange is traced without it, whether or not it is printed.
    let output = home
        .command(&[&add[..], &["--with-token", "-v"]].concat())
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
fn the_doctor_finds_the_sandbox_well_and_joins_nothing() {
    let home = Home::rehearsing();
    let nobody = idle(&home);
    let before = home.sandbox();
    assert_snapshot!(untimed(&home.run(&["doctor"])), @"
    CHECK              RESULT  MS  DETAIL
    configuration      ok          app sandbox of account sandbox, http://127.0.0.1/client/v4, socket ws://127.0.0.1/ws
    api_dns            ok      MS  1 address
    api_connection     ok      MS  TCP, not encrypted: on this machine
    round_trip         ok      MS  one answer of the API
    clock              ok          0 s apart from the platform's
    token              ok          active
    account            ok          has the app: The sandbox
    app                ok          its meetings can be read
    host_preset        ok          dyte-stage-host
    session            ok          demo is live: 7e2615db-8bd9-5751-bd28-e2a48d7fdd66
    socket_dns         ok      MS  1 address
    socket_connection  ok      MS  TCP, not encrypted: on this machine
    socket             ok      MS  sockets get through
    -- stderr
    -- exit 0
    ");
    let answer = home.json(&["doctor", "-o", "json"]);
    assert_eq!(
        (&answer["platform"], &answer["healthy"]),
        (&json!("sandbox"), &json!(true))
    );
    assert_eq!(answer["checks"].as_array().unwrap().len(), 13);
    // What failed is listed: nothing.
    assert_snapshot!(home.run(&["doctor", "-o", "id"]), @"
    -- stderr
    -- exit 0
    ");
    let told = untimed(&home.run(&["doctor", "-m", &nobody]));
    assert!(
        told.contains(&format!(
            "session            warning      nobody is in {nobody}\n"
        )),
        "{told}"
    );
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    assert_snapshot!(home.run(&["doctor", "-m", "nowhere", "-o", "id"]), @"
    session
    -- stderr
    hint: session: list them: dyte-stage meetings list
    -- exit 3
    ");
    // Nobody joined, nobody was added, no token is kept.
    assert_eq!(home.sandbox(), before);
    assert!(!home.path().join("cache").exists() || is_empty(&home.path().join("cache")));
}

#[test]
fn the_doctor_says_what_to_do_about_a_preset_that_is_missing() {
    let home = without_host();
    let told = untimed(&home.run(&["doctor"]));
    let about_preset = told
        .lines()
        .filter(|line| line.contains("host_preset") || line.starts_with("--"));
    assert_snapshot!(about_preset.collect::<Vec<_>>().join("\n"), @"
    host_preset        failed      no preset is hidden, may manage the stage and skips the waiting room
    -- stderr
    hint: host_preset: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
}

#[test]
fn a_platform_that_makes_another_preset_than_it_was_asked_to_is_said_so() {
    // As it answers, all is well; as it reads, it has dropped what it does not know.
    let platform = Scripted::new(|call, _| match call {
        "GET /presets" => Reply::Says(Answer::page(&[])),
        MADE => Reply::Says(Answer::data(&json!({
            "id": "preset-made",
            "name": "dyte-stage-host",
            "config": {"view_type": "WEBINAR"},
            "permissions": {"accept_stage_requests": true},
        }))),
        _ => Reply::Usual,
    });
    let home = platform.home(NO_SOCKET);
    assert_snapshot!(home.run(&["presets", "create-host"]), @"
    -- stderr
    error: the platform made the preset 'dyte-stage-host' otherwise than it was asked to: is seen by everybody (hidden_participant)
    hint: change or delete it in the platform's dashboard
    -- exit 5
    ");
    assert_snapshot!(home.run(&["presets", "create-host", "-o", "json"]), @r#"
    -- stderr
    {"status":502,"title":"Bad Gateway","detail":"the platform made the preset 'dyte-stage-host' otherwise than it was asked to: is seen by everybody (hidden_participant)","code":"platform_error","hint":"change or delete it in the platform's dashboard"}
    -- exit 5
    "#);
    assert_eq!(platform.count("POST /presets"), 2);
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
    assert_eq!(platform.count("POST /meetings/m-1/participants"), 2);
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

/// The doctor's table without what differs each time: how long each took, seconds, ports.
fn untimed(told: &str) -> String {
    let header = told.lines().next().unwrap();
    let (from, to) = (header.find("MS").unwrap(), header.find("DETAIL").unwrap());
    let lines = told.lines().map(|line| match line.split_at_checked(to) {
        Some((checked, detail)) if line.find("  ") < Some(from) && !line.starts_with("hint") => {
            let (check, milliseconds) = checked.split_at(from);
            let milliseconds = if milliseconds.trim().is_empty() {
                "  "
            } else {
                "MS"
            };
            format!("{check}{milliseconds}  {detail}\n")
        }
        _ => format!("{line}\n"),
    });
    let mut told: String = lines.collect();
    // The platform's clock counts in seconds.
    told = told.replace("1 s apart", "0 s apart");
    while let Some(at) = told.find("127.0.0.1:").map(|at| at + "127.0.0.1".len()) {
        let length = told[at + 1..].find('/').unwrap() + 1;
        told.replace_range(at..at + length, "");
    }
    told
}

fn is_empty(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}
