//! Acting as a participant through a service: the command ends, and the service holds the connection
//! until it is released.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::backends::{Live, Serving};
use crate::background_command::Running;
use crate::support::Home;

/// A user of a service, who has nothing of it on their own machine.
struct User {
    home: Home,
    _service: Serving,
    _folder: TempDir,
}

impl User {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Live::Service.serve(folder.path());
        let home = Home::remote(Live::Service, &service);
        for (id, preset, name) in [
            ("panel-2", "webinar_panelist", "Pia"),
            ("guest-201", "webinar_viewer", "Noor"),
        ] {
            home.add(id, preset, name);
        }
        Self {
            home,
            _service: service,
            _folder: folder,
        }
    }

    fn run(&self, arguments: &[&str]) -> String {
        self.home.run(arguments)
    }

    /// Waits until the service keeps nobody any more.
    fn is_left_by_everybody(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.run(&["connections", "list"]).contains("participant") {
            assert!(Instant::now() < deadline, "somebody is kept");
        }
    }

    /// The id of the only participant's connection that the service keeps.
    fn kept(&self) -> String {
        let list = self.home.json(&["connections", "list", "-o", "json"]);
        let all = list["connections"].as_array().unwrap();
        let mut kept = all.iter().filter(|c| c["role"] == "participant");
        let id = kept.next().unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(kept.next(), None);
        id
    }
}

fn with_ids(story: impl FnOnce()) {
    insta::with_settings!({filters => vec![(r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]")]}, {
        story();
    });
}

#[test]
fn what_was_done_goes_on_when_the_command_has_ended() {
    let user = User::new();
    with_ids(|| {
        assert_snapshot!(user.run(&["join", "--as", "panel-2"]), @"
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
        -- stderr
        the service keeps the connection of Pia; to end it: dyte-stage connections release [id]
        -- exit 0
        ");
        assert_snapshot!(user.run(&["status", "panel-2", "-q"]), @"
        STATUS    USER ID                               NAME  CUSTOM ID  PRESET            CONNECTIONS
        ON_STAGE  [id]  Pia   panel-2    webinar_panelist  1
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(user.run(&["connections", "list"]), @"
        ID                                    AS           MEETING  STATE      STATUS    WHO
        [id]  host         demo     connected
        [id]  participant  demo     connected  ON_STAGE  Pia
        -- stderr
        2 connections into meetings
        -- exit 0
        ");
        assert_snapshot!(user.run(&["connections", "release", &user.kept()]), @"
        ID                                    AS           MEETING  STATE  STATUS  WHO
        [id]  participant  demo     ended          Pia
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(user.run(&["status", "panel-2", "-q"]), @"
        -- stderr
        error: Pia may join the meeting, and is not in the session
        -- exit 3
        ");
        assert_snapshot!(user.run(&["connections", "release", "unknown"]), @"
        -- stderr
        error: the service has no connection 'unknown'
        hint: list them: dyte-stage connections list
        -- exit 3
        ");
    });
}

#[test]
fn a_viewer_asks_waits_for_the_answer_and_comes() {
    let user = User::new();
    let command = user
        .home
        .command(&["request", "--as", "guest-201", "--join"]);
    let mut first = Running::start(command);
    first.says("waiting for a host");
    user.run(&["grant", "guest-201"]);
    with_ids(|| {
        assert_snapshot!(user.home.told(&first.end()), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Noor  ON_STAGE  on stage
        -- stderr
        waiting for a host to answer Noor; Ctrl-C stops waiting, not asking
        Noor was granted
        the service keeps the connection of Noor; to end it: dyte-stage connections release [id]
        -- exit 0
        ");
        assert_snapshot!(user.run(&["status", "guest-201", "-q"]), @"
        STATUS    USER ID                               NAME  CUSTOM ID  PRESET          CONNECTIONS
        ON_STAGE  [id]  Noor  guest-201  webinar_viewer  1
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(user.run(&["leave", "--as", "guest-201", "-q"]), @"
        RESULT  USER ID                               NAME  STATUS     DETAIL
        done    [id]  Noor  OFF_STAGE  off the stage
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(user.run(&["status", "guest-201", "-q"]), @"
        -- stderr
        error: Noor may join the meeting, and is not in the session
        -- exit 3
        ");
    });
}

#[test]
fn whoever_is_turned_down_or_taken_off_is_let_go() {
    let user = User::new();
    user.run(&["request", "--as", "guest-201"]);
    user.run(&["deny", "guest-201"]);
    user.is_left_by_everybody();
    user.run(&["join", "--as", "panel-2"]);
    user.run(&["kick", "panel-2"]);
    user.is_left_by_everybody();
    // Whoever waits for the answer gets it all the same.
    let command = user
        .home
        .command(&["request", "--as", "guest-201", "--join"]);
    let mut first = Running::start(command);
    first.says("waiting for a host");
    user.run(&["deny", "guest-201"]);
    let told = user.home.told(&first.end());
    assert!(told.contains("error: Noor was turned down"), "{told}");
    assert!(told.ends_with("-- exit 1\n"), "{told}");
    user.is_left_by_everybody();
}

#[test]
fn whoever_waits_on_a_connection_that_is_released_is_told_so() {
    let user = User::new();
    let command = user
        .home
        .command(&["request", "--as", "guest-201", "--join"]);
    let mut first = Running::start(command);
    first.says("waiting for a host");
    user.run(&["connections", "release", &user.kept()]);
    let told = user.home.told(&first.end());
    let said = "error: the connection of Noor was released\n-- exit 7\n";
    assert!(told.ends_with(said), "{told}");
}

#[test]
fn whoever_asks_is_kept_asking_unless_that_is_not_wanted() {
    let user = User::new();
    with_ids(|| {
        assert_snapshot!(user.run(&["request", "--as", "guest-201"]), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        -- stderr
        the service keeps the connection of Noor; to end it: dyte-stage connections release [id]
        -- exit 0
        ");
        assert_snapshot!(user.run(&["cancel", "--as", "guest-201"]), @"
        RESULT  USER ID                               NAME  STATUS     DETAIL
        done    [id]  Noor  OFF_STAGE  the request is withdrawn
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(user.run(&["request", "--as", "guest-201", "--no-hold"]), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        -- stderr
        warning: Noor leaves the meeting at once, which undoes it (--no-hold)
        -- exit 0
        ");
        assert_snapshot!(user.run(&["status", "guest-201", "-q"]), @"
        -- stderr
        error: Noor may join the meeting, and is not in the session
        -- exit 3
        ");
    });
}
