//! One sandbox a home: the first process serves it, the others use it, the next one takes over, and a
//! crash at any point loses no operation that was reported done.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use insta::assert_snapshot;
use model::{Operation, StageAccess, StageStatus, Verdict};
use serde_json::{Value, json};
use testing::Raw;

use crate::background_command::Running;
use crate::support::{Home, NOBODY};

/// A home whose demo meeting has further panelists, whom nobody simulates.
fn with_panelists(count: usize) -> Home {
    let home = Home::rehearsing();
    for n in 1..=count {
        let id = format!("panel-1{n}");
        home.run(&[
            "participants",
            "add",
            &id,
            "--preset",
            "webinar_panelist",
            "--name",
            &id,
        ]);
    }
    home
}

fn on_stage(home: &Home, id: &str) -> Running {
    let mut running = Running::start(home.command(&["join", "--as", id]));
    running.says("is held on stage");
    running
}

fn files(home: &Home) -> Vec<String> {
    let files = fs::read_dir(home.path().join("state")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

fn status(home: &Home, id: &str) -> String {
    let told = home.run(&["status", id, "-o", "json"]);
    let found: Option<Value> = told
        .lines()
        .next()
        .and_then(|l| serde_json::from_str(l).ok());
    let found = found.map(|stage| stage["participants"][0]["stage_status"].clone());
    found.map_or_else(|| told, |status| status.as_str().unwrap().to_owned())
}

#[test]
fn a_process_that_stays_is_used_and_not_waited_for() {
    let home = with_panelists(1);
    let running = on_stage(&home, "panel-11");
    assert_eq!(
        files(&home),
        ["sandbox.address", "sandbox.json", "sandbox.lock"]
    );
    let served = format!("served by the dyte-stage with process id {}", running.id());
    let told = home.run(&["sandbox", "status"]);
    assert!(told.contains(&served), "{told}");
    assert_eq!(status(&home, "panel-11"), "ON_STAGE");
    assert_eq!(status(&home, "guest-101"), "REQUESTED_TO_JOIN_STAGE");
    let told = home.run(&["sandbox", "reset"]);
    assert_snapshot!(told.replace(&running.id().to_string(), "PID"), @"
    -- stderr
    error: the dyte-stage with process id PID uses the sandbox in HOME/state
    hint: end it, or use another folder: DYTE_STAGE_HOME
    -- exit 7
    ");
    // What is done through it is kept by it, and what it remembers is whole at any time.
    home.run(&["deny", "guest-101"]);
    assert_eq!(
        home.sandbox()["meetings"]["demo"]["participants"]["5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"]
            ["stage_status"],
        "OFF_STAGE"
    );
    running.signal("INT");
    assert_eq!(running.end().status.code(), Some(130));
    assert_eq!(files(&home), ["sandbox.json", "sandbox.lock"]);
    assert_eq!(status(&home, "guest-101"), "OFF_STAGE");
}

#[test]
fn whoever_stays_takes_over_from_whoever_ends() {
    for signal in ["INT", "KILL"] {
        let home = with_panelists(3);
        let first = on_stage(&home, "panel-11");
        let mut second = on_stage(&home, "panel-12");
        let mut third = on_stage(&home, "panel-13");
        first.signal(signal);
        first.end();
        for next in [&mut second, &mut third] {
            next.says("is back");
        }
        assert_eq!(status(&home, "panel-12"), "ON_STAGE");
        assert_eq!(status(&home, "panel-13"), "ON_STAGE");
        assert!(status(&home, "panel-11").contains("not in the session"));
        // One of them serves the other now.
        home.run(&["kick", "panel-12", "panel-13"]);
        for next in [second, third] {
            let told = home.told(&next.end());
            assert!(
                told.ends_with("was taken off the stage, and leaves the meeting\n-- exit 0\n"),
                "{told}"
            );
        }
        assert_eq!(files(&home), ["sandbox.json", "sandbox.lock"]);
    }
}

#[test]
fn whoever_stays_for_one_thing_after_another_stays_where_they_are() {
    let home = Home::rehearsing();
    let add = ["participants", "add", "viewer-11", "--preset"];
    home.run(&[&add[..], &["webinar_viewer"]].concat());
    let ask = ["request", "--as", "viewer-11", "--join"];
    let mut running = Running::start(home.command(&ask));
    // Nobody gave them a name: they are called by the id that is known to whoever asks.
    running.says("viewer-11 is held in the meeting");
    let address = || fs::read_to_string(home.path().join("state/sandbox.address")).unwrap();
    let before = address();
    home.run(&["grant", "viewer-11"]);
    running.says("is held on stage");
    assert_eq!(address(), before);
    running.signal("INT");
    assert_eq!(running.end().status.code(), Some(130));
}

#[test]
fn what_a_crash_left_is_swept_and_believed_by_nobody() {
    let home = Home::rehearsing();
    home.run(&["status"]);
    let folder = home.path().join("state");
    let stranger = Raw::new("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    let stranger_address = stranger.address.to_string();
    for address in [NOBODY, &stranger_address] {
        let stale = json!({"process": 1, "listener": address, "api_token": "stale"});
        for (name, contents) in [
            ("sandbox.address", stale.to_string()),
            (".sandbox.address-Xy12Zz", "{".to_owned()),
            (".sandbox.json-Ab12Cd", "{".to_owned()),
        ] {
            fs::write(folder.join(name), contents).unwrap();
        }
        let told = home.run(&["deny", "guest-101", "-q", "-o", "id"]);
        assert!(told.ends_with("-- stderr\n-- exit 0\n"), "{told}");
        assert_eq!(files(&home), ["sandbox.json", "sandbox.lock"]);
    }
    assert_eq!(stranger.heard(), Vec::<Vec<u8>>::new());
}

/// Somebody has the lock and does not stay, and the address of somebody who did is still there: it may
/// be a stranger's by now.
#[test]
fn a_stale_address_is_not_used_while_somebody_else_has_the_sandbox() {
    let home = Home::rehearsing();
    home.run(&["status"]);
    let folder = home.path().join("state");
    let lock = fs::File::open(folder.join("sandbox.lock")).unwrap();
    lock.lock().unwrap();
    let refusal = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#;
    let length = refusal.len();
    let answer = format!("HTTP/1.1 401 Unauthorized\r\ncontent-length: {length}\r\n\r\n{refusal}");
    let stranger = Raw::new(answer.leak());
    let address = stranger.address.to_string();
    let stale = json!({"process": 1, "listener": address, "api_token": "stale"});
    fs::write(folder.join("sandbox.address"), stale.to_string()).unwrap();
    let waits = Running::start(home.command(&["deny", "guest-101", "-o", "id"]));
    let deadline = Instant::now() + Duration::from_secs(20);
    // It has asked twice: it goes on looking.
    while stranger
        .asked()
        .iter()
        .filter(|asked| *asked == "GET")
        .count()
        < 2
    {
        assert!(Instant::now() < deadline, "the address was not tried");
        std::thread::yield_now();
    }
    lock.unlock().unwrap();
    assert_snapshot!(home.told(&waits.end()), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn whoever_is_killed_on_stage_may_come_back_for_a_while() {
    let home = with_panelists(1);
    let ask = |id: &str| {
        let arguments = ["participants", "add", id, "--preset", "webinar_viewer"];
        home.run(&arguments);
        let mut running = Running::start(home.command(&["request", "--as", id]));
        running.says("until a host answers");
        running.signal("KILL");
        running.end();
    };
    ask("guest-201");
    let absent = |home: &Home| {
        let state = home.sandbox();
        let people = state["meetings"]["demo"]["participants"].clone();
        let mut people = people.as_object().unwrap().clone().into_iter();
        let person = people.find(|(_, p)| p["custom_participant_id"] == "guest-201");
        let (_, person) = person.unwrap();
        (
            person["stage_status"].clone(),
            person["absent_since"].clone(),
        )
    };
    // Nobody lists who is not there.
    assert!(status(&home, "guest-201").contains("not in the session"));
    let (stands, since) = absent(&home);
    assert_eq!(stands, "REQUESTED_TO_JOIN_STAGE");
    assert!(since.is_string(), "{since}");
    let told = home.run(&["request", "--as", "guest-201", "--no-hold", "-q"]);
    assert!(told.contains("had asked already"), "{told}");
    assert_eq!(absent(&home).0, "OFF_STAGE");
    // However long nobody has looked: they have been away since the sandbox was last served.
    ask("guest-201");
    let lock = fs::File::options()
        .write(true)
        .open(home.path().join("state/sandbox.lock"));
    let long_ago = SystemTime::now() - Duration::from_mins(1);
    lock.unwrap().set_modified(long_ago).unwrap();
    assert_eq!(absent(&home).0, "REQUESTED_TO_JOIN_STAGE");
    home.run(&["status"]);
    assert_eq!(absent(&home).0, "OFF_STAGE");
    assert_eq!(
        home.sandbox()["meetings"]["demo"]["queue"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
}

const SHELLS: u64 = 10;
const COMMANDS: usize = 100;
/// Far more than it takes, on a slow machine too.
const DEADLINE: Duration = Duration::from_mins(4);

/// Numbers that look random, the same ones each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // Xorshift (Marsaglia, 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A viewer of whom only one shell makes something, and where they may stand by what it was told.
struct Viewer {
    id: String,
    may_stand: BTreeSet<StageStatus>,
    /// How often the shell was told what became of it.
    told: usize,
}

impl Viewer {
    fn run(&mut self, home: &Home, dice: &mut Dice) {
        let operations = Operation::ALL.len() as u64;
        let operation = Operation::ALL[usize::try_from(dice.roll(operations)).unwrap()];
        let name = operation.name();
        let arguments = if operation.is_own() {
            vec![name, "--as", &self.id]
        } else {
            vec![name, &self.id]
        };
        let mut command = home.command(&[&arguments[..], &["-o", "json"]].concat());
        let output = match dice.roll(4) {
            0 => killed(&mut command, Duration::from_millis(dice.roll(40))),
            _ => command.output().unwrap(),
        };
        let told = home.told(&output);
        assert!(!told.contains("could not be used"), "{told}");
        let answer: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        let result = answer.map(|answer| match &answer["results"][0] {
            Value::Null => answer,
            result => result.clone(),
        });
        let outcome = result
            .as_ref()
            .and_then(|result| result["outcome"].as_str());
        let may_stand = std::mem::take(&mut self.may_stand);
        let was_told = outcome.is_some_and(|o| ["done", "unchanged", "conflict"].contains(&o));
        // Whoever used the sandbox of a process that was ended under them may have got no answer.
        let was_ended = [None, Some(5), Some(124)].contains(&output.status.code());
        assert!(was_told || was_ended, "{name}: {told}");
        self.told += usize::from(was_told);
        if was_told {
            let status = &result.as_ref().unwrap()["stage_status"];
            let status = serde_json::from_value(status.clone()).unwrap();
            let could: BTreeSet<_> = may_stand.iter().map(|s| after(operation, *s)).collect();
            assert!(could.contains(&status), "{name} from {may_stand:?}: {told}");
            self.may_stand = [status].into();
        } else {
            let done = may_stand.iter().map(|s| after(operation, *s));
            self.may_stand = done.chain(may_stand.clone()).collect();
        }
    }
}

/// Where somebody stands after an operation.
fn after(operation: Operation, status: StageStatus) -> StageStatus {
    match operation.verdict(status, StageAccess::CanRequest) {
        Verdict::Send => operation.target(),
        Verdict::Unchanged | Verdict::Conflict(_) => status,
    }
}

/// What a command wrote until it was killed, or ended before that.
fn killed(command: &mut Command, after: Duration) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let moment = Instant::now() + after;
    while Instant::now() < moment && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait_with_output().unwrap()
}

/// Comes on stage and stays, until it is interrupted or killed: others use its sandbox meanwhile.
fn stay(home: &Home, dice: &mut Dice) {
    let mut running = Running::start(home.command(&["join", "--as", "panel-11"]));
    if dice.roll(2) == 0 {
        running.says("is held on stage");
    }
    running.signal(if dice.roll(2) == 0 { "INT" } else { "KILL" });
    running.end();
}

#[test]
fn a_thousand_operations_by_ten_shells_that_may_be_killed_lose_nothing_that_was_told() {
    let home = with_panelists(1);
    home.edit_sandbox(|state| {
        let demo = &mut state["meetings"]["demo"];
        let pattern = demo["participants"]["5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"].clone();
        for n in 1..=SHELLS {
            let id = format!("viewer-{n}");
            let mut viewer = pattern.clone();
            viewer["custom_participant_id"] = json!(id);
            viewer["stage_status"] = json!("OFF_STAGE");
            // Where they are put, they stay.
            let peer_ids = [format!("sim-{id}")];
            viewer["attendee"] = json!({"peer_ids": peer_ids, "answer": "waits"});
            demo["participants"][&id] = viewer;
        }
    });
    let home = &home;
    let deadline = Instant::now() + DEADLINE;
    let viewers: Vec<_> = std::thread::scope(|scope| {
        let shells: Vec<_> = (1..=SHELLS)
            .map(|n| {
                scope.spawn(move || {
                    let mut dice = Dice(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                    let mut viewer = Viewer {
                        id: format!("viewer-{n}"),
                        may_stand: [StageStatus::OffStage].into(),
                        told: 0,
                    };
                    for _ in 0..COMMANDS {
                        assert!(Instant::now() < deadline, "it takes too long");
                        if n == 1 && dice.roll(5) == 0 {
                            stay(home, &mut dice);
                        }
                        viewer.run(home, &mut dice);
                    }
                    viewer
                })
            })
            .collect();
        shells
            .into_iter()
            .map(|shell| shell.join().unwrap())
            .collect()
    });
    let stage = home.json(&["status", "-o", "json"]);
    let people = stage["participants"].as_array().unwrap();
    let told: usize = viewers.iter().map(|viewer| viewer.told).sum();
    assert!(told > viewers.len() * COMMANDS / 2, "only {told} were told");
    for Viewer { id, may_stand, .. } in viewers {
        let person = people.iter().find(|p| p["custom_participant_id"] == *id);
        let status = person.unwrap()["stage_status"].clone();
        let status: StageStatus = serde_json::from_value(status).unwrap();
        assert!(
            may_stand.contains(&status),
            "{id}: {status}, not {may_stand:?}"
        );
    }
    assert_eq!(files(home), ["sandbox.json", "sandbox.lock"]);
}
