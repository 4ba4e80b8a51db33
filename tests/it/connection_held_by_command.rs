//! Acting as a participant with a connection that the command holds, managed from a second terminal: on
//! the sandbox and on a live platform.

use std::process::Output;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value;

use crate::backends::{Live, Serving};
use crate::background_command::Running;
use crate::support::Home;

/// A home with a panelist and a viewer whom nobody simulates.
struct Terminals {
    home: Home,
    /// Serves the sandbox that is taken for a live platform.
    _serving: Option<Serving>,
}

impl Terminals {
    fn on_sandbox() -> Self {
        Self::with(Home::new(), None)
    }

    fn on_live(live: Live) -> Self {
        let platform = tempfile::tempdir().unwrap();
        let serving = live.serve(platform.path());
        let home = Home::remote(live, &serving);
        // The platform needs its folder no longer than this.
        Self::with(home.keeping(platform), Some(serving))
    }

    fn with(home: Home, serving: Option<Serving>) -> Self {
        for (id, preset, name) in [
            ("panel-2", "webinar_panelist", "Pia"),
            ("guest-201", "webinar_viewer", "Noor"),
        ] {
            home.add(id, preset, name);
        }
        Self {
            home,
            _serving: serving,
        }
    }

    /// The first terminal: a command that stays.
    fn first(&self, arguments: &[&str]) -> Running {
        Running::start(self.home.command(&[arguments, &["-y"]].concat()))
    }

    /// The second one, as a user sees it.
    fn second(&self, arguments: &[&str]) -> String {
        self.home.run(&[arguments, &["-q"]].concat())
    }

    fn told(&self, output: &Output) -> String {
        self.home.told(output)
    }

    /// What the first terminal shows in the end.
    fn ended(&self, first: Running) -> String {
        self.told(&first.end())
    }
}

fn everywhere(story: impl Fn(&Terminals)) {
    let by_default = Terminals::on_sandbox();
    insta::with_settings!({filters => vec![
        (r"[0-9a-f]{8}-[0-9a-f-]{27} ", "[id] "),
        // Only the sandbox that nobody chose says so.
        (r"using the sandbox: no platform is configured \(dyte-stage auth login\)\n", ""),
    ]}, {
        insta::allow_duplicates! {
            story(&by_default);
            for live in [Live::RealtimeKit, Live::Dyte] {
                story(&Terminals::on_live(live));
            }
        }
    });
}

#[test]
fn a_panelist_on_stage_is_seen_taken_off_and_told_so() {
    everywhere(|terminals| {
        let mut first = terminals.first(&["join", "--as", "panel-2"]);
        first.says("is held on stage");
        assert_snapshot!(terminals.second(&["status", "panel-2"]), @"
        STATUS    USER ID                               NAME  CUSTOM ID  PRESET            CONNECTIONS
        ON_STAGE  [id]  Pia   panel-2    webinar_panelist  1
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(terminals.second(&["kick", "panel-2"]), @"
        RESULT  ID       NAME  DETAIL
        done    panel-2  Pia   off the stage; still in the meeting
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
        -- stderr
        Pia is held on stage until taken off; Ctrl-C leaves the meeting
        Pia was taken off the stage, and leaves the meeting
        -- exit 0
        ");
        // Nothing of it stays.
        assert_snapshot!(terminals.second(&["status", "panel-2"]), @"
        -- stderr
        error: Pia may join the meeting, and is not in the session
        -- exit 3
        ");
    });
}

#[test]
fn a_viewer_asks_is_granted_and_comes() {
    everywhere(|terminals| {
        let mut first = terminals.first(&["request", "--as", "guest-201", "--join"]);
        first.says("until a host answers");
        let requests = terminals.second(&["requests", "list"]);
        assert!(requests.contains("  Noor "), "{requests}");
        assert_snapshot!(terminals.second(&["grant", "guest-201"]), @"
        RESULT  ID         NAME  DETAIL
        done    guest-201  Noor  granted; on stage when they join
        -- stderr
        -- exit 0
        ");
        first.says("is held on stage");
        assert_snapshot!(terminals.second(&["status", "guest-201"]), @"
        STATUS    USER ID                               NAME  CUSTOM ID  PRESET          CONNECTIONS
        ON_STAGE  [id]  Noor  guest-201  webinar_viewer  1
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(terminals.second(&["kick", "guest-201"]), @"
        RESULT  ID         NAME  DETAIL
        done    guest-201  Noor  off the stage; still in the meeting
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Noor  ON_STAGE  on stage
        -- stderr
        Noor is held in the meeting until a host answers; Ctrl-C leaves it
        Noor was granted
        Noor is held on stage until taken off; Ctrl-C leaves the meeting
        Noor was taken off the stage, and leaves the meeting
        -- exit 0
        ");
    });
}

#[test]
fn a_viewer_asks_and_is_answered() {
    everywhere(|terminals| {
        let ask = || {
            let mut first = terminals.first(&["request", "--as", "guest-201"]);
            first.says("until a host answers");
            first
        };
        let first = ask();
        terminals.second(&["deny", "guest-201"]);
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        -- stderr
        Noor is held in the meeting until a host answers; Ctrl-C leaves it
        error: Noor was turned down, or withdrew elsewhere
        -- exit 1
        ");
        let first = ask();
        terminals.second(&["grant", "guest-201"]);
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        -- stderr
        Noor is held in the meeting until a host answers; Ctrl-C leaves it
        Noor was granted
        Noor leaves the meeting now, and the grant may go with them; to come on stage: --join
        -- exit 0
        ");
    });
}

#[test]
fn whoever_is_removed_from_the_meeting_is_told_so() {
    everywhere(|terminals| {
        let mut first = terminals.first(&["join", "--as", "panel-2"]);
        first.says("is held on stage");
        terminals.second(&["participants", "kick", "panel-2"]);
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
        -- stderr
        Pia is held on stage until taken off; Ctrl-C leaves the meeting
        error: Pia was removed from the meeting
        -- exit 7
        ");
    });
}

#[test]
fn ctrl_c_leaves_the_meeting_and_so_does_the_end_of_the_time() {
    everywhere(|terminals| {
        for signal in ["INT", "TERM"] {
            let mut first = terminals.first(&["join", "--as", "panel-2"]);
            first.says("is held on stage");
            first.signal(signal);
            assert_snapshot!(terminals.ended(first), @"
            RESULT  USER ID                               NAME  STATUS    DETAIL
            done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
            -- stderr
            Pia is held on stage until taken off; Ctrl-C leaves the meeting
            error: interrupted; Pia is no longer held in the meeting
            -- exit 130
            ");
            assert_snapshot!(terminals.second(&["status", "panel-2"]), @"
            -- stderr
            error: Pia may join the meeting, and is not in the session
            -- exit 3
            ");
        }
        let first = terminals.first(&["request", "--as", "guest-201", "--timeout", "5s"]);
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS                   DETAIL
        done    [id]  Noor  REQUESTED_TO_JOIN_STAGE  asked; a host answers
        -- stderr
        Noor is held in the meeting until a host answers; Ctrl-C leaves it
        error: stopped after 5 s, as --timeout says; Noor is no longer held in the meeting
        -- exit 124
        ");
        assert_snapshot!(terminals.second(&["join", "--as", "panel-2", "-y", "--no-hold"]), @"
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
        -- stderr
        warning: Pia leaves the meeting at once, which undoes it (--no-hold)
        -- exit 0
        ");
        assert_snapshot!(terminals.second(&["status", "panel-2"]), @"
        -- stderr
        error: Pia may join the meeting, and is not in the session
        -- exit 3
        ");
    });
}

#[test]
fn a_second_connection_must_be_insisted_on() {
    everywhere(|terminals| {
        let mut first = terminals.first(&["join", "--as", "panel-2"]);
        first.says("is held on stage");
        for operation in ["leave", "join"] {
            let told = terminals.second(&[operation, "--as", "panel-2", "-y"]);
            assert_snapshot!(told, @"
            -- stderr
            error: Pia is in the session by a connection of their own
            hint: a second, silent one could put an empty tile on stage; if it was this program's own until just now, try again; else insist: --second-connection
            -- exit 7
            ");
        }
        let insists = ["leave", "--as", "panel-2", "-y", "--second-connection"];
        assert_snapshot!(terminals.second(&insists), @"
        RESULT  USER ID                               NAME  STATUS     DETAIL
        done    [id]  Pia   OFF_STAGE  off the stage
        -- stderr
        -- exit 0
        ");
        assert_snapshot!(terminals.ended(first), @"
        RESULT  USER ID                               NAME  STATUS    DETAIL
        done    [id]  Pia   ON_STAGE  on stage; the platform put them there as they came in
        -- stderr
        Pia is held on stage until taken off; Ctrl-C leaves the meeting
        Pia was taken off the stage, and leaves the meeting
        -- exit 0
        ");
    });
}

#[test]
fn what_becomes_of_somebody_is_told_line_by_line() {
    let terminals = Terminals::on_sandbox();
    let asks = ["request", "--as", "guest-201", "-o", "ndjson", "-q"];
    let first = terminals.first(&asks);
    let deadline = Instant::now() + Duration::from_secs(20);
    while !terminals.second(&["requests", "list"]).contains("  Noor ") {
        assert!(Instant::now() < deadline, "nobody asks");
    }
    terminals.second(&["deny", "guest-201"]);
    let output = first.end();
    assert_eq!(output.status.code(), Some(1));
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines[0]["operation"], "request");
    assert_eq!(lines[0]["connection"], "held");
    assert_eq!(lines[lines.len() - 1]["stage_status"], "OFF_STAGE");
    assert!(
        lines[1..]
            .iter()
            .all(|line| line["id"] == lines[0]["connection_id"])
    );
    // An error is said although it is quiet, and as a problem.
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(problem["code"], "turned_down");
}

#[test]
fn a_simulated_attendee_is_not_waited_for() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["request", "--as", "guest-106", "--join"]), @"
    RESULT  USER ID                               NAME          STATUS                   DETAIL
    done    c25a170e-c0d9-45fc-8fe7-7192b3d45f08  Zoë Ångström  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    -- stderr
    warning: nothing waits for the answer: the participant is simulated, and answers a grant by themselves
    -- exit 0
    ");
    assert_snapshot!(home.run(&["join", "--as", "recorder-1", "--dry-run"]), @"
    RESULT   USER ID                               NAME      STATUS  DETAIL
    dry run  8a125f96-4851-4d74-9353-b5d6f718930c  Recorder          would join; where they stand was not looked at
    -- stderr
    -- exit 0
    ");
}
