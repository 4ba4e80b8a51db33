//! `watch`, `wait` and `grant --wait` in one terminal while commands in another change the stage.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use sandbox::{ACCOUNT, Sandbox};
use serde_json::Value;
use service::{Service, Settings};
use testing::fake::{Behaviour, Fake, MEETING};
use testing::sandbox_platform;
use tokio::net::TcpListener;

use crate::background_command::Running;
use crate::fake_home::FakeHome as _;
use crate::participants::idle;
use crate::support::Home;

const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";
const ZOE: &str = "c25a170e-c0d9-45fc-8fe7-7192b3d45f08";
const TOKEN: &str = "the token";
/// How long anything may take.
const BOUND: Duration = Duration::from_secs(20);

/// What is another one each time.
const FILTERS: [(&str, &str); 3] = [
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[time]"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"),
    // A connection ends in more than one way.
    (r"is lost \(.*\); coming", "is lost ([why]); coming"),
];

fn start(home: &Home, arguments: &[&str]) -> Running {
    Running::start(home.command(arguments))
}

/// Waits until a command has ended, though nobody reads what it writes.
fn ended(mut child: Child) -> Output {
    let deadline = Instant::now() + BOUND;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it does not end");
        std::thread::yield_now();
    }
    child.wait_with_output().unwrap()
}

/// Stops a command as a user does, and returns all that it wrote.
fn stopped(home: &Home, running: Running) -> String {
    running.signal("INT");
    home.told(&running.end())
}

/// The events in what a command printed.
fn events(told: &str) -> Vec<Value> {
    let (printed, _) = told.split_once("-- stderr").unwrap();
    let lines = printed.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The same, in short.
fn short(told: &str) -> Vec<String> {
    let events = events(told).into_iter();
    let short = events.map(|event| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let who = &event["participant"];
        format!(
            "{} {} {}",
            text(&event["type"]),
            text(&who["display_name"]),
            text(&who["stage_status"])
        )
        .trim()
        .to_owned()
    });
    short.collect()
}

#[test]
fn what_is_done_in_another_terminal_is_seen() {
    let home = Home::rehearsing();
    let mut watch = start(&home, &["watch"]);
    watch.says("watching demo");
    home.run(&["grant", "guest-101"]);
    watch.shows("comes on stage          Amara Okafor");
    home.run(&["deny", "guest-103"]);
    watch.shows("does not ask any more   Dev Patel");
    home.run(&["participants", "kick", "guest-107"]);
    watch.shows("leaves the meeting");
    insta::with_settings!({filters => FILTERS}, {
        assert_snapshot!(stopped(&home, watch), @"
        [time]  is on stage             Hana Nováková     [id]  crew-1
        [time]  is on stage             Mateus Oliveira   [id]  panel-1
        [time]  asks to come on stage   Amara Okafor      [id]  guest-101
        [time]  asks to come on stage   王小明            [id]  guest-102
        [time]  asks to come on stage   Dev Patel         [id]  guest-103
        [time]  asks to come on stage   ليلى حداد         [id]  guest-104
        [time]  asks to come on stage   Олена Шевченко    [id]  guest-105
        [time]  may come on stage       Amara Okafor      [id]  guest-101
        [time]  comes on stage          Amara Okafor      [id]  guest-101
        [time]  does not ask any more   Dev Patel         [id]  guest-103
        [time]  leaves the meeting      佐藤さくら        [id]  guest-107
        -- stderr
        watching demo; Ctrl-C ends it
        error: interrupted
        -- exit 130
        ");
    });
}

#[test]
fn only_what_was_asked_for_is_told() {
    let home = Home::rehearsing();
    let mut stage = start(&home, &["watch", "--only", "stage", "-o", "ndjson", "-q"]);
    stage.shows("Mateus Oliveira");
    let mut people = start(&home, &["watch", "--only", "people", "-o", "json"]);
    people.says("watching demo");
    home.run(&["grant", "guest-101"]);
    stage.shows(r#""type":"status""#);
    stage.shows(r#""previous_status":"ACCEPTED_TO_JOIN_STAGE""#);
    home.run(&["participants", "kick", "guest-101"]);
    stage.shows(r#""type":"left""#);
    people.shows(r#""type":"left""#);
    let people = stopped(&home, people);
    assert_eq!(short(&people), ["left Amara Okafor ON_STAGE"]);
    let stage = stopped(&home, stage);
    assert_eq!(
        short(&stage),
        [
            "present Hana Nováková ON_STAGE",
            "present Mateus Oliveira ON_STAGE",
            "status Amara Okafor ACCEPTED_TO_JOIN_STAGE",
            "status Amara Okafor ON_STAGE",
            "left Amara Okafor ON_STAGE",
        ]
    );
    for event in events(&stage) {
        assert_eq!(event["platform"], "sandbox");
        assert_eq!(event["meeting_id"], "demo");
        assert!(event["session_id"].is_string() && event["at"].is_string());
    }
}

#[test]
fn whoever_asks_is_granted_by_a_loop_that_reads_ids() {
    let home = Home::rehearsing();
    let mut watch = start(&home, &["requests", "watch", "-o", "id"]);
    watch.shows("74e805ec-aeb7-43da-bfc4-6081a2c34e07");
    home.run(&["grant", AMARA]);
    home.run(&["request", "--as", "guest-106"]);
    watch.shows(ZOE);
    home.run(&["grant", ZOE]);
    // In the order of the queue, and nobody for having been granted.
    assert_snapshot!(stopped(&home, watch), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    c25a170e-c0d9-45fc-8fe7-7192b3d45f08
    -- stderr
    watching demo; Ctrl-C ends it
    error: interrupted
    -- exit 130
    ");
}

#[test]
fn a_reader_who_has_had_enough_is_no_failure() {
    let home = Home::rehearsing();
    let mut watch = home.command(&["requests", "watch", "-o", "id", "-q"]);
    let mut watch = watch
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    for _ in 0..5 {
        lines.next().unwrap().unwrap();
    }
    drop(lines);
    home.run(&["request", "--as", "guest-106"]);
    let output = ended(watch);
    assert_eq!(home.told(&output), "-- stderr\n-- exit 0\n");
}

#[test]
fn a_reader_who_does_not_read_holds_nobody_up() {
    let home = Home::rehearsing();
    let crowd = [
        "sandbox",
        "reset",
        "--viewers",
        "1000",
        "--requests",
        "1000",
    ];
    let told = home.run(&crowd);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    let watch = home
        .command(&["watch", "-o", "ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut watch = watch.unwrap();
    let mut stderr = BufReader::new(watch.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert_eq!(line, "watching demo; Ctrl-C ends it\n");
    // It serves the sandbox to others, although it cannot write on.
    let told = home.run(&["deny", "guest-101", "-q"]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    let id = watch.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.unwrap().success());
    let output = ended(watch);
    assert_eq!(output.status.code(), Some(130));
    let lines = output.stdout.split(|byte| *byte == b'\n').count();
    assert!((8..1007).contains(&lines), "{lines} lines");
}

#[test]
fn watching_ends_with_the_time_and_with_the_session() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["requests", "watch", "-o", "id", "--timeout", "10s"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    watching demo; Ctrl-C ends it
    error: stopped after 10 s, as --timeout says
    -- exit 124
    ");
    let fake = Fake::new(Behaviour::default());
    let home = fake.home();
    let mut watch = start(&home, &["watch", "-o", "ndjson"]);
    watch.says("watching");
    fake.close(1000);
    let told = home.told(&watch.end());
    assert_eq!(
        short(&told),
        [
            "present bo ON_STAGE",
            "present amara REQUESTED_TO_JOIN_STAGE",
            "ended"
        ]
    );
    assert!(told.contains(r#""code":"session_ended""#), "{told}");
    assert!(told.ends_with("-- exit 7\n"), "{told}");
}

#[test]
fn a_participant_is_waited_for_until_they_stand_there() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["wait", "guest-101", "--for", "requested_to_join_stage"]), @"
    STATUS                   USER ID                               NAME          CUSTOM ID  PRESET          CONNECTIONS
    REQUESTED_TO_JOIN_STAGE  5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor  guest-101  webinar_viewer  1
    -- stderr
    -- exit 0
    ");
    home.add("panel-2", "webinar_panelist", "Pia");
    for id in ["panel-2", "name:pia"] {
        let mut wait = start(&home, &["wait", id, "--for", "on-stage"]);
        wait.says("waiting for them");
        let mut join = start(&home, &["join", "--as", "panel-2"]);
        let told = home.told(&wait.end());
        assert!(told.contains("ON_STAGE") && told.contains("Pia"), "{told}");
        assert!(told.ends_with("waiting for them\n-- exit 0\n"), "{told}");
        join.says("is held on stage");
        stopped(&home, join);
    }
}

#[test]
fn whoever_leaves_is_waited_for_until_they_come_back() {
    let home = Home::rehearsing();
    home.add("guest-201", "webinar_viewer", "Noor");
    let asks = || {
        let mut asks = start(&home, &["request", "--as", "guest-201", "--join"]);
        asks.says("until a host answers");
        asks
    };
    let first = asks();
    let mut wait = start(
        &home,
        &["wait", "guest-201", "--for", "On_Stage", "-o", "json"],
    );
    wait.says("guest-201 is not ON_STAGE yet; waiting");
    stopped(&home, first);
    wait.says("Noor left the session; waiting for them to come back");
    let second = asks();
    home.run(&["grant", "guest-201"]);
    let told = home.told(&wait.end());
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    let stage = events(&told).remove(0);
    assert_eq!(stage["counts"]["ON_STAGE"], 1);
    assert_eq!(
        stage["participants"][0]["custom_participant_id"],
        "guest-201"
    );
    stopped(&home, second);
}

#[test]
fn waiting_ends_when_nobody_can_say_who_is_meant_with_the_time_and_with_the_session() {
    let home = Home::rehearsing();
    let held: Vec<_> = ["panel-2", "panel-3"]
        .into_iter()
        .map(|id| {
            home.add(id, "webinar_panelist", "Pia");
            let mut join = start(&home, &["join", "--as", id]);
            join.says("is held on stage");
            join
        })
        .collect();
    let told = home.run(&["wait", "name:Pia", "--for", "on-stage"]);
    assert!(told.contains("2 participants are meant by it"), "{told}");
    assert!(told.ends_with("-- exit 3\n"), "{told}");
    for join in held {
        stopped(&home, join);
    }
    let never = ["wait", "guest-107", "--for", "accepted", "--timeout", "10s"];
    assert_snapshot!(home.run(&never), @"
    -- stderr
    guest-107 is not ACCEPTED_TO_JOIN_STAGE yet; waiting
    error: stopped after 10 s, as --timeout says; guest-107 is not ACCEPTED_TO_JOIN_STAGE yet
    -- exit 124
    ");

    let fake = Fake::new(Behaviour::default());
    let home = fake.home();
    let mut wait = start(&home, &["wait", "u-amara", "--for", "on-stage"]);
    wait.says("; waiting");
    fake.close(1000);
    let told = home.told(&wait.end());
    assert!(told.ends_with("-- exit 7\n"), "{told}");
}

#[test]
fn a_meeting_is_waited_for_until_somebody_is_in_it() {
    let home = Home::rehearsing();
    let meeting = idle(&home);
    let told = home.run(&["-m", &meeting, "wait", "guest-101", "--for", "on-stage"]);
    assert_snapshot!(told, @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: wait until somebody is in the meeting: add --session
    -- exit 7
    ");

    let fake = Fake::new(Behaviour::default());
    fake.set_session(None);
    let home = fake.home();
    let mut session = start(&home, &["wait", "--session"]);
    let mut bo = start(&home, &["wait", "u-bo", "--for", "on-stage", "--session"]);
    session.says("m-1 is not live yet; waiting");
    bo.says("m-1 is not live yet; waiting");
    fake.set_session(Some("s-2"));
    assert_snapshot!(home.told(&session.end()), @"
    ID   LIVE  TITLE            CREATED
    m-1  live  The meeting m-1
    -- stderr
    m-1 is not live yet; waiting
    -- exit 0
    ");
    assert_snapshot!(home.told(&bo.end()), @"
    STATUS    USER ID  NAME  CUSTOM ID  PRESET  CONNECTIONS
    ON_STAGE  u-bo     bo               viewer  1
    -- stderr
    m-1 is not live yet; waiting
    -- exit 0
    ");
    let told = home.run(&["wait", "--session", "-o", "id", "-m", MEETING]);
    assert_eq!(told, "m-1\n-- stderr\n-- exit 0\n");
}

#[test]
fn a_grant_waits_until_they_are_on_stage() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["grant", "guest-101", "guest-105", "--wait"]), @"
    RESULT  ID         NAME            DETAIL
    done    guest-101  Amara Okafor    on stage
    failed  guest-105  Олена Шевченко  granted, and did not come
    -- stderr
    waiting until they are on stage: Amara Okafor, Олена Шевченко
    1 done, 1 failed
    warning: Олена Шевченко: granted, and did not come
    -- exit 6
    ");
    assert_snapshot!(home.run(&["grant", "guest-102", "--wait", "-o", "id"]), @"
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    -- stderr
    waiting until they are on stage: 王小明
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["grant", "guest-105", "nobody-here", "--wait", "-o", "id"]), @"
    -- stderr
    warning: nobody-here: nobody in the session is meant by it
    waiting until they are on stage: Олена Шевченко
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 not found, 1 failed
    warning: Олена Шевченко: granted, and did not come
    -- exit 6
    ");
    let in_vain = ["grant", "guest-105", "--wait", "-q"];
    assert_snapshot!(home.run(&in_vain), @"
    RESULT  ID         NAME            DETAIL
    failed  guest-105  Олена Шевченко  granted, and did not come
    -- stderr
    warning: Олена Шевченко: granted, and did not come
    -- exit 1
    ");
    // Whoever is there already need not come.
    assert_snapshot!(home.run(&["grant", "guest-101", "--wait", "-q"]), @"
    RESULT     ID         NAME          DETAIL
    unchanged  guest-101  Amara Okafor  on stage
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["grant", "nobody-here", "--wait"]), @"
    RESULT     ID           NAME  DETAIL
    not found  nobody-here        nobody in the session is meant by it
    -- stderr
    warning: nobody-here: nobody in the session is meant by it
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 not found
    -- exit 3
    ");
    let late = ["grant", "guest-104", "--wait", "--timeout", "10s"];
    assert_snapshot!(home.run(&late), @"
    -- stderr
    waiting until they are on stage: ليلى حداد
    error: stopped after 10 s, as --timeout says; granted, and not on stage yet: ليلى حداد
    -- exit 124
    ");
}

#[test]
fn a_grant_that_waits_says_first_what_the_service_answered() {
    let home = Home::rehearsing();
    let mut grant = start(&home, &["grant", "guest-104", "--wait", "-o", "json"]);
    grant.says("waiting until they are on stage: ليلى حداد");
    grant.shows(r#""detail":"granted; on stage when they join""#);
    home.run(&["participants", "kick", "guest-104"]);
    let told = home.told(&grant.end());
    assert_eq!(events(&told).len(), 1);
    let (_, told) = told.split_once("-- stderr\n").unwrap();
    assert_snapshot!(told, @"
    waiting until they are on stage: ليلى حداد
    warning: ليلى حداد: granted, and left the session
    -- exit 1
    ");
}

/// Serves the Stage API of a sandbox, at an address that was served before, or at a new one.
async fn serve(sandbox: &Sandbox, home: &Home, address: Option<SocketAddr>) -> Service {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = TcpListener::bind(address.unwrap_or(any)).await.unwrap();
    let at = sandbox.address();
    let platform = sandbox_platform(
        ACCOUNT,
        at.api_token(),
        &at.api_url(),
        &at.signalling_url(),
        home.path(),
    );
    Service::serve(listener, platform, Settings::private(TOKEN.into())).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_comes_back_is_followed_as_if_it_had_never_gone() {
    let folder = Home::new();
    let sandbox = Sandbox::serve(folder.path()).await.unwrap();
    let service = serve(&sandbox, &folder, None).await;
    let url = service.url();
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let home = |url: &str| {
        Home::new()
            .with("DYTE_STAGE_SERVER", url)
            .with("DYTE_STAGE_SERVER_TOKEN", TOKEN)
            .with("DYTE_STAGE_MEETING", "demo")
    };
    let user = home(&url);
    let mut watch = start(&user, &["watch", "-o", "ndjson"]);
    let mut table = start(&user, &["requests", "watch"]);
    let mut wait = start(&user, &["wait", "guest-106", "--for", "requested"]);
    watch.says("watching demo");
    table.says("watching demo");
    wait.says("; waiting");
    user.run(&["deny", "guest-103"]);
    watch.shows(r#""type":"status""#);
    table.shows("does not ask any more");
    service.close().await;
    for running in [&mut watch, &mut table, &mut wait] {
        running.says("warning: the connection to the service is lost");
    }

    // What happens meanwhile, somebody else does.
    let other = serve(&sandbox, &folder, None).await;
    let elsewhere = home(&other.url());
    elsewhere.run(&["request", "--as", "guest-106"]);
    elsewhere.run(&["deny", "guest-105"]);
    elsewhere.run(&["participants", "kick", "guest-107"]);
    other.close().await;

    let service = serve(&sandbox, &folder, Some(address)).await;
    for running in [&mut watch, &mut table] {
        running.says("the connection to the service is back");
        running.says("something may have been missed");
    }
    watch.shows(r#""type":"left""#);
    table.shows("Zoë Ångström");
    let told = user.told(&wait.end());
    assert!(told.contains("REQUESTED_TO_JOIN_STAGE  "), "{told}");
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    // From then on it is followed as before.
    user.run(&["deny", "guest-106"]);
    watch.shows(
        r#""display_name":"Zoë Ångström","preset_name":"webinar_viewer","stage_status":"OFF_STAGE""#,
    );
    table.shows("does not ask any more   Zoë Ångström");
    let told = stopped(&user, watch);
    assert_eq!(
        short(&told)[7..],
        [
            "status Dev Patel OFF_STAGE",
            "resync",
            "status Zoë Ångström REQUESTED_TO_JOIN_STAGE",
            "status Олена Шевченко OFF_STAGE",
            "left 佐藤さくら OFF_STAGE",
            "status Zoë Ångström OFF_STAGE",
        ]
    );
    insta::with_settings!({filters => FILTERS}, {
        assert_snapshot!(stopped(&user, table), @"
        [time]  asks to come on stage   Amara Okafor      [id]  guest-101
        [time]  asks to come on stage   王小明            [id]  guest-102
        [time]  asks to come on stage   Dev Patel         [id]  guest-103
        [time]  asks to come on stage   ليلى حداد         [id]  guest-104
        [time]  asks to come on stage   Олена Шевченко    [id]  guest-105
        [time]  does not ask any more   Dev Patel         [id]  guest-103
        [time]  asks to come on stage   Zoë Ångström      [id]  guest-106
        [time]  does not ask any more   Олена Шевченко    [id]  guest-105
        [time]  does not ask any more   Zoë Ångström      [id]  guest-106
        -- stderr
        watching demo; Ctrl-C ends it
        warning: the connection to the service is lost ([why]); coming back
        the connection to the service is back
        something may have been missed: the stage is read again
        error: interrupted
        -- exit 130
        ");
    });
    service.close().await;
    sandbox.close().await;
}
