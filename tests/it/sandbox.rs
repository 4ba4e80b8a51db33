//! The sandbox: the default when nothing is configured, reset, on this machine only, one command at a time.

use insta::assert_snapshot;
use serde_json::json;

use crate::participants::idle;
use crate::presets::without_host;
use crate::support::{Home, NOBODY};

#[test]
fn a_new_user_needs_no_platform() {
    let home = Home::new();
    assert_snapshot!(home.run(&["grant", "5f2a9c"]), @"
    RESULT  ID      NAME          DETAIL
    done    5f2a9c  Amara Okafor  granted; on stage when they join
    -- stderr
    using the sandbox: no platform is configured (dyte-stage auth login)
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
    using the sandbox: no platform is configured (dyte-stage auth login)
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
        idle["session"] = json!(null);
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
fn a_preset_that_was_named_once_is_not_joined_with_again() {
    let home = Home::rehearsing();
    let with = |preset: &str| {
        let mut command = home.command(&["status", "-v"]);
        command.env("DYTE_STAGE_HOST_PRESET", preset);
        home.told(&command.output().unwrap())
    };
    let hidden = with("dyte-stage-host");
    assert!(!hidden.contains("leaveStage"), "{hidden}");
    // Whoever presents is put on stage, and leaves it.
    let seen = with("webinar_presenter");
    assert!(seen.contains("leaveStage"), "{seen}");
    for told in [with("dyte-stage-host"), home.run(&["status", "-v"])] {
        assert!(!told.contains("leaveStage"), "{told}");
    }
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
