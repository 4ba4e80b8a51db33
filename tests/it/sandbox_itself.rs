//! The sandbox itself: chosen when nothing is configured, started over, on this machine only, and
//! one command at a time.

use insta::assert_snapshot;

use crate::support::{Home, NOBODY};

#[test]
fn a_new_user_needs_no_platform() {
    let home = Home::new();
    assert_snapshot!(home.run(&["grant", "5f2a9c"]), @"
    RESULT  ID      NAME          DETAIL
    done    5f2a9c  Amara Okafor  granted; on stage when they join
    -- stderr
    using the sandbox: no platform is configured (dyte-stage help environment)
    1 done
    -- exit 0
    ");
    let stage = home.json(&["status", "5f2a9c", "-o", "json"]);
    assert_eq!(stage["platform"], "sandbox");
    assert_eq!(stage["counts"]["ON_STAGE"], 1);
    // A meeting that only the sandbox can have needs none either.
    let made = home.json(&["meetings", "create", "--title", "All hands", "-o", "json"]);
    let home = home.with(
        "DYTE_STAGE_MEETING",
        made["meeting"]["id"].as_str().unwrap(),
    );
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    using the sandbox: no platform is configured (dyte-stage help environment)
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
}

#[test]
fn a_reset_starts_over_with_as_many_viewers_as_wanted() {
    let home = Home::rehearsing();
    home.run(&["grant", "--all", "-y"]);
    assert_snapshot!(home.run(&["sandbox", "reset", "--viewers", "1200", "--requests", "700"]), @"
    MEETING  LIVE  PARTICIPANTS  REQUESTS  TITLE
    demo     live  1212          705       Demo: town hall
    -- stderr
    state: HOME/state/sandbox.json
    -- exit 0
    ");
    assert_snapshot!(home.run(&["sandbox", "reset", "--viewers", "1", "--requests", "2"]), @"
    -- stderr
    error: --requests 2 is more than --viewers 1: nobody else can ask
    -- exit 2
    ");
    assert_snapshot!(home.run(&["sandbox", "reset"]), @"
    MEETING  LIVE  PARTICIPANTS  REQUESTS  TITLE
    demo     live  12            5         Demo: town hall
    -- stderr
    state: HOME/state/sandbox.json
    -- exit 0
    ");
    assert_snapshot!(home.run(&["sandbox", "status", "-o", "json"]), @r#"
    {"path":"HOME/state/sandbox.json","meetings":[{"id":"demo","title":"Demo: town hall","live":true,"participants":12,"requests":5}]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["sandbox", "status", "-o", "id"]), @"
    demo
    -- stderr
    state: HOME/state/sandbox.json
    -- exit 0
    ");
}

#[test]
fn all_meetings_are_listed_unless_a_page_is_asked_for_and_the_live_ones_by_themselves() {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| {
        let meetings = state["meetings"].as_object_mut().unwrap();
        let mut idle = meetings["demo"].clone();
        idle["session"] = serde_json::Value::Null;
        for n in 0..120 {
            meetings.insert(format!("sandbox-{n}"), idle.clone());
        }
    });
    let list = |further: &[&str]| home.run(&[&["meetings", "list", "-o", "id"], further].concat());
    let all = list(&[]);
    assert_eq!(
        all.lines()
            .filter(|line| line.starts_with("sandbox-"))
            .count(),
        120
    );
    assert!(all.ends_with("121 meetings\n-- exit 0\n"), "{all}");
    let page = list(&["--page", "2"]);
    assert!(page.ends_with("21 of 121 meetings\n-- exit 0\n"), "{page}");
    assert_snapshot!(list(&["--live"]), @"
    demo
    -- stderr
    1 meeting
    -- exit 0
    ");
}

#[test]
fn a_sandbox_is_on_this_machine_whatever_proxy_there_is() {
    let nobody = format!("http://{NOBODY}");
    let mut home = Home::rehearsing();
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        home = home.with(name, &nobody).with(&name.to_lowercase(), &nobody);
    }
    assert_snapshot!(home.run(&["requests", "list", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    5 ask to come on stage, first come first
    -- exit 0
    ");
    assert_snapshot!(home.run(&["grant", "5f2a9c"]), @"
    RESULT  ID      NAME          DETAIL
    done    5f2a9c  Amara Okafor  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
}

/// The command is interrupted once it waits for the sandbox and listens for the signal.
#[cfg(target_os = "linux")]
#[test]
fn exit_130_is_interrupted() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let home = Home::rehearsing();
    home.run(&["status"]);
    let lock = std::fs::File::open(home.path().join("state/sandbox.lock")).unwrap();
    lock.lock().unwrap();
    let mut command = home.command(&["grant", "--all", "-y"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let process = std::path::PathBuf::from(format!("/proc/{}", child.id()));
    let waits = || {
        let files = std::fs::read_dir(process.join("fd")).unwrap();
        let mut files = files.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
        files.any(|file| file.ends_with("state/sandbox.lock"))
    };
    let listens = || {
        let status = std::fs::read_to_string(process.join("status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = u64::from_str_radix(caught.unwrap().trim(), 16).unwrap();
        // Signal n is bit n - 1; SIGINT is 2.
        caught & 0b10 != 0
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while !(waits() && listens()) {
        assert!(Instant::now() < deadline, "the command does not wait");
        std::thread::yield_now();
    }
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    assert_snapshot!(home.told(&child.wait_with_output().unwrap()), @"
    -- stderr
    error: interrupted
    hint: what was sent may have been done: look before trying again
    -- exit 130
    ");
    lock.unlock().unwrap();
    assert_snapshot!(home.run(&["requests", "list", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    5 ask to come on stage, first come first
    -- exit 0
    ");
}
