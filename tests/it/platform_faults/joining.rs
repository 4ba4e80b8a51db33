//! Joining a meeting that the platform makes difficult.

use std::time::{Duration, Instant};

use testing::fake::{
    API_TOKEN, Answer, Behaviour, Count, Fake, IDLE, Join, PARTICIPANT_TOKEN, Queue, Reading, Rule,
    Socket, asking, listening, on_stage, preset,
};

use super::at_once::at_once;
use crate::fake_home::FakeHome as _;

const REFRESH: &str = "POST /meetings/m-1/participants/u-host/token";

fn with_socket(socket: Socket) -> Fake {
    Fake::new(Behaviour {
        socket,
        ..Behaviour::default()
    })
}

fn with_presets(presets: Vec<serde_json::Value>) -> Fake {
    Fake::new(Behaviour {
        presets,
        ..Behaviour::default()
    })
}

#[test]
fn a_host_joins_unseen_and_leaves_cleanly() {
    let fake = Fake::new(Behaviour::default());
    insta::assert_snapshot!(fake.home().run(&["status"]), @"
    STATUS                   USER ID  NAME   CUSTOM ID  PRESET  CONNECTIONS
    ON_STAGE                 u-bo     bo                viewer  1
    REQUESTED_TO_JOIN_STAGE  u-amara  amara             viewer  1
    OFF_STAGE                u-chen   chen                      1
    -- stderr
    1 on stage, 0 accepted, 1 asking, 1 off stage
    -- exit 0
    ");
    fake.wait_for("socket closed 1000", 1);
    insta::assert_snapshot!(fake.log(), @"
    GET /meetings/m-1/active-session
    GET /presets
    GET /presets/preset-host
    GET /presets/preset-presenter
    GET /presets/preset-viewer
    POST /meetings/m-1/participants
    socket opened
    room.joinRoom
    room.roomPeerCount
    room.getStageRequests
    room.getRoomPeersInfo
    room.leaveRoom
    socket closed 1000
    ");
}

#[test]
fn a_platform_that_falls_silent_is_given_up_in_time() {
    let no_upgrade = with_socket(Socket::NeverUpgrades);
    let no_word = with_socket(Socket::SaysNothing);
    let nobody = Fake::new(Behaviour {
        reading: Reading::Silent,
        ..Behaviour::default()
    });
    let begun = Instant::now();
    let [no_upgrade_told, no_word_told, nobody_told] = at_once([
        (&no_upgrade.home(), &["status"]),
        (&no_word.home(), &["status"]),
        (&nobody.home(), &["status"]),
    ]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    insta::assert_snapshot!(no_upgrade_told, @"
    -- stderr
    error: the platform did not answer the socket's upgrade within 10 s
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(no_word_told, @"
    -- stderr
    error: the platform did not answer room.joinRoom (3) within 10 s
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    insta::assert_snapshot!(nobody_told, @"
    -- stderr
    error: the platform did not answer room.getRoomPeersInfo (2) within 10 s
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    // Silence is not asked again, and who was in the room leaves it.
    for fake in [no_word, nobody] {
        assert_eq!(fake.count("socket opened"), 1);
        fake.wait_for("socket closed 1000", 1);
    }
}

#[test]
fn a_refused_token_is_replaced_once() {
    let once = Fake::new(Behaviour {
        takes_tokens_from: 2,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(once.home().run(&["requests", "list"]), @"
    USER ID  NAME   CUSTOM ID  PRESET
    u-amara  amara             viewer
    -- stderr
    1 asks to come on stage
    -- exit 0
    ");
    assert_eq!(once.count(REFRESH), 1);

    let always = Fake::new(Behaviour {
        takes_tokens_from: u32::MAX,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(always.home().run(&["requests", "list"]), @"
    -- stderr
    error: the platform refused the credentials: the platform refused the participant token (close code 4001)
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
    assert_eq!(
        (always.count(REFRESH), always.count("socket opened")),
        (1, 2)
    );

    let refused = with_socket(Socket::Refused(401));
    insta::assert_snapshot!(refused.home().run(&["requests", "list"]), @"
    -- stderr
    error: the platform refused the credentials: the socket was not opened
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
    assert_eq!(refused.count("socket opened"), 2);
}

#[test]
fn a_token_that_cannot_be_replaced_now_is_not_asked_for_again() {
    let fake = Fake::new(Behaviour {
        takes_tokens_from: u32::MAX,
        rest: vec![Rule::always(REFRESH, Answer::error(503, "overloaded"))],
        ..Behaviour::default()
    });
    insta::assert_snapshot!(fake.home().run(&["status"]), @"
    -- stderr
    error: the platform cannot answer now: overloaded (HTTP 503)
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    assert_eq!(fake.count(REFRESH), 1, "{}", fake.log());
}

#[test]
fn a_final_close_is_final() {
    for (code, times) in [(1000, 1), (4000, 1), (4002, 1), (1011, 3), (4003, 3)] {
        let fake = with_socket(Socket::Closes(code));
        let told = fake.home().run(&["status"]);
        assert_eq!(fake.count("socket opened"), times, "{code}: {told}");
    }
    let told = |code| with_socket(Socket::Closes(code)).home().run(&["status"]);
    insta::assert_snapshot!(told(1000), @"
    -- stderr
    error: the session ended: the platform closed the connection
    hint: see whether another one is live: dyte-stage meetings list
    -- exit 7
    ");
    insta::assert_snapshot!(told(4000), @"
    -- stderr
    error: the platform refused the connection: the platform did not understand us (close code 4000)
    hint: see the exchange with --verbose
    -- exit 5
    ");
    insta::assert_snapshot!(told(4002), @"
    -- stderr
    error: the platform refused the connection: the platform failed (close code 4002)
    hint: see the exchange with --verbose
    -- exit 5
    ");
    insta::assert_snapshot!(told(1011), @"
    -- stderr
    error: the platform closed the connection: close code 1011
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
}

#[test]
fn what_is_no_frame_is_no_answer() {
    let fake = with_socket(Socket::Garbage);
    insta::assert_snapshot!(fake.home().run(&["status"]), @"
    -- stderr
    error: the platform closed the connection: a frame that cannot be read
    hint: try again; see what fails: dyte-stage doctor
    -- exit 5
    ");
    assert_eq!(fake.count("socket opened"), 3);
}

#[test]
fn a_room_that_does_not_let_us_in() {
    let joining = |join| {
        Fake::new(Behaviour {
            join,
            ..Behaviour::default()
        })
    };
    let waitlisted = joining(Join::Waitlisted);
    insta::assert_snapshot!(waitlisted.home().run(&["grant", "u-amara"]), @"
    -- stderr
    error: the host is kept in the waiting room
    hint: give their preset the waiting room type SKIP, or let them in
    -- exit 7
    ");
    waitlisted.wait_for("socket closed 1000", 1);
    assert_eq!(waitlisted.count("room.grantStageAccess u-amara"), 0);

    let refused = joining(Join::Refused);
    insta::assert_snapshot!(refused.home().run(&["grant", "u-amara"]), @"
    -- stderr
    error: the platform refused the connection: the room is full (403)
    hint: see the exchange with --verbose
    -- exit 5
    ");
    refused.wait_for("socket closed 1000", 1);

    let unread = Fake::new(Behaviour {
        reading: Reading::Refused,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(unread.home().run(&["grant", "u-amara"]), @"
    -- stderr
    error: the platform refused the connection: too many requests (403)
    hint: see the exchange with --verbose
    -- exit 5
    ");
    unread.wait_for("socket closed 1000", 1);
}

#[test]
fn a_host_that_is_put_on_stage_leaves_it_before_all_else() {
    let fake = Fake::new(Behaviour {
        join: Join::OnStage,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(fake.home().run(&["status", "-o", "id"]), @"
    u-bo
    u-amara
    u-chen
    -- stderr
    1 on stage, 0 accepted, 1 asking, 1 off stage
    -- exit 0
    ");
    let log = fake.log();
    let (_, joined) = log.split_once("room.joinRoom\n").unwrap();
    assert!(joined.starts_with("room.leaveStage u-host\n"), "{log}");
    insta::assert_snapshot!(fake.home().run(&["requests", "list", "-o", "id"]), @"
    u-amara
    -- stderr
    1 asks to come on stage
    -- exit 0
    ");
    insta::assert_snapshot!(fake.home().run(&["kick", "--all", "--yes", "--including-hosts", "-o", "id"]), @"
    u-bo
    -- stderr
    1 done
    -- exit 0
    ");
    insta::assert_snapshot!(fake.home().run(&["kick", "u-host", "dyte-stage"]), @"
    RESULT     ID          NAME  DETAIL
    not found  u-host            nobody in the session is meant by it
    not found  dyte-stage        nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    2 not found
    -- exit 3
    ");
}

/// Its participant is given the hidden preset once more, in case somebody gave it another.
#[test]
fn a_host_that_everybody_would_see_leaves_before_it_does_anything() {
    let fake = Fake::new(Behaviour {
        join: Join::Shown,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara"]), @"
    -- stderr
    error: the platform shows the host to everybody, although its preset is hidden
    hint: check the preset of the participant dyte-stage in this meeting
    -- exit 4
    ");
    fake.wait_for("socket closed 1000", 2);
    let log = fake.log();
    let (_, joined) = log.split_once("socket opened\n").unwrap();
    insta::assert_snapshot!(joined, @"
    room.joinRoom
    room.leaveRoom
    socket closed 1000
    GET /presets
    GET /presets/preset-host
    GET /presets/preset-presenter
    GET /presets/preset-viewer
    POST /meetings/m-1/participants
    socket opened
    room.joinRoom
    room.leaveRoom
    socket closed 1000
    ");
    // One that was named may be seen.
    let named = fake.home().with("DYTE_STAGE_HOST_PRESET", "presenter");
    let granted = named.run(&["grant", "u-amara", "-q", "-o", "id"]);
    assert_eq!(granted, "u-amara\n-- stderr\n-- exit 0\n");
}

#[test]
fn an_idle_meeting_is_never_joined() {
    let fake = Fake::new(Behaviour::default());
    let home = fake.home();
    insta::assert_snapshot!(home.run(&["-m", IDLE, "grant", "u-amara"]), @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
    insta::assert_snapshot!(fake.log(), @"
    GET /meetings/m-idle
    GET /meetings/m-idle/active-session
    GET /presets
    ");

    // Neither is one whose session is over by its own account.
    let ended = serde_json::json!({"id": "s-0", "status": "ENDED"});
    let ended = Rule::always("GET /meetings/m-1/active-session", Answer::data(&ended));
    let fake = Fake::new(Behaviour {
        rest: vec![ended],
        ..Behaviour::default()
    });
    assert!(fake.home().run(&["status"]).ends_with("-- exit 7\n"));
    assert_eq!(fake.count("socket opened"), 0);
}

#[test]
fn a_meeting_that_there_is_not() {
    let fake = Fake::new(Behaviour::default());
    let home = fake.home();
    insta::assert_snapshot!(home.run(&["-m", "m-2", "requests", "list"]), @"
    -- stderr
    error: the platform has no meeting 'm-2'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    insta::assert_snapshot!(home.run(&["meetings", "get", "m-2"]), @"
    -- stderr
    error: the platform has no meeting 'm-2'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    assert_eq!(fake.count("socket opened"), 0);
}

#[test]
fn no_meeting_named_lists_the_live_ones() {
    let fake = Fake::new(Behaviour::default());
    let home = fake.home_without_meeting();
    insta::assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: which meeting? Live now: m-1 (The meeting m-1)
    hint: say --meeting m-1, or always: dyte-stage config set meeting m-1
    -- exit 2
    ");
    fake.set_session(None);
    insta::assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: which meeting? Live now: none
    hint: name one with --meeting; list them: dyte-stage meetings list
    -- exit 2
    ");
    assert_eq!(fake.count("socket opened"), 0);
}

#[test]
fn only_a_hidden_preset_is_taken_by_itself() {
    let none = with_presets(vec![
        preset("presenter", false, true, "WEBINAR"),
        preset("observer", true, false, "WEBINAR"),
    ]);
    insta::assert_snapshot!(none.home().run(&["status"]), @"
    -- stderr
    error: no preset is hidden, may manage the stage and skips the waiting room
    hint: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    let several = with_presets(vec![
        preset("host", true, true, "WEBINAR"),
        preset("host-2", true, true, "LIVESTREAM"),
    ]);
    insta::assert_snapshot!(several.home().run(&["status"]), @"
    -- stderr
    error: several presets are hidden and may manage the stage: host, host-2
    hint: name one of them: DYTE_STAGE_HOST_PRESET; or make our own: dyte-stage presets create-host
    -- exit 4
    ");
    for fake in [none, several] {
        assert!(!fake.log().contains("POST"), "{}", fake.log());
        assert_eq!(fake.count("socket opened"), 0);
    }
}

#[test]
fn a_named_preset_must_manage_the_stage() {
    let fake = with_presets(vec![
        preset("presenter", false, true, "WEBINAR"),
        preset("viewer", false, false, "WEBINAR"),
        preset("caller", false, true, "GROUP_CALL"),
    ]);
    let named = |preset| {
        let home = fake.home().with("DYTE_STAGE_HOST_PRESET", preset);
        home.run(&["status"])
    };
    insta::assert_snapshot!(named("hosts"), @"
    -- stderr
    error: there is no preset 'hosts'; there are: presenter, viewer, caller
    hint: name one of them: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    insta::assert_snapshot!(named("viewer"), @"
    -- stderr
    error: the preset 'viewer' may not manage the stage
    hint: give it accept_stage_requests, or name another: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
    insta::assert_snapshot!(named("caller"), @"
    -- stderr
    error: the stage is not enabled in the preset 'caller'
    hint: enable stage management in the preset
    -- exit 7
    ");
    assert_eq!(fake.count("socket opened"), 0);
    assert!(named("presenter").ends_with("-- exit 0\n"));
}

#[test]
fn a_large_room_is_read_page_by_page() {
    let people = ["amara", "bo", "chen", "dara", "eve"].map(listening);
    let fake = Fake::new(Behaviour {
        people: people.to_vec(),
        reading: Reading::Pages(2),
        ..Behaviour::default()
    });
    let stage = fake.home().json(&["status", "-o", "json"]);
    assert_eq!(stage["complete"], true);
    assert_eq!(stage["counts"]["OFF_STAGE"], 5);
    fake.wait_for("socket closed 1000", 1);
    let log = fake.log();
    let pages: Vec<_> = log.lines().filter(|l| l.contains("PeersInfo")).collect();
    assert_eq!(
        pages,
        [
            "room.getRoomPeersInfo",
            "room.getRoomPeersInfo 2+2",
            "room.getRoomPeersInfo 4+2"
        ]
    );
}

#[test]
fn a_platform_that_does_not_tell_of_everybody_is_not_believed_to() {
    for count in [Count::More, Count::MoreLate] {
        let fake = Fake::new(Behaviour {
            count,
            ..Behaviour::default()
        });
        let home = fake.home();
        insta::allow_duplicates! {
            insta::assert_snapshot!(home.run(&["requests", "list"]), @"
            USER ID  NAME   CUSTOM ID  PRESET
            u-amara  amara             viewer
            -- stderr
            warning: the platform did not tell of everybody: others may ask too
            1 asks to come on stage
            -- exit 0
            ");
            insta::assert_snapshot!(home.run(&["deny", "--all", "--yes"]), @"
            -- stderr
            error: the platform did not tell of everybody, so nobody knows who 'all' are
            hint: name the participants
            -- exit 7
            ");
        }
        assert_eq!(home.json(&["status", "-o", "json"])["complete"], false);
        assert_eq!(fake.count("room.denyStageAccess u-amara"), 0);
    }
}

#[test]
fn a_platform_without_count_and_queue_still_says_who_asks() {
    let people = vec![asking("zoe"), asking("amara"), on_stage("bo")];
    for queue in [Queue::Silent, Queue::Refused] {
        let fake = Fake::new(Behaviour {
            people: people.clone(),
            count: Count::Silent,
            queue,
            ..Behaviour::default()
        });
        insta::allow_duplicates! {
            insta::assert_snapshot!(fake.home().run(&["requests", "list"]), @"
            USER ID  NAME   CUSTOM ID  PRESET
            u-amara  amara             viewer
            u-zoe    zoe               viewer
            -- stderr
            2 ask to come on stage, in no known order
            -- exit 0
            ");
        }
    }
    // An answer without a payload is an empty queue.
    let fake = Fake::new(Behaviour {
        people,
        queue: Queue::Bare,
        ..Behaviour::default()
    });
    let requests = fake.home().json(&["requests", "list", "-o", "json"]);
    assert_eq!(requests["requests"].as_array().unwrap().len(), 2);
}

#[test]
fn no_secret_is_ever_told() {
    let good = Fake::new(Behaviour::default());
    let refused = Fake::new(Behaviour {
        takes_tokens_from: u32::MAX,
        ..Behaviour::default()
    });
    let broken = with_socket(Socket::Garbage);
    // An answer of a shape that we do not know holds a token all the same.
    let token = serde_json::json!(format!("{PARTICIPANT_TOKEN}odd"));
    let odd = Fake::new(Behaviour {
        takes_tokens_from: u32::MAX,
        rest: vec![Rule::always(REFRESH, Answer::data(&token))],
        ..Behaviour::default()
    });
    for fake in [good, refused, broken, odd] {
        for arguments in [&["status", "-v"][..], &["status", "-v", "-o", "json"]] {
            let told = fake.home().run(arguments);
            assert!(told.contains("-- exit"), "{told}");
            for secret in [API_TOKEN, PARTICIPANT_TOKEN] {
                assert!(!told.contains(secret), "{told}");
            }
        }
    }
}
