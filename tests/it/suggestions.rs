//! `did you mean`: who or what may have been meant, which is shown and never taken; and what is wrong with
//! the arguments, for programs.

use insta::assert_snapshot;

use crate::support::Home;

#[test]
fn somebody_who_is_nearly_called_so_is_shown_and_not_taken() {
    let home = Home::rehearsing();
    let before = home.json(&["status", "-o", "json"])["counts"].take();
    assert_snapshot!(home.run(&["grant", "guest-10l"]), @"
    RESULT     ID         NAME  DETAIL
    not found  guest-10l        nobody in the session is meant by it
    -- stderr
    'guest-10l' may mean 08bc2930-e2fb-471e-90fa-82a3c4e56009  佐藤さくら
    'guest-10l' may mean 27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  Dev Patel
    'guest-10l' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 not found
    -- exit 3
    ");
    assert_snapshot!(home.run(&["status", "name:Amara Okfor"]), @"
    -- stderr
    error: 'name:Amara Okfor': nobody in the session is meant by it
      5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor  REQUESTED_TO_JOIN_STAGE
    hint: list them: dyte-stage status
    -- exit 3
    ");
    assert_snapshot!(home.run(&["grant", "nobody-at-all"]), @"
    RESULT     ID             NAME  DETAIL
    not found  nobody-at-all        nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 not found
    -- exit 3
    ");
    let after = home.json(&["status", "-o", "json"])["counts"].take();
    assert_eq!(after, before);
}

#[test]
fn what_is_wrong_with_the_arguments_is_a_problem_document_too() {
    let home = Home::new();
    assert_snapshot!(home.run(&["gratn", "-o", "json"]), @r#"
    -- stderr
    {"code":"usage","detail":"unrecognized subcommand 'gratn'","hint":"a similar subcommand exists: 'grant'; Usage: dyte-stage [OPTIONS] <COMMAND>; For more information, try '--help'.","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run(&["grant", "--dry-rnu", "a", "--output=ndjson"]), @r#"
    -- stderr
    {"code":"usage","detail":"unexpected argument '--dry-rnu' found","hint":"a similar argument exists: '--dry-run'; Usage: dyte-stage grant --dry-run [ID]...; For more information, try '--help'.","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run(&["wait", "-o", "json"]), @r#"
    -- stderr
    {"code":"usage","detail":"the following required arguments were not provided: <ID>","hint":"Usage: dyte-stage wait [OPTIONS] <ID> --for <STATUS> dyte-stage wait [OPTIONS] --session; For more information, try '--help'.","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run(&["gratn"]), @"
    -- stderr
    error: unrecognized subcommand 'gratn'

      tip: a similar subcommand exists: 'grant'

    Usage: dyte-stage [OPTIONS] <COMMAND>

    For more information, try '--help'.
    -- exit 2
    ");
}

#[test]
fn a_meeting_that_is_nearly_called_so_is_suggested() {
    assert_snapshot!(Home::rehearsing().run(&["-m", "demmo", "status"]), @"
    -- stderr
    error: the platform has no meeting 'demmo'
    hint: did you mean demo? List them: dyte-stage meetings list
    -- exit 3
    ");
    assert_snapshot!(Home::new().run(&["-m", "demmo", "status"]), @"
    -- stderr
    error: the meeting 'demmo' is named, but no platform is configured
    hint: did you mean demo? Or say once where to work: dyte-stage auth login
    -- exit 4
    ");
    assert_snapshot!(Home::new().run(&["help", "scriptin"]), @"
    -- stderr
    error: there is no help on 'scriptin'
    hint: did you mean scripting?
    -- exit 2
    ");
    let there = Home::new()
        .with("DYTE_STAGE_SERVER", "http://127.0.0.1:9/v1")
        .with("DYTE_STAGE_SERVER_TOKEN", "t");
    assert_snapshot!(there.run(&["meetings", "list"]), @"
    -- stderr
    error: DYTE_STAGE_SERVER is 'http://127.0.0.1:9/v1': it must not end with /v1, which is added
    hint: see: dyte-stage help environment
    -- exit 2
    ");
}
