//! Presets: what each may do, and which one the host joins with, on the sandbox and at a platform that
//! is not as good.

use insta::assert_snapshot;
use serde_json::{Value, json};
use testing::fake::Answer;

use crate::participants::{NO_SOCKET, steady};
use crate::scripted_api::{MADE, Reply, Scripted};
use crate::support::Home;

/// A sandbox of which the presets were changed.
fn with_presets(edit: impl FnOnce(&mut Vec<Value>)) -> Home {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| edit(state["presets"].as_array_mut().unwrap()));
    home
}

pub(crate) fn without_host() -> Home {
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
    error: the host joins with dyte-stage-host
    -- exit 4
    ");
    assert_snapshot!(home.run(&["presets", "check", "webinar_presenter", "-o", "json"]), @r#"
    {"platform":"sandbox","host_preset":"dyte-stage-host","presets":[{"id":"preset-webinar_presenter","name":"webinar_presenter","view_type":"WEBINAR","stage_enabled":true,"stage_access":"ALLOWED","manages_stage":true,"hidden_participant":false,"obstacles":["is seen by everybody (hidden_participant)"]}]}
    -- stderr
    {"code":"host_preset","detail":"the host joins with dyte-stage-host","title":"dyte-stage failed"}
    -- exit 4
    "#);
    assert_snapshot!(home.run(&["presets", "check", "Webinar_Viewer"]), @"
    -- stderr
    error: the app has no preset 'Webinar_Viewer'
    hint: did you mean 'webinar_viewer'? list them: dyte-stage presets list
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
    hint: name one of them: DYTE_STAGE_HOST_PRESET; or make our own: dyte-stage presets create-host
    -- exit 4
    ");
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
    assert_eq!(home.sandbox(), before);
    // Our own is no guess, whichever others there are.
    let own = with_presets(|presets| another_host(presets, "moderator"));
    let told = own.run(&["presets", "check"]);
    assert!(
        told.contains("the host joins with dyte-stage-host\n-- exit 0\n"),
        "{told}"
    );
    let own = with_presets(|presets| {
        another_host(presets, "moderator");
        another_host(presets, "director");
        presets.retain(|preset| preset["name"] != "dyte-stage-host");
    });
    let told = own.run(&["presets", "create-host"]);
    assert!(told.ends_with("made\n-- exit 0\n"), "{told}");
    assert!(own.run(&["status"]).ends_with("-- exit 0\n"));
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
    // Whoever names it takes the risk: nobody is there to let the host in.
    let home = home.with("DYTE_STAGE_HOST_PRESET", "moderator");
    assert_snapshot!(home.run(&["status"]), @"
    -- stderr
    error: the host is kept in the waiting room
    hint: give their preset the waiting room type SKIP, or let them in
    -- exit 7
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
