//! Acting as a participant, and holding the connection, on a platform that misbehaves.

use insta::assert_snapshot;
use protocol::signalling::message::{
    GetStagePeersResponse, Peer, PeerInfoResponse, PeerStatusUpdate, StageType,
};
use protocol::signalling::{Event, Frame, close};
use serde_json::json;
use testing::fake::{
    Acts, Answer, Behaviour, Fake, IDLE, Join, Reading, Rule, asking, listening, on_stage, preset,
    registered, with_access,
};

use crate::background_command::Running;
use crate::fake_home::FakeHome as _;

const VERA: &str = "u-vera";
const REFRESH: &str = "POST /meetings/m-1/participants/u-vera/token";

/// Those who may join: Vera who may ask, Pia who need not, Wim who may not, and Gus in whose meetings
/// there is no stage.
fn behaviour() -> Behaviour {
    Behaviour {
        registered: vec![
            registered("vera", "viewer"),
            registered("pia", "panelist"),
            registered("wim", "watcher"),
            registered("gus", "caller"),
            registered("zoe", "deleted"),
        ],
        presets: vec![
            preset("host", true, true, "WEBINAR"),
            with_access("viewer", "CAN_REQUEST", "WEBINAR", true),
            with_access("panelist", "ALLOWED", "LIVESTREAM", true),
            with_access("watcher", "NOT_ALLOWED", "WEBINAR", true),
            with_access("caller", "ALLOWED", "GROUP_CALL", false),
        ],
        ..Behaviour::default()
    }
}

fn platform() -> Fake {
    Fake::new(behaviour())
}

/// One that keeps the place of those whose connection is gone.
fn platform_that_awaits() -> Fake {
    Fake::new(Behaviour {
        awaits: true,
        ..behaviour()
    })
}

/// Runs a command that stays, until it has said that it does.
fn held(fake: &Fake, arguments: &[&str]) -> Running {
    let mut running = Running::in_home(fake.home(), &[arguments, &["-y"]].concat());
    running.says("held");
    running
}

fn ended(fake: &Fake, running: Running) -> String {
    let told = fake.home().told(&running.end());
    fake.wait_for("socket closed 1000", 1);
    told
}

/// What comes after it was held.
fn in_the_end(fake: &Fake, running: Running) -> String {
    let told = ended(fake, running);
    let (_, end) = told.split_once("Ctrl-C leaves").unwrap();
    end.split_once('\n').unwrap().1.to_owned()
}

fn status(peer_id: &str, user_id: &str, stage_type: StageType) -> Frame {
    let update = PeerStatusUpdate {
        peer_id: peer_id.to_owned(),
        user_id: user_id.to_owned(),
        stage_type: Some(stage_type.into()),
    };
    Frame::with(Event::PeerStageStatusUpdate, &update)
}

fn stage_peers(users: &[&str]) -> Frame {
    let stage_peers = users.iter().map(ToString::to_string).collect();
    let stage_peers = GetStagePeersResponse { stage_peers };
    Frame::with(Event::GetStagePeers, &stage_peers)
}

/// Says that something happened to whoever joined last.
fn tell_of_own(fake: &Fake, event: Event) {
    let peer = Some(Peer {
        peer_id: fake.own_peer(),
        ..Peer::default()
    });
    fake.tell(&Frame::with(event, &PeerInfoResponse { peer }));
}

#[test]
fn somebody_comes_on_stage_and_leaves_cleanly() {
    let fake = platform();
    let running = held(&fake, &["join", "--as", "pia"]);
    running.signal("INT");
    assert_snapshot!(ended(&fake, running), @"
    RESULT  USER ID  NAME  STATUS    DETAIL
    done    u-pia    pia   ON_STAGE  on stage
    -- stderr
    pia is held on stage until taken off; Ctrl-C leaves the meeting
    error: interrupted; pia is no longer held in the meeting
    -- exit 130
    ");
    assert_snapshot!(fake.log(), @"
    GET /meetings/m-1/active-session
    GET /meetings/m-1/active-session
    GET /meetings/m-1/participants
    GET /presets
    GET /presets/preset-panelist
    GET /sessions/s-1/participants
    GET /sessions/s-1/participants
    POST /meetings/m-1/participants/u-pia/token
    socket opened
    room.joinRoom
    room.roomPeerCount
    room.getRoomPeersInfo
    room.joinStage
    room.leaveRoom
    socket closed 1000
    ");
}

#[test]
fn a_request_is_answered_by_every_way_in_which_platforms_tell() {
    /// A frame for somebody's peer.
    type Way = fn(&str) -> Frame;

    let grants: [Way; 3] = [
        |peer| status(peer, VERA, StageType::ApprovedStage),
        |_| status("", VERA, StageType::ApprovedStage),
        |_| Frame::bare(Event::GrantStageAccess),
    ];
    let denials: [Way; 3] = [
        |peer| status(peer, VERA, StageType::OffStage),
        |_| status("", VERA, StageType::Unspecified),
        |_| Frame::bare(Event::DenyStageAccess),
    ];
    let grants = grants.map(|way| (way, "was granted", 0));
    let denials = denials.map(|way| (way, "was turned down", 1));
    std::thread::scope(|scope| {
        for (way, words, exit) in grants.into_iter().chain(denials) {
            scope.spawn(move || {
                let fake = platform();
                let mut running = held(&fake, &["request", "--as", "vera"]);
                // What is told of others is no answer.
                fake.tell(&status("p-bo", "u-bo", StageType::OffStage));
                fake.tell(&way(&fake.own_peer()));
                running.says(words);
                let told = ended(&fake, running);
                assert!(told.ends_with(&format!("-- exit {exit}\n")), "{told}");
            });
        }
    });
}

#[test]
fn being_taken_off_is_told_by_every_way_in_which_platforms_tell() {
    let ways: [fn(&Fake); 4] = [
        |fake| fake.tell(&status(&fake.own_peer(), "u-pia", StageType::OffStage)),
        |fake| fake.tell(&status("", "u-pia", StageType::OffStage)),
        |fake| fake.tell(&status(&fake.own_peer(), "", StageType::OffStage)),
        // The list alone proves nothing: it makes us look, however often it was wrong before.
        |fake| {
            fake.tell(&stage_peers(&["u-bo"]));
            fake.wait_for("room.getRoomPeersInfo", 2);
            fake.tell(&stage_peers(&["u-bo", "u-pia"]));
            fake.put("u-pia", StageType::OffStage);
            fake.tell(&stage_peers(&["u-bo"]));
        },
    ];
    std::thread::scope(|scope| {
        for way in ways {
            scope.spawn(move || {
                let fake = platform();
                let running = held(&fake, &["join", "--as", "pia"]);
                fake.tell(&stage_peers(&["u-bo", "u-pia"]));
                way(&fake);
                assert_eq!(
                    in_the_end(&fake, running),
                    "pia was taken off the stage, and leaves the meeting\n-- exit 0\n"
                );
            });
        }
    });
}

#[test]
fn a_list_of_the_stage_that_is_older_than_what_we_know_takes_nobody_off() {
    let fake = platform();
    let mut running = held(&fake, &["join", "--as", "pia"]);
    fake.tell(&stage_peers(&["u-bo"]));
    fake.wait_for("room.getRoomPeersInfo", 2);
    // Whoever had been taken off would have been told by now.
    fake.tell(&status(&fake.own_peer(), "u-pia", StageType::ApprovedStage));
    running.says("no longer on stage (ACCEPTED_TO_JOIN_STAGE)");
    ended(&fake, running);
}

#[test]
fn a_token_that_ends_meanwhile_is_replaced() {
    let fake = platform_that_awaits();
    let mut running = held(&fake, &["request", "--as", "vera"]);
    fake.end_tokens();
    running.says("the connection of vera is back");
    assert_eq!(fake.count(REFRESH), 2);
    assert_eq!(fake.count("room.requestStageAccess"), 1);
    fake.tell(&Frame::bare(Event::GrantStageAccess));
    assert_snapshot!(in_the_end(&fake, running), @"
    warning: the connection of vera is lost; coming back
    the connection of vera is back
    vera was granted
    vera leaves the meeting now, and the grant may go with them; to come on stage: --join
    -- exit 0
    ");
}

#[test]
fn a_token_that_ends_again_at_once_is_not_replaced() {
    let fake = platform_that_awaits();
    let mut running = held(&fake, &["request", "--as", "vera"]);
    fake.end_tokens();
    running.says("the connection of vera is back");
    fake.end_tokens();
    let told = fake.home().told(&running.end());
    assert!(told.contains("refused the participant token"), "{told}");
    assert!(told.ends_with("-- exit 4\n"), "{told}");
    assert_eq!(fake.count(REFRESH), 2);
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    let fake = Fake::new(Behaviour {
        takes_tokens_from: 2,
        ..behaviour()
    });
    let told = fake
        .home()
        .run(&["request", "--as", "vera", "-y", "--no-hold"]);
    assert_snapshot!(told, @"
    RESULT  USER ID  NAME  STATUS                   DETAIL
    done    u-vera   vera  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    -- stderr
    warning: vera leaves the meeting at once, which undoes it (--no-hold)
    -- exit 0
    ");
    assert_eq!(fake.count(REFRESH), 2);
    let never = Fake::new(Behaviour {
        takes_tokens_from: 100,
        ..behaviour()
    });
    let told = never.home().run(&["request", "--as", "vera", "-y"]);
    assert_snapshot!(told, @"
    -- stderr
    error: the platform refused the credentials: the platform refused the participant token (close code 4001)
    hint: see which of the credentials is wrong: dyte-stage doctor
    -- exit 4
    ");
    assert_eq!(never.count(REFRESH), 2);
}

#[test]
fn whoever_is_deleted_meanwhile_does_not_come_back() {
    let fake = platform();
    let running = held(&fake, &["request", "--as", "vera"]);
    fake.delete_participants();
    fake.end_tokens();
    let told = fake.home().told(&running.end());
    assert_snapshot!(told, @"
    RESULT  USER ID  NAME  STATUS                   DETAIL
    done    u-vera   vera  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    -- stderr
    vera is held in the meeting until a host answers; Ctrl-C leaves it
    warning: the connection of vera is lost; coming back
    error: nobody who may join the meeting has the id 'u-vera'
    hint: an exact user id or custom id is needed; list them: dyte-stage participants list
    -- exit 3
    ");
}

#[test]
fn a_connection_that_breaks_is_mended_and_the_platform_says_where_they_stand() {
    let awaits = platform_that_awaits();
    let mut running = held(&awaits, &["join", "--as", "pia"]);
    awaits.cut();
    running.says("is back");
    awaits.tell(&status("", "u-pia", StageType::OffStage));
    assert_snapshot!(in_the_end(&awaits, running), @"
    warning: the connection of pia is lost; coming back
    the connection of pia is back
    pia was taken off the stage, and leaves the meeting
    -- exit 0
    ");

    // Nobody took them off, nor turned them down: they were forgotten.
    for ask in [["join", "--as", "pia"], ["request", "--as", "vera"]] {
        let forgets = platform();
        let running = held(&forgets, &ask);
        forgets.cut();
        let end = in_the_end(&forgets, running);
        assert!(end.contains("was lost, and the"), "{end}");
        assert!(end.ends_with("-- exit 5\n"), "{end}");
        // Nothing is done again by itself.
        let again = forgets.count("room.joinStage") + forgets.count("room.requestStageAccess");
        assert_eq!(again, 1);
    }
}

#[test]
fn a_connection_that_broke_before_it_was_answered_is_not_taken_for_one_of_theirs() {
    let fake = Fake::new(Behaviour {
        join: Join::BreaksOnce,
        ..behaviour()
    });
    let running = held(&fake, &["join", "--as", "pia"]);
    assert_eq!(fake.count("socket opened"), 2);
    running.signal("INT");
    let told = ended(&fake, running);
    assert!(told.contains("ON_STAGE  on stage\n"), "{told}");
}

#[test]
fn what_was_shown_before_the_connection_broke_is_done_and_held() {
    let fake = Fake::new(Behaviour {
        acts: Acts::BroadcastAndCut,
        awaits: true,
        ..behaviour()
    });
    let mut running = held(&fake, &["request", "--as", "vera"]);
    fake.wait_for("room.getRoomPeersInfo", 2);
    fake.tell(&Frame::bare(Event::GrantStageAccess));
    running.says("was granted");
    ended(&fake, running);
}

#[test]
fn whoever_is_interrupted_on_the_way_into_the_room_leaves_it() {
    let commands: [&[&str]; 2] = [&["join", "--as", "pia", "-y"], &["grant", "u-amara"]];
    std::thread::scope(|scope| {
        for command in commands {
            scope.spawn(move || {
                let fake = Fake::new(Behaviour {
                    reading: Reading::Silent,
                    ..behaviour()
                });
                let running = Running::in_home(fake.home(), command);
                fake.wait_for("room.getRoomPeersInfo", 1);
                running.signal("INT");
                assert_eq!(running.end().status.code(), Some(130));
                fake.wait_for("socket closed 1000", 1);
                let late = [command, &["--timeout", "5s"]].concat();
                let told = fake.home().run(&late);
                assert!(told.ends_with("-- exit 124\n"), "{told}");
                fake.wait_for("socket closed 1000", 2);
                assert_eq!(fake.count("socket gone"), 0);
            });
        }
    });
}

#[test]
fn whoever_comes_by_themselves_meanwhile_is_not_acted_for() {
    let fake = platform_that_awaits();
    let mut running = held(&fake, &["request", "--as", "vera", "--join"]);
    fake.comes(listening("vera"));
    fake.tell(&Frame::bare(Event::GrantStageAccess));
    running.says("was granted");
    assert_snapshot!(in_the_end(&fake, running), @"
    vera was granted
    error: vera is in the session by a connection of their own
    hint: a second, silent one could put an empty tile on stage; if it was this program's own until just now, try again; else insist: --second-connection
    -- exit 7
    ");
    assert_eq!(fake.count("room.joinStage"), 0);
    // Nor is a lost connection mended beside theirs.
    let fake = platform_that_awaits();
    let mut running = held(&fake, &["request", "--as", "vera"]);
    fake.comes(listening("vera"));
    fake.cut();
    running.says("is in the session by a connection of their own");
    ended(&fake, running);
}

#[test]
fn a_second_connection_stands_for_itself_where_the_platform_tells_them_apart() {
    let platform = || {
        Fake::new(Behaviour {
            people: vec![on_stage("pia"), asking("vera")],
            by_peer: true,
            ..behaviour()
        })
    };
    let fake = platform();
    let running = held(&fake, &["join", "--as", "pia", "--second-connection"]);
    assert_eq!(fake.count("room.joinStage"), 1);
    running.signal("INT");
    let told = ended(&fake, running);
    assert!(told.contains("ON_STAGE  on stage\n"), "{told}");
    let fake = platform();
    let mut running = held(&fake, &["request", "--as", "vera", "--second-connection"]);
    assert_eq!(fake.count("room.requestStageAccess"), 1);
    fake.tell(&status(&fake.own_peer(), VERA, StageType::ApprovedStage));
    running.says("was granted");
    ended(&fake, running);
}

#[test]
fn a_connection_that_breaks_is_not_mended_in_another_session() {
    for session in [None, Some("s-2")] {
        let fake = platform();
        let running = held(&fake, &["join", "--as", "pia"]);
        fake.set_session(session);
        fake.cut();
        let told = fake.home().told(&running.end());
        assert!(told.contains("error: the session ended: "), "{told}");
        assert!(told.ends_with("-- exit 7\n"), "{told}");
        assert_eq!(fake.count("socket opened"), 1);
    }
}

#[test]
fn what_the_platform_ends_is_over() {
    /// A way in which the platform ends it.
    type End = fn(&Fake);

    let ends: [(i32, &str, End); 8] = [
        (7, "pia was removed from the meeting", |fake| {
            tell_of_own(fake, Event::LeaveRoom);
        }),
        (7, "pia was removed from the meeting", |fake| {
            tell_of_own(fake, Event::Kick);
        }),
        (7, "pia was removed from the meeting", |fake| {
            fake.tell(&Frame::bare(Event::Kick));
        }),
        (7, "everybody was removed", |fake| {
            fake.tell(&Frame::bare(Event::KickAll));
        }),
        (7, "the room was closed", |fake| {
            fake.tell(&Frame::bare(Event::CloseRoom));
        }),
        (7, "closed the connection", |fake| fake.close(close::NORMAL)),
        (5, "did not understand us", |fake| {
            fake.close(close::BAD_REQUEST);
        }),
        (5, "the platform failed", |fake| {
            fake.close(close::INTERNAL_ERROR);
        }),
    ];
    std::thread::scope(|scope| {
        for (exit, why, end) in ends {
            scope.spawn(move || {
                let fake = platform();
                let running = held(&fake, &["join", "--as", "pia"]);
                // Somebody else's removal is not theirs.
                let peer = Some(on_stage("bo"));
                fake.tell(&Frame::with(Event::Kick, &PeerInfoResponse { peer }));
                end(&fake);
                let told = fake.home().told(&running.end());
                assert!(told.contains(why), "{why}: {told}");
                assert!(told.ends_with(&format!("-- exit {exit}\n")), "{told}");
                assert_eq!(fake.count("socket opened"), 1, "{why}");
            });
        }
    });
}

#[test]
fn whoever_cannot_act_is_not_joined_as() {
    let fake = platform();
    let home = fake.home();
    let told = |arguments: &[&str]| home.run(&[arguments, &["-y"]].concat());
    assert_snapshot!(told(&["request", "--as", "wim"]), @"
    RESULT  USER ID  NAME  STATUS     DETAIL
    failed  u-wim    wim   OFF_STAGE  their preset may not come on stage
    -- stderr
    -- exit 4
    ");
    assert_snapshot!(told(&["join", "--as", "wim", "-o", "json"]), @r#"
    {"platform":"realtimekit","meeting_id":"m-1","session_id":"s-1","operation":"join","participant":{"user_id":"u-wim","custom_participant_id":"wim","display_name":"wim","preset_name":"watcher"},"outcome":"failed","stage_status":"OFF_STAGE","reason":"not_permitted","detail":"their preset may not come on stage"}
    -- stderr
    -- exit 4
    "#);
    assert_snapshot!(told(&["join", "--as", "gus"]), @"
    -- stderr
    error: the stage is not enabled in the preset 'caller'
    hint: enable stage management in the preset
    -- exit 7
    ");
    assert_snapshot!(told(&["cancel", "--as", "vera"]), @"
    -- stderr
    error: vera may join the meeting, and is not in the session
    -- exit 3
    ");
    assert_snapshot!(told(&["leave", "--as", "u-pia"]), @"
    -- stderr
    error: pia may join the meeting, and is not in the session
    -- exit 3
    ");
    assert_snapshot!(told(&["join", "--as", "zoe"]), @"
    -- stderr
    error: the app has no preset 'deleted', which u-zoe has
    hint: list them: dyte-stage presets list
    -- exit 3
    ");
    assert_snapshot!(told(&["join", "--as", "u-ver"]), @"
    -- stderr
    error: nobody who may join the meeting has the id 'u-ver'
    hint: an exact user id or custom id is needed; list them: dyte-stage participants list
    -- exit 3
    ");
    assert_snapshot!(told(&["join", "--as", "name:vera"]), @"
    -- stderr
    error: nobody who may join the meeting has the id 'name:vera'
    hint: an exact user id or custom id is needed; list them: dyte-stage participants list
    -- exit 3
    ");
    assert_snapshot!(told(&["join", "--as", "pia", "--dry-run"]), @"
    RESULT   USER ID  NAME  STATUS     DETAIL
    dry run  u-pia    pia   OFF_STAGE  would join
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(told(&["join", "--as", "vera", "--dry-run"]), @"
    RESULT    USER ID  NAME  STATUS     DETAIL
    conflict  u-vera   vera  OFF_STAGE  has not asked: use request first
    -- stderr
    -- exit 7
    ");
    assert_snapshot!(told(&["request", "--as", "pia"]), @"
    RESULT     USER ID  NAME  STATUS     DETAIL
    unchanged  u-pia    pia   OFF_STAGE  may join directly, without asking
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(told(&["join", "--as", "pia", "-m", IDLE]), @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
    fake.set_session(None);
    assert_snapshot!(told(&["join", "--as", "pia"]), @"
    -- stderr
    error: nobody is in the meeting: it has no live session
    hint: it begins when the first person joins; see: dyte-stage meetings list
    -- exit 7
    ");
    for call in [
        REFRESH,
        "POST /meetings/m-1/participants/u-pia/token",
        "socket opened",
    ] {
        assert_eq!(fake.count(call), 0, "{call}");
    }
}

#[test]
fn two_who_have_one_id_and_our_own_host_are_not_acted_for() {
    let mut twins = vec![registered("vera", "viewer"), registered("u-vera", "viewer")];
    twins.push(json!({
        "id": "u-host", "custom_participant_id": "dyte-stage", "preset_name": "host",
    }));
    let fake = Fake::new(Behaviour {
        registered: twins,
        ..behaviour()
    });
    let told = |id| fake.home().run(&["request", "--as", id, "-y"]);
    assert_snapshot!(told("u-vera"), @"
    -- stderr
    error: several who may join the meeting have the id 'u-vera': u-vera, u-u-vera
    hint: say which by the user id
    -- exit 3
    ");
    assert_snapshot!(told("dyte-stage"), @"
    -- stderr
    error: u-host is this program's own participant, the host
    -- exit 2
    ");
    assert_eq!(fake.count("socket opened"), 0);
}

#[test]
fn whoever_is_there_already_is_left_alone() {
    let people = vec![listening("vera")];
    let fake = Fake::new(Behaviour {
        people: people.clone(),
        ..behaviour()
    });
    let told = |further: &[&str]| {
        let arguments = [&["request", "--as", "vera", "-y", "--no-hold"], further].concat();
        fake.home().run(&arguments)
    };
    assert_snapshot!(told(&[]), @"
    -- stderr
    error: vera is in the session by a connection of their own
    hint: a second, silent one could put an empty tile on stage; if it was this program's own until just now, try again; else insist: --second-connection
    -- exit 7
    ");
    assert_eq!(fake.count("socket opened"), 0);
    assert_snapshot!(told(&["--second-connection"]), @"
    RESULT  USER ID  NAME  STATUS                   DETAIL
    done    u-vera   vera  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    -- stderr
    warning: vera leaves the meeting at once, which undoes it (--no-hold)
    -- exit 0
    ");
    fake.wait_for("socket closed 1000", 1);
    // The records are behind: the room has the last word.
    let nobody = Answer::data(&json!({"participants": []}));
    let fake = Fake::new(Behaviour {
        people,
        rest: vec![Rule::always("GET /sessions/s-1/participants", nobody)],
        ..behaviour()
    });
    let told = fake.home().run(&["request", "--as", "vera", "-y"]);
    assert_snapshot!(told, @"
    -- stderr
    error: vera is in the session by a connection of their own
    hint: a second, silent one could put an empty tile on stage; if it was this program's own until just now, try again; else insist: --second-connection
    -- exit 7
    ");
    fake.wait_for("socket closed 1000", 1);
    assert_eq!(fake.count("room.requestStageAccess"), 0);
}

#[test]
fn a_second_connection_leaves_the_stage_for_the_first() {
    let fake = Fake::new(Behaviour {
        people: vec![on_stage("pia")],
        ..behaviour()
    });
    let told = fake
        .home()
        .run(&["leave", "--as", "pia", "-y", "--second-connection"]);
    assert_snapshot!(told, @"
    RESULT  USER ID  NAME  STATUS     DETAIL
    done    u-pia    pia   OFF_STAGE  off the stage
    -- stderr
    -- exit 0
    ");
    fake.wait_for("socket closed 1000", 1);
    assert_eq!(fake.count("room.leaveStage u-pia"), 1);
    // An answer to the second one does not show that the first one is off.
    let fake = Fake::new(Behaviour {
        people: vec![on_stage("pia")],
        acts: Acts::AnswerFalsely,
        ..behaviour()
    });
    let told = fake
        .home()
        .run(&["leave", "--as", "pia", "-y", "--second-connection"]);
    assert_snapshot!(told, @"
    RESULT         USER ID  NAME  STATUS    DETAIL
    not confirmed  u-pia    pia   ON_STAGE  sent; the platform did not show that it took effect; their connection is not held
    -- stderr
    -- exit 124
    ");
}

#[test]
fn what_is_not_shown_is_not_held() {
    let with = |acts, awaits| {
        Fake::new(Behaviour {
            awaits,
            acts,
            ..behaviour()
        })
    };
    let nothing = with(Acts::Nothing, false);
    let refused = with(Acts::Refuse, false);
    let cut = with(Acts::Cut, false);
    let [nothing_told, refused_told, cut_told] = super::at_once::at_once([
        (&nothing.home(), &["join", "--as", "pia", "-y"]),
        (&refused.home(), &["request", "--as", "vera", "-y"]),
        (&cut.home(), &["request", "--as", "vera", "-y"]),
    ]);
    assert_snapshot!(nothing_told, @"
    RESULT         USER ID  NAME  STATUS     DETAIL
    not confirmed  u-pia    pia   OFF_STAGE  sent; the platform did not show that it took effect; their connection is not held
    -- stderr
    -- exit 124
    ");
    assert_snapshot!(refused_told, @"
    RESULT  USER ID  NAME  STATUS     DETAIL
    failed  u-vera   vera  OFF_STAGE  the platform refused: permission denied (403)
    -- stderr
    -- exit 4
    ");
    assert_snapshot!(cut_told, @"
    RESULT         USER ID  NAME  STATUS     DETAIL
    not confirmed  u-vera   vera  OFF_STAGE  sent; the platform did not show that it took effect; their connection is not held
    -- stderr
    -- exit 124
    ");
    for fake in [nothing, refused, cut] {
        fake.wait_for("socket closed 1000", 1);
    }
    // What took effect before the connection broke is seen once it is mended, and held.
    let cut_afterwards = with(Acts::CutAfterwards, true);
    let mut running = held(&cut_afterwards, &["request", "--as", "vera"]);
    cut_afterwards.tell(&Frame::bare(Event::DenyStageAccess));
    running.says("was turned down");
    ended(&cut_afterwards, running);
    assert_eq!(cut_afterwards.count("room.requestStageAccess"), 1);
}

#[test]
fn whoever_is_put_on_stage_or_kept_waiting_as_they_come_is_told_so() {
    let that = |join| {
        Fake::new(Behaviour {
            join,
            ..behaviour()
        })
    };
    let on_stage = that(Join::OnStage);
    let running = held(&on_stage, &["join", "--as", "pia"]);
    running.signal("INT");
    let told = ended(&on_stage, running);
    assert!(told.contains("put them there as they came in"), "{told}");
    assert_eq!(on_stage.count("room.joinStage"), 0);
    let waits = that(Join::Waitlisted);
    assert_snapshot!(waits.home().run(&["join", "--as", "pia", "-y"]), @"
    -- stderr
    error: pia is kept in the waiting room
    hint: give their preset the waiting room type SKIP, or let them in
    -- exit 7
    ");
    let full = that(Join::Refused);
    assert_snapshot!(full.home().run(&["join", "--as", "pia", "-y"]), @"
    -- stderr
    error: the platform refused the connection: the room is full (403)
    hint: see the exchange with --verbose
    -- exit 5
    ");
}

#[test]
fn nobody_who_may_be_real_is_acted_for_unasked() {
    let fake = platform();
    let home = fake.home();
    assert_snapshot!(home.run(&["join", "--as", "pia"]), @"
    -- stderr
    error: join as pia on realtimekit? No answer can be asked for: this is no terminal
    hint: answer it beforehand with --yes
    -- exit 2
    ");
    assert_snapshot!(home.run(&["cancel", "--as", "vera", "-o", "json"]), @r#"
    -- stderr
    {"code":"no_terminal","detail":"cancel as vera on realtimekit? No answer can be asked for: this is no terminal","hint":"answer it beforehand with --yes","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_eq!(fake.log(), "");
}
