//! Granting, denying and kicking on a platform that misbehaves.

use testing::fake::{
    Acts, Answer, Behaviour, Count, Fake, Reading, Rule, StageState, accepted, asking, on_stage,
};

use super::at_once::at_once;
use crate::fake_home::FakeHome as _;

fn that(acts: Acts) -> Fake {
    Fake::new(Behaviour {
        acts,
        ..Behaviour::default()
    })
}

#[test]
fn a_grant_takes_one_round_trip() {
    let fake = that(Acts::Broadcast);
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara"]), @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    fake.wait_for("socket closed 1000", 1);
    let log = fake.log();
    let (_, sent) = log.split_once("room.getRoomPeersInfo\n").unwrap();
    insta::assert_snapshot!(sent, @"
    room.grantStageAccess u-amara
    room.leaveRoom
    socket closed 1000
    ");
}

#[test]
fn what_is_never_shown_is_not_done() {
    let nothing = that(Acts::Nothing);
    let answered = that(Acts::AnswerFalsely);
    let silent = Fake::new(Behaviour {
        acts: Acts::AnswerFalsely,
        stage_state: StageState::Silent,
        ..Behaviour::default()
    });
    let [granted, denied, kicked, silently] = at_once([
        (&nothing.home(), &["grant", "u-amara"]),
        (&nothing.home(), &["deny", "u-amara", "-o", "json"]),
        (&answered.home(), &["kick", "u-bo"]),
        (&silent.home(), &["grant", "u-amara", "u-chen"]),
    ]);
    insta::assert_snapshot!(granted, @"
    RESULT         ID       NAME   DETAIL
    not confirmed  u-amara  amara  sent; the platform did not show that it took effect
    -- stderr
    1 not confirmed
    -- exit 124
    ");
    insta::assert_snapshot!(denied, @r#"
    {"platform":"realtimekit","meeting_id":"m-1","outcome":"unconfirmed","results":[{"id":"u-amara","participant":{"user_id":"u-amara","peer_ids":["p-amara"],"display_name":"amara","preset_name":"viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},"outcome":"unconfirmed","stage_status":"REQUESTED_TO_JOIN_STAGE","reason":"not_shown","detail":"sent; the platform did not show that it took effect"}]}
    -- stderr
    -- exit 124
    "#);
    insta::assert_snapshot!(kicked, @"
    RESULT         ID    NAME  DETAIL
    not confirmed  u-bo  bo    sent; the platform did not show that it took effect
    -- stderr
    1 not confirmed
    -- exit 124
    ");
    insta::assert_snapshot!(silently, @"
    RESULT         ID       NAME   DETAIL
    not confirmed  u-amara  amara  sent; the platform did not show that it took effect
    not confirmed  u-chen   chen   sent; the platform did not show that it took effect
    -- stderr
    2 not confirmed
    -- exit 124
    ");
    assert_eq!(nothing.count("room.grantStageAccess u-amara"), 1);
    assert_eq!(answered.count("room.leaveStage u-bo"), 1);
}

#[test]
fn what_is_read_back_is_done() {
    let told = that(Acts::AnswerOnly);
    let refused = Fake::new(Behaviour {
        acts: Acts::AnswerOnly,
        stage_state: StageState::Refused,
        ..Behaviour::default()
    });
    let [granted, granted_without_state, kicked] = at_once([
        (&told.home(), &["grant", "u-amara"]),
        (&refused.home(), &["grant", "u-amara"]),
        (&refused.home(), &["kick", "u-bo"]),
    ]);
    insta::assert_snapshot!(granted, @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    insta::assert_snapshot!(granted_without_state, @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    insta::assert_snapshot!(kicked, @"
    RESULT  ID    NAME  DETAIL
    done    u-bo  bo    off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn a_refusal_is_looked_into_before_it_is_believed() {
    let refused = that(Acts::Refuse);
    let as_media = that(Acts::RefuseAsMedia);
    let falsely = that(Acts::RefuseFalsely);
    let [granted, denied, kicked, granted_falsely, kicked_falsely] = at_once([
        (&refused.home(), &["grant", "u-amara"]),
        (&as_media.home(), &["deny", "u-amara"]),
        (&refused.home(), &["kick", "u-bo", "u-chen"]),
        (&falsely.home(), &["grant", "u-chen"]),
        (&falsely.home(), &["kick", "u-bo"]),
    ]);
    insta::assert_snapshot!(granted, @"
    RESULT  ID       NAME   DETAIL
    failed  u-amara  amara  the platform refused: permission denied (403)
    -- stderr
    1 failed
    -- exit 4
    ");
    insta::assert_snapshot!(denied, @"
    RESULT  ID       NAME   DETAIL
    failed  u-amara  amara  the platform refused: no such peer
    -- stderr
    1 failed
    -- exit 1
    ");
    insta::assert_snapshot!(kicked, @"
    RESULT     ID      NAME  DETAIL
    failed     u-bo    bo    the platform refused: permission denied (403)
    unchanged  u-chen  chen  not on stage
    -- stderr
    1 unchanged, 1 failed
    -- exit 6
    ");
    insta::assert_snapshot!(granted_falsely, @"
    RESULT  ID      NAME  DETAIL
    done    u-chen  chen  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    insta::assert_snapshot!(kicked_falsely, @"
    RESULT  ID    NAME  DETAIL
    done    u-bo  bo    off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn somebody_who_left_meanwhile_was_not_granted() {
    let fake = that(Acts::TheyLeave);
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara"]), @"
    RESULT  ID       NAME   DETAIL
    failed  u-amara  amara  left the session meanwhile
    -- stderr
    1 failed
    -- exit 1
    ");
}

#[test]
fn somebody_of_whom_nothing_is_told_has_not_left() {
    let fake = Fake::new(Behaviour {
        acts: Acts::AnswerFalsely,
        count: Count::More,
        reading: Reading::ForgetsEverybody,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(fake.home().run(&["kick", "u-bo"]), @"
    RESULT         ID    NAME  DETAIL
    not confirmed  u-bo  bo    sent; the platform did not show that it took effect
    -- stderr
    1 not confirmed
    -- exit 124
    ");
}

#[test]
fn one_of_two_connections_off_the_stage_is_not_off_the_stage() {
    let second = |status: fn(&str) -> _| protocol::signalling::message::Peer {
        peer_id: "p-bo-2".to_owned(),
        ..status("bo")
    };
    let people = vec![on_stage("bo"), second(on_stage)];
    // Each of the two is told of.
    let both = Fake::new(Behaviour {
        people: people.clone(),
        ..Behaviour::default()
    });
    insta::assert_snapshot!(both.home().run(&["kick", "p-bo-2"]), @"
    RESULT  ID      NAME  DETAIL
    done    p-bo-2  bo    off the stage; still in the meeting; all of their 2 connections are meant
    -- stderr
    1 done
    -- exit 0
    ");
    // The user is told of.
    let user = Fake::new(Behaviour {
        people,
        acts: Acts::BroadcastByUser,
        ..Behaviour::default()
    });
    insta::assert_snapshot!(user.home().run(&["kick", "u-bo"]), @"
    RESULT  ID    NAME  DETAIL
    done    u-bo  bo    off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn noise_is_neither_an_effect_nor_an_error() {
    let fake = that(Acts::BroadcastAmongNoise);
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara"]), @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    assert_eq!((fake.count("text 3"), fake.count("socket opened")), (1, 1));
}

#[test]
fn a_socket_that_breaks_is_mended_and_the_effect_read_back() {
    let afterwards = that(Acts::CutAfterwards);
    let before = that(Acts::Cut);
    let [granted, lost] = at_once([
        (&afterwards.home(), &["grant", "u-amara"]),
        (&before.home(), &["grant", "u-amara"]),
    ]);
    insta::assert_snapshot!(granted, @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
    insta::assert_snapshot!(lost, @"
    RESULT         ID       NAME   DETAIL
    not confirmed  u-amara  amara  sent; the platform did not show that it took effect
    -- stderr
    1 not confirmed
    -- exit 124
    ");
    for fake in [afterwards, before] {
        assert_eq!(fake.count("room.grantStageAccess u-amara"), 1);
        assert_eq!(fake.count("socket opened"), 2);
        fake.wait_for("socket closed 1000", 1);
    }
}

#[test]
fn what_was_done_is_said_whatever_fails_afterwards() {
    let fake = Fake::new(Behaviour {
        rest: vec![Rule::always(
            "GET /meetings/m-1/participants",
            Answer::error(500, "internal error"),
        )],
        ..Behaviour::default()
    });
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara", "u-nobody"]), @"
    RESULT     ID        NAME   DETAIL
    done       u-amara   amara  granted; on stage when they join
    not found  u-nobody         nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 done, 1 not found
    -- exit 6
    ");
}

#[test]
fn all_are_those_whom_the_platform_told_of() {
    let fake = Fake::new(Behaviour {
        people: vec![
            asking("amara"),
            accepted("bo"),
            asking("chen"),
            on_stage("dara"),
        ],
        ..Behaviour::default()
    });
    let home = fake.home();
    let asking = home.run(&["requests", "list", "-o", "id", "-q"]);
    let asking = asking.split("-- stderr").next().unwrap();
    insta::assert_snapshot!(home.run_with(&["deny", "-", "--dry-run"], asking), @"
    RESULT   ID       NAME   DETAIL
    dry run  u-amara  amara  would deny
    dry run  u-chen   chen   would deny
    -- stderr
    2 to do (dry run: nothing was sent)
    -- exit 0
    ");
    insta::assert_snapshot!(home.run(&["deny", "--all", "--yes"]), @"
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  turned down; still in the meeting
    done    u-chen   chen   turned down; still in the meeting
    -- stderr
    2 done
    -- exit 0
    ");
    insta::assert_snapshot!(home.run(&["kick", "--all", "--yes"]), @"
    RESULT  ID      NAME  DETAIL
    done    u-bo    bo    grant taken back; still in the meeting
    done    u-dara  dara  off the stage; still in the meeting
    -- stderr
    2 done
    -- exit 0
    ");
}

#[test]
fn the_whole_command_ends_when_its_time_is_over() {
    let fake = that(Acts::Nothing);
    insta::assert_snapshot!(fake.home().run(&["grant", "u-amara", "--timeout", "1s"]), @"
    -- stderr
    error: not done within 1 s
    hint: what was sent may have been done: look before trying again
    -- exit 124
    ");
    fake.wait_for("socket closed 1000", 1);
}
