//! Exit codes as a script sees them, in a meeting on any platform.

use insta::assert_snapshot;

use super::home;
use crate::support::Home;

fn code(home: &Home, arguments: &[&str]) -> Option<i32> {
    home.command(arguments).output().unwrap().status.code()
}

#[test]
fn exit_0_is_done_also_when_nothing_had_to_change() {
    let home = home();
    assert_eq!(code(&home, &["grant", "5f2a9c"]), Some(0));
    assert_eq!(code(&home, &["grant", "5f2a9c", "panel-1"]), Some(0));
    assert_eq!(code(&home, &["deny", "--all", "-y"]), Some(0));
    assert_eq!(code(&home, &["deny", "--all", "-y"]), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn exit_1_is_failed() {
    let home = home();
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = home.command(&["status"]);
    let output = command.stdout(full.unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn exit_2_is_wrong_usage_or_no_terminal() {
    let home = home();
    assert_eq!(code(&home, &[]), Some(2));
    assert_eq!(code(&home, &["requests"]), Some(2));
    assert_eq!(code(&home, &["grant"]), Some(2));
    assert_eq!(code(&home, &["grant", "--all"]), Some(2));
}

#[test]
fn exit_3_is_not_found_ambiguous_or_not_in_the_session() {
    let home = home();
    home.edit_sandbox(|state| {
        let people = &mut state["meetings"]["demo"]["participants"];
        people["5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"]["name"] = "Dev Patel".into();
        people["08bc2930-e2fb-471e-90fa-82a3c4e56009"]["attendee"].take();
    });
    assert_eq!(code(&home, &["grant", "nobody", "nobody-else"]), Some(3));
    assert_eq!(code(&home, &["grant", "name:Dev Patel"]), Some(3));
    assert_eq!(code(&home, &["grant", "guest-107"]), Some(3));
    assert_eq!(code(&home, &["status", "guest-107"]), Some(3));
    assert_eq!(code(&home, &["-m", "nope", "status"]), Some(3));
}

#[test]
fn exit_4_is_not_permitted() {
    let home = home();
    home.edit_sandbox(|state| {
        let presets = state["presets"].as_array_mut().unwrap();
        presets.retain(|preset| preset["name"] != "dyte-stage-host");
    });
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: no preset is hidden, may manage the stage and skips the waiting room
    hint: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
}

#[test]
fn exit_6_is_more_than_one_way() {
    let home = home();
    assert_eq!(code(&home, &["grant", "5f2a9c", "nobody"]), Some(6));
    assert_eq!(code(&home, &["deny", "panel-1", "nobody"]), Some(6));
}

#[test]
fn exit_7_is_a_conflict() {
    let home = home();
    let idle = home.json(&["meetings", "create", "--title", "Idle", "-o", "json"]);
    let idle = idle["meeting"]["id"].as_str().unwrap();
    assert_eq!(code(&home, &["-m", idle, "requests", "list"]), Some(7));
    assert_eq!(code(&home, &["deny", "panel-1", "crew-1"]), Some(7));
}

#[test]
fn exit_124_is_timed_out_and_leaves_the_meeting_to_others() {
    let home = home();
    assert_snapshot!(home.run(&["grant", "5f2a9c", "--timeout", "1ms"]), @"
    -- stderr
    error: not done within 0.001 s
    hint: what was sent may have been done: look before trying again
    -- exit 124
    ");
    assert_snapshot!(home.run(&["--timeout", "1ms", "status", "-o", "json"]), @r#"
    -- stderr
    {"code":"timed_out","detail":"not done within 0.001 s","hint":"what was sent may have been done: look before trying again","title":"dyte-stage failed"}
    -- exit 124
    "#);
    assert_eq!(code(&home, &["--timeout", "30s", "status"]), Some(0));
}
