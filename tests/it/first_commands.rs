//! The first commands of a new user, on an empty home: one consistent story across commands, the same
//! on every platform.

use insta::assert_snapshot;

use super::home;

#[test]
fn a_new_user_lets_one_in_turns_one_down_and_takes_one_off() {
    let home = home();
    assert_snapshot!(home.run(&["requests", "list"]), @"
    USER ID                               NAME            CUSTOM ID  PRESET
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor    guest-101  webinar_viewer
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  王小明          guest-102  webinar_viewer
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel       guest-103  webinar_viewer
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد       guest-104  webinar_viewer
    74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко  guest-105  webinar_viewer
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
    assert_snapshot!(home.run(&["deny", "name:王小明"]), @"
    RESULT  ID           NAME    DETAIL
    done    name:王小明  王小明  turned down; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "panel-1"]), @"
    RESULT  ID       NAME             DETAIL
    done    panel-1  Mateus Oliveira  off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["requests", "list"]), @"
    USER ID                               NAME            CUSTOM ID  PRESET
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel       guest-103  webinar_viewer
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد       guest-104  webinar_viewer
    74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко  guest-105  webinar_viewer
    -- stderr
    3 ask to come on stage, first come first
    -- exit 0
    ");
    assert_snapshot!(home.run(&["status"]), @"
    STATUS                   USER ID                               NAME             CUSTOM ID  PRESET             CONNECTIONS
    ON_STAGE                 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor     guest-101  webinar_viewer     1
    ON_STAGE                 3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  Hana Nováková    crew-1     webinar_presenter  1
    REQUESTED_TO_JOIN_STAGE  27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel        guest-103  webinar_viewer     2
    REQUESTED_TO_JOIN_STAGE  74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко   guest-105  webinar_viewer     1
    REQUESTED_TO_JOIN_STAGE  9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد        guest-104  webinar_viewer     1
    OFF_STAGE                b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02  Mateus Oliveira  panel-1    webinar_panelist   1
    OFF_STAGE                f6de3b52-041d-4930-a11d-93b4d5f6710a  Priya Raman      guest-108  webinar_viewer     1
    OFF_STAGE                c25a170e-c0d9-45fc-8fe7-7192b3d45f08  Zoë Ångström     guest-106  webinar_viewer     1
    OFF_STAGE                08bc2930-e2fb-471e-90fa-82a3c4e56009  佐藤さくら       guest-107  webinar_viewer     1
    OFF_STAGE                e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  王小明           guest-102  webinar_viewer     1
    -- stderr
    2 on stage, 0 accepted, 3 asking, 5 off stage
    -- exit 0
    ");
}

#[test]
fn attendees_answer_a_grant_each_in_their_own_way() {
    let home = home();
    assert_snapshot!(home.run(&["grant", "guest-101", "guest-104", "guest-105"]), @"
    RESULT  ID         NAME            DETAIL
    done    guest-101  Amara Okafor    granted; on stage when they join
    done    guest-104  ليلى حداد       granted; on stage when they join
    done    guest-105  Олена Шевченко  granted; on stage when they join
    -- stderr
    3 done
    -- exit 0
    ");
    let status = |id| home.run(&["status", id, "-o", "ndjson"]);
    assert_snapshot!(status("guest-101"), @r#"
    {"user_id":"5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03","peer_ids":["sim-5f2a9c64-1"],"custom_participant_id":"guest-101","display_name":"Amara Okafor","preset_name":"webinar_viewer","stage_status":"ON_STAGE"}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(status("guest-104"), @r#"
    {"user_id":"9d16f3ca-8c95-41b8-aea1-5f7091b23d06","peer_ids":["sim-9d16f3ca-1"],"custom_participant_id":"guest-104","display_name":"ليلى حداد","preset_name":"webinar_viewer","stage_status":"ACCEPTED_TO_JOIN_STAGE"}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(status("guest-105"), @r#"
    {"user_id":"74e805ec-aeb7-43da-bfc4-6081a2c34e07","peer_ids":["sim-74e805ec-1"],"custom_participant_id":"guest-105","display_name":"Олена Шевченко","preset_name":"webinar_viewer","stage_status":"OFF_STAGE"}
    -- stderr
    -- exit 0
    "#);
    // Nobody goes on changing: the next command finds them where they were.
    assert_eq!(status("guest-104"), status("guest-104"));
    assert_snapshot!(home.run(&["deny", "guest-104"]), @"
    RESULT  ID         NAME       DETAIL
    done    guest-104  ليلى حداد  grant taken back; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn the_same_answer_is_had_as_json_line_by_line_and_as_ids() {
    let home = home();
    assert_snapshot!(home.run(&["requests", "list", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","session_id":"7e2615db-8bd9-5751-bd28-e2a48d7fdd66","order":"queue","complete":true,"requests":[{"user_id":"5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03","peer_ids":["sim-5f2a9c64-1"],"custom_participant_id":"guest-101","display_name":"Amara Okafor","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},{"user_id":"e90b3d86-4a51-4f72-8c6b-3d5e7f901b04","peer_ids":["sim-e90b3d86-1"],"custom_participant_id":"guest-102","display_name":"王小明","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},{"user_id":"27c4e1a8-6b73-4096-9d8e-4e6f80a12c05","peer_ids":["sim-27c4e1a8-1","sim-27c4e1a8-2"],"custom_participant_id":"guest-103","display_name":"Dev Patel","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},{"user_id":"9d16f3ca-8c95-41b8-aea1-5f7091b23d06","peer_ids":["sim-9d16f3ca-1"],"custom_participant_id":"guest-104","display_name":"ليلى حداد","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},{"user_id":"74e805ec-aeb7-43da-bfc4-6081a2c34e07","peer_ids":["sim-74e805ec-1"],"custom_participant_id":"guest-105","display_name":"Олена Шевченко","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["requests", "list", "-o", "ndjson"]), @r#"
    {"user_id":"5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03","peer_ids":["sim-5f2a9c64-1"],"custom_participant_id":"guest-101","display_name":"Amara Okafor","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    {"user_id":"e90b3d86-4a51-4f72-8c6b-3d5e7f901b04","peer_ids":["sim-e90b3d86-1"],"custom_participant_id":"guest-102","display_name":"王小明","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    {"user_id":"27c4e1a8-6b73-4096-9d8e-4e6f80a12c05","peer_ids":["sim-27c4e1a8-1","sim-27c4e1a8-2"],"custom_participant_id":"guest-103","display_name":"Dev Patel","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    {"user_id":"9d16f3ca-8c95-41b8-aea1-5f7091b23d06","peer_ids":["sim-9d16f3ca-1"],"custom_participant_id":"guest-104","display_name":"ليلى حداد","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    {"user_id":"74e805ec-aeb7-43da-bfc4-6081a2c34e07","peer_ids":["sim-74e805ec-1"],"custom_participant_id":"guest-105","display_name":"Олена Шевченко","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    -- stderr
    -- exit 0
    "#);
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
    assert_snapshot!(home.run(&["status", "e90b3d", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","session_id":"7e2615db-8bd9-5751-bd28-e2a48d7fdd66","view_type":"WEBINAR","complete":true,"counts":{"OFF_STAGE":0,"REQUESTED_TO_JOIN_STAGE":1,"ACCEPTED_TO_JOIN_STAGE":0,"ON_STAGE":0},"participants":[{"user_id":"e90b3d86-4a51-4f72-8c6b-3d5e7f901b04","peer_ids":["sim-e90b3d86-1"],"custom_participant_id":"guest-102","display_name":"王小明","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["status", "-o", "id"]), @"
    3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01
    b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    f6de3b52-041d-4930-a11d-93b4d5f6710a
    c25a170e-c0d9-45fc-8fe7-7192b3d45f08
    08bc2930-e2fb-471e-90fa-82a3c4e56009
    -- stderr
    2 on stage, 0 accepted, 5 asking, 3 off stage
    -- exit 0
    ");
    assert_snapshot!(home.run(&["grant", "e90b3d", "nobody", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","outcome":"partial","results":[{"id":"e90b3d","participant":{"user_id":"e90b3d86-4a51-4f72-8c6b-3d5e7f901b04","peer_ids":["sim-e90b3d86-1"],"custom_participant_id":"guest-102","display_name":"王小明","preset_name":"webinar_viewer","stage_status":"ACCEPTED_TO_JOIN_STAGE"},"outcome":"done","stage_status":"ACCEPTED_TO_JOIN_STAGE","detail":"granted; on stage when they join"},{"id":"nobody","outcome":"not_found","reason":"unknown","detail":"nobody in the session is meant by it"}]}
    -- stderr
    -- exit 6
    "#);
    assert_snapshot!(home.run(&["deny", "guest-103", "panel-1", "-o", "ndjson"]), @r#"
    {"id":"guest-103","participant":{"user_id":"27c4e1a8-6b73-4096-9d8e-4e6f80a12c05","peer_ids":["sim-27c4e1a8-1","sim-27c4e1a8-2"],"custom_participant_id":"guest-103","display_name":"Dev Patel","preset_name":"webinar_viewer","stage_status":"OFF_STAGE"},"outcome":"done","stage_status":"OFF_STAGE","detail":"turned down; still in the meeting"}
    {"id":"panel-1","participant":{"user_id":"b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02","peer_ids":["sim-b81d5a42-1"],"custom_participant_id":"panel-1","display_name":"Mateus Oliveira","preset_name":"webinar_panelist","stage_status":"ON_STAGE"},"outcome":"conflict","stage_status":"ON_STAGE","reason":"wrong_status","detail":"already on stage: use kick"}
    -- stderr
    -- exit 6
    "#);
    assert_snapshot!(home.run(&["kick", "b81d5a", "nobody", "-o", "id"]), @"
    b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 done, 1 not found
    -- exit 6
    ");
}

#[test]
fn a_connection_stands_for_its_whole_participant_and_the_output_says_so() {
    let home = home();
    assert_snapshot!(home.run(&["grant", "sim-27c4e1a8-2"]), @"
    RESULT  ID              NAME       DETAIL
    done    sim-27c4e1a8-2  Dev Patel  granted; on stage when they join; all of their 2 connections are meant
    -- stderr
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["status", "sim-27c4e1a8-1", "-o", "ndjson"]), @r#"
    {"user_id":"27c4e1a8-6b73-4096-9d8e-4e6f80a12c05","peer_ids":["sim-27c4e1a8-1","sim-27c4e1a8-2"],"custom_participant_id":"guest-103","display_name":"Dev Patel","preset_name":"webinar_viewer","stage_status":"ON_STAGE"}
    -- stderr
    -- exit 0
    "#);
    // Both connections are one participant, who is sent for once.
    assert_snapshot!(home.run(&["kick", "sim-27c4e1a8-1", "sim-27c4e1a8-2", "guest-103"]), @"
    RESULT  ID              NAME       DETAIL
    done    sim-27c4e1a8-1  Dev Patel  off the stage; still in the meeting; all of their 2 connections are meant
    done    sim-27c4e1a8-2  Dev Patel  off the stage; still in the meeting; all of their 2 connections are meant
    done    guest-103       Dev Patel  off the stage; still in the meeting
    -- stderr
    3 done
    -- exit 0
    ");
    // With one connection there is nothing to explain.
    assert_snapshot!(home.run(&["grant", "sim-5f2a9c64-1"]), @"
    RESULT  ID              NAME          DETAIL
    done    sim-5f2a9c64-1  Amara Okafor  granted; on stage when they join
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn the_hidden_and_the_recorder_are_never_listed_nor_acted_on() {
    let home = home();
    let everybody = home.run(&["status", "-o", "json"]);
    for never in ["crew-2", "Producer", "recorder", "dyte-stage"] {
        assert!(!everybody.contains(never), "{never}: {everybody}");
    }
    assert_snapshot!(home.run(&["kick", "crew-2", "8a125f96-4851-4d74-9353-b5d6f718930c", "41f04d"]), @"
    RESULT     ID                                    NAME  DETAIL
    not found  crew-2                                      nobody in the session is meant by it
    not found  8a125f96-4851-4d74-9353-b5d6f718930c        nobody in the session is meant by it
    not found  41f04d                                      nobody in the session is meant by it
    -- stderr
    'crew-2' may mean 3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  Hana Nováková
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    3 not found
    -- exit 3
    ");
    assert_snapshot!(home.run(&["status", "name:Recorder"]), @"
    -- stderr
    error: 'name:Recorder': nobody in the session is meant by it
    hint: list them: dyte-stage status
    -- exit 3
    ");
}

#[test]
fn kick_all_leaves_the_hosts_unless_they_are_included() {
    let home = home();
    assert_snapshot!(home.run(&["kick", "--all", "--including-hosts", "--dry-run"]), @"
    RESULT   ID                                    NAME             DETAIL
    dry run  3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  Hana Nováková    would kick
    dry run  b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02  Mateus Oliveira  would kick
    -- stderr
    2 to do (dry run: nothing was sent)
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "--all", "-y"]), @"
    RESULT  ID                                    NAME             DETAIL
    done    b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02  Mateus Oliveira  off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "--all", "-y"]), @"
    -- stderr
    nobody to whom it applies
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "--all", "-y", "--including-hosts"]), @"
    RESULT  ID                                    NAME           DETAIL
    done    3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  Hana Nováková  off the stage; still in the meeting
    -- stderr
    1 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "crew-1", "--including-hosts"]), @"
    -- stderr
    error: the argument '[ID]...' cannot be used with '--including-hosts'

    Usage: dyte-stage kick <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
}

#[test]
fn all_means_those_who_ask_now() {
    let home = home();
    home.run(&["deny", "guest-101", "guest-102", "guest-103"]);
    assert_snapshot!(home.run(&["grant", "--all", "--yes"]), @"
    RESULT  ID                                    NAME            DETAIL
    done    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد       granted; on stage when they join
    done    74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко  granted; on stage when they join
    -- stderr
    2 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["grant", "--all", "--yes"]), @"
    -- stderr
    nobody to whom it applies
    -- exit 0
    ");
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    nobody asks to come on stage
    -- exit 0
    ");
    assert_snapshot!(home.run(&["requests", "list", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","session_id":"7e2615db-8bd9-5751-bd28-e2a48d7fdd66","order":"queue","complete":true,"requests":[]}
    -- stderr
    -- exit 0
    "#);

    home.run(&["sandbox", "reset"]);
    assert_snapshot!(home.run(&["deny", "--all", "--yes", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    5 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["deny", "--all", "--yes", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","outcome":"done","results":[]}
    -- stderr
    -- exit 0
    "#);
}

#[test]
fn a_dry_run_sends_nothing() {
    let home = home();
    home.run(&["status"]);
    let before = home.sandbox();
    assert_snapshot!(home.run(&["grant", "--all", "--dry-run"]), @"
    RESULT   ID                                    NAME            DETAIL
    dry run  5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor    would grant
    dry run  e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  王小明          would grant
    dry run  27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel       would grant
    dry run  9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد       would grant
    dry run  74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко  would grant
    -- stderr
    5 to do (dry run: nothing was sent)
    -- exit 0
    ");
    assert_snapshot!(home.run(&["deny", "5f2a9c", "panel-1", "guest-108", "nobody", "--dry-run"]), @"
    RESULT     ID         NAME             DETAIL
    dry run    5f2a9c     Amara Okafor     would deny
    conflict   panel-1    Mateus Oliveira  already on stage: use kick
    unchanged  guest-108  Priya Raman      had not asked
    not found  nobody                      nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 to do (dry run: nothing was sent), 1 unchanged, 1 conflict, 1 not found
    -- exit 6
    ");
    assert_snapshot!(home.run(&["kick", "b81d5a", "--dry-run", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","dry_run":true,"outcome":"done","results":[{"id":"b81d5a","participant":{"user_id":"b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02","peer_ids":["sim-b81d5a42-1"],"custom_participant_id":"panel-1","display_name":"Mateus Oliveira","preset_name":"webinar_panelist","stage_status":"ON_STAGE"},"outcome":"done","stage_status":"ON_STAGE","detail":"would kick"}]}
    -- stderr
    -- exit 0
    "#);
    assert_eq!(home.sandbox(), before);
}

#[test]
fn who_asks_is_piped_into_grant() {
    let home = home();
    let ids = home.command(&["requests", "list", "-o", "id"]).output();
    let ids = String::from_utf8(ids.unwrap().stdout).unwrap();
    assert_snapshot!(home.run_with(&["grant", "-"], &ids), @"
    RESULT  ID                                    NAME            DETAIL
    done    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor    granted; on stage when they join
    done    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  王小明          granted; on stage when they join
    done    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel       granted; on stage when they join
    done    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  ليلى حداد       granted; on stage when they join
    done    74e805ec-aeb7-43da-bfc4-6081a2c34e07  Олена Шевченко  granted; on stage when they join
    -- stderr
    5 done
    -- exit 0
    ");
    assert_snapshot!(home.run(&["requests", "list", "-o", "id"]), @"
    -- stderr
    nobody asks to come on stage
    -- exit 0
    ");
}

#[test]
fn a_meeting_is_made_found_and_never_started() {
    let home = home();
    let made = home.json(&["meetings", "create", "--title", "All hands", "-o", "json"]);
    let id = made["meeting"]["id"].as_str().unwrap();
    insta::with_settings!({filters => vec![
        (r"sandbox-[0-9a-f]{32}", "sandbox-[made]"),
        (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "[then]"),
    ]}, {
        assert_snapshot!(home.run(&["meetings", "list"]), @"
        ID                                        LIVE  TITLE            CREATED
        demo                                      live  Demo: town hall  [then]
        sandbox-[made]        All hands        [then]
        -- stderr
        2 meetings
        -- exit 0
        ");
        assert_snapshot!(home.run(&["meetings", "list", "--search", "ALL", "-o", "ndjson"]), @r#"
        {"id":"demo","title":"Demo: town hall","status":"ACTIVE","live":true,"created_at":"[then]"}
        {"id":"sandbox-[made]","title":"All hands","status":"ACTIVE","live":false,"created_at":"[then]"}
        -- stderr
        -- exit 0
        "#);
        assert_snapshot!(home.run(&["meetings", "list", "--per-page", "1", "--page", "2", "-o", "id"]), @"
        sandbox-[made]
        -- stderr
        1 of 2 meetings
        -- exit 0
        ");
        assert_snapshot!(home.run(&["meetings", "get", "demo", "-o", "json"]), @r#"
        {"platform":"sandbox","meeting":{"id":"demo","title":"Demo: town hall","status":"ACTIVE","live":true,"created_at":"[then]"}}
        -- stderr
        -- exit 0
        "#);
        assert_snapshot!(home.run(&["-m", id, "grant", "5f2a9c"]), @"
        -- stderr
        error: nobody is in the meeting: it has no live session
        hint: it begins when the first person joins; see: dyte-stage meetings list
        -- exit 7
        ");
        assert_snapshot!(home.run(&["-m", id, "kick", "--all", "-y", "-o", "json"]), @r#"
        -- stderr
        {"status":409,"title":"Conflict","detail":"nobody is in the meeting: it has no live session","code":"no_live_session","hint":"it begins when the first person joins; see: dyte-stage meetings list"}
        -- exit 7
        "#);
        assert_snapshot!(home.run(&["-m", id, "requests", "list"]), @"
        -- stderr
        error: nobody is in the meeting: it has no live session
        hint: it begins when the first person joins; see: dyte-stage meetings list
        -- exit 7
        ");
        assert_snapshot!(home.run(&["-m", id, "status"]), @"
        -- stderr
        error: nobody is in the meeting: it has no live session
        hint: it begins when the first person joins; see: dyte-stage meetings list
        -- exit 7
        ");
        assert_snapshot!(home.run(&["meetings", "get", id]), @"
        ID                                        LIVE  TITLE      CREATED
        sandbox-[made]        All hands  [then]
        -- stderr
        -- exit 0
        ");
    });
    assert!(home.sandbox()["meetings"][id]["session"].is_null());
}

/// More than a page of the roster, and more than a batch of a grant.
#[test]
fn hundreds_are_let_in_at_once() {
    let home = home();
    home.run(&["sandbox", "reset", "--viewers", "1200", "--requests", "700"]);
    let stage = home.json(&["status", "-o", "json"]);
    assert_eq!(stage["complete"], true);
    assert_snapshot!(stage["counts"], @r#"{"ACCEPTED_TO_JOIN_STAGE":0,"OFF_STAGE":503,"ON_STAGE":2,"REQUESTED_TO_JOIN_STAGE":705}"#);
    let requests = home.json(&["requests", "list", "-o", "json"]);
    let first_viewer = &requests["requests"][5];
    assert_eq!(first_viewer["custom_participant_id"], "viewer-1");
    let granted = home.json(&["grant", "--all", "-y", "-o", "json"]);
    assert_eq!(granted["outcome"], "done");
    assert_eq!(granted["results"].as_array().unwrap().len(), 705);
    assert_snapshot!(home.json(&["status", "-o", "json"])["counts"], @r#"{"ACCEPTED_TO_JOIN_STAGE":1,"OFF_STAGE":504,"ON_STAGE":705,"REQUESTED_TO_JOIN_STAGE":0}"#);
}
