//! What people mistype, what scripts pipe, and what attendees call themselves: refused or done
//! plainly, and nothing of it breaks an output.

use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::home;
use crate::support::Home;

/// A home in which somebody asks under each of these names, `odd-0` the first.
fn with_names(names: &[&str]) -> Home {
    let home = home();
    home.edit_sandbox(|state| {
        for (number, name) in names.iter().enumerate() {
            let user = format!("0dd0{number:04}-0000-4000-8000-000000000000");
            add(state, &user, &format!("odd-{number}"), name);
        }
    });
    home
}

/// Adds somebody who asks.
fn add(state: &mut Value, user: &str, custom_id: &str, name: &str) {
    let demo = &mut state["meetings"]["demo"];
    demo["participants"][user] = json!({
        "name": name,
        "custom_participant_id": custom_id,
        "preset_name": "webinar_viewer",
        "created_at": "2024-05-01T00:00:00Z",
        "stage_status": "REQUESTED_TO_JOIN_STAGE",
        "attendee": {"peer_ids": [format!("sim-{custom_id}")], "answer": "comes"},
    });
    demo["queue"].as_array_mut().unwrap().push(json!(user));
}

#[test]
fn nobody_is_named() {
    let home = home();
    assert_snapshot!(home.run(&["grant"]), @"
    -- stderr
    error: the following required arguments were not provided:
      <ID>...

    Usage: dyte-stage grant <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["grant", ""]), @"
    -- stderr
    error: an ID is empty
    -- exit 2
    ");
    assert_snapshot!(home.run(&["grant", "5f2a9c", " "]), @"
    -- stderr
    error: an ID is empty
    -- exit 2
    ");
    assert_snapshot!(home.run(&["status", ""]), @"
    -- stderr
    error: a value is required for '[ID]' but none was supplied

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["grant", "5f2a9c", "--all"]), @"
    -- stderr
    error: the argument '[ID]...' cannot be used with '--all'

    Usage: dyte-stage grant <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    assert!(home.is_untouched());
}

#[test]
fn nobody_is_meant() {
    let home = home();
    assert_snapshot!(home.run(&["grant", "zzzzzz", "5f2a9", "name:Nobody", "name:", "name:Amara"]), @"
    RESULT     ID           NAME  DETAIL
    not found  zzzzzz             nobody in the session is meant by it
    not found  5f2a9              nobody in the session is meant by it
    not found  name:Nobody        nobody in the session is meant by it
    not found  name:              nobody in the session is meant by it
    not found  name:Amara         nobody in the session is meant by it
    -- stderr
    '5f2a9' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    'name:Amara' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    5 not found
    -- exit 3
    ");
    // A name is never guessed at.
    assert_snapshot!(home.run(&["grant", "Amara Okafor"]), @"
    RESULT     ID            NAME  DETAIL
    not found  Amara Okafor        nobody in the session is meant by it
    -- stderr
    'Amara Okafor' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 not found
    -- exit 3
    ");
    assert_snapshot!(home.run(&["status", "5f2a9"]), @"
    -- stderr
    error: '5f2a9': nobody in the session is meant by it
      5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor  REQUESTED_TO_JOIN_STAGE
    hint: list them: dyte-stage status
    -- exit 3
    ");
    assert_snapshot!(home.run(&["status", "Amara Okafor", "-o", "json"]), @r#"
    -- stderr
    {"status":404,"title":"Not Found","detail":"'Amara Okafor': nobody in the session is meant by it","code":"participant_not_found","hint":"list them: dyte-stage status","candidates":[{"user_id":"5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03","peer_ids":["sim-5f2a9c64-1"],"custom_participant_id":"guest-101","display_name":"Amara Okafor","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}]}
    -- exit 3
    "#);
    assert_snapshot!(home.run(&["status", "name:amara okafor", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    -- stderr
    -- exit 0
    ");
}

#[test]
fn several_are_meant() {
    let home = with_names(&["Sam", "SAM", "amara okafor"]);
    assert_snapshot!(home.run(&["grant", "0dd000"]), @"
    RESULT     ID      NAME  DETAIL
    not found  0dd000        3 participants are meant by it
    -- stderr
    '0dd000' may mean 0dd00000-0000-4000-8000-000000000000  Sam
    '0dd000' may mean 0dd00001-0000-4000-8000-000000000000  SAM
    '0dd000' may mean 0dd00002-0000-4000-8000-000000000000  amara okafor
    1 not found
    -- exit 3
    ");
    assert_snapshot!(home.run(&["grant", "name:sam", "name:Amara Okafor", "0dd00001"]), @"
    RESULT     ID                 NAME  DETAIL
    not found  name:sam                 2 participants are meant by it
    not found  name:Amara Okafor        2 participants are meant by it
    done       0dd00001           SAM   granted; on stage when they join
    -- stderr
    'name:sam' may mean 0dd00000-0000-4000-8000-000000000000  Sam
    'name:sam' may mean 0dd00001-0000-4000-8000-000000000000  SAM
    'name:Amara Okafor' may mean 0dd00002-0000-4000-8000-000000000000  amara okafor
    'name:Amara Okafor' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    1 done, 2 not found
    -- exit 6
    ");
    assert_snapshot!(home.run(&["status", "name:Sam"]), @"
    -- stderr
    error: 'name:Sam': 2 participants are meant by it
      0dd00000-0000-4000-8000-000000000000  Sam  REQUESTED_TO_JOIN_STAGE
      0dd00001-0000-4000-8000-000000000000  SAM  ON_STAGE
    hint: say which by its user id
    -- exit 3
    ");
    assert_snapshot!(home.run(&["status", "0dd000", "-o", "json"]), @r#"
    -- stderr
    {"status":404,"title":"Not Found","detail":"'0dd000': 3 participants are meant by it","code":"ambiguous","hint":"say which by its user id","candidates":[{"user_id":"0dd00000-0000-4000-8000-000000000000","peer_ids":["sim-odd-0"],"custom_participant_id":"odd-0","display_name":"Sam","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"},{"user_id":"0dd00001-0000-4000-8000-000000000000","peer_ids":["sim-odd-1"],"custom_participant_id":"odd-1","display_name":"SAM","preset_name":"webinar_viewer","stage_status":"ON_STAGE"},{"user_id":"0dd00002-0000-4000-8000-000000000000","peer_ids":["sim-odd-2"],"custom_participant_id":"odd-2","display_name":"amara okafor","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}]}
    -- exit 3
    "#);
}

#[test]
fn nothing_has_to_change() {
    let home = home();
    home.run(&["grant", "guest-104"]);
    assert_snapshot!(home.run(&["grant", "panel-1", "guest-104"]), @"
    RESULT     ID         NAME             DETAIL
    unchanged  panel-1    Mateus Oliveira  already on stage
    unchanged  guest-104  ليلى حداد        already granted; on stage when they join
    -- stderr
    2 unchanged
    -- exit 0
    ");
    assert_snapshot!(home.run(&["deny", "guest-108"]), @"
    RESULT     ID         NAME         DETAIL
    unchanged  guest-108  Priya Raman  had not asked
    -- stderr
    1 unchanged
    -- exit 0
    ");
    assert_snapshot!(home.run(&["kick", "guest-108"]), @"
    RESULT     ID         NAME         DETAIL
    unchanged  guest-108  Priya Raman  not on stage
    -- stderr
    1 unchanged
    -- exit 0
    ");
}

#[test]
fn another_command_is_the_right_one() {
    let home = home();
    assert_snapshot!(home.run(&["deny", "panel-1"]), @"
    RESULT    ID       NAME             DETAIL
    conflict  panel-1  Mateus Oliveira  already on stage: use kick
    -- stderr
    1 conflict
    -- exit 7
    ");
    assert_snapshot!(home.run(&["kick", "5f2a9c", "guest-102"]), @"
    RESULT    ID         NAME          DETAIL
    conflict  5f2a9c     Amara Okafor  asked, and is not on stage: use deny
    conflict  guest-102  王小明        asked, and is not on stage: use deny
    -- stderr
    2 conflict
    -- exit 7
    ");
    assert_snapshot!(home.run(&["kick", "5f2a9c", "nobody"]), @"
    RESULT     ID      NAME          DETAIL
    conflict   5f2a9c  Amara Okafor  asked, and is not on stage: use deny
    not found  nobody                nobody in the session is meant by it
    -- stderr
    hint: list ids: dyte-stage status (a name is said as name:NAME, whole; the beginning of a user id has 6 characters or more)
    1 conflict, 1 not found
    -- exit 6
    ");
}

#[test]
fn somebody_may_join_and_is_not_there() {
    let home = with_names(&["Late Larry"]);
    home.edit_sandbox(|state| {
        let demo = &mut state["meetings"]["demo"];
        let larry = &mut demo["participants"]["0dd00000-0000-4000-8000-000000000000"];
        larry.as_object_mut().unwrap().remove("attendee");
        larry["stage_status"] = json!("OFF_STAGE");
        demo["queue"].as_array_mut().unwrap().pop();
    });
    assert_snapshot!(home.run(&["grant", "odd-0"]), @"
    RESULT     ID     NAME  DETAIL
    not found  odd-0        Late Larry may join the meeting, and is not in the session
    -- stderr
    1 not found
    -- exit 3
    ");
    assert_snapshot!(home.run(&["grant", "0dd00000-0000-4000-8000-000000000000", "-o", "json"]), @r#"
    {"platform":"sandbox","meeting_id":"demo","outcome":"failed","results":[{"id":"0dd00000-0000-4000-8000-000000000000","outcome":"not_found","reason":"not_in_session","detail":"Late Larry may join the meeting, and is not in the session"}]}
    -- stderr
    -- exit 3
    "#);
    assert_snapshot!(home.run(&["status", "odd-0"]), @"
    -- stderr
    error: Late Larry may join the meeting, and is not in the session
    -- exit 3
    ");
}

#[test]
fn hundreds_of_ids_come_in_on_stdin_in_any_state() {
    let home = home();
    home.run(&["sandbox", "reset", "--viewers", "500", "--requests", "500"]);
    let mut lines = String::from("\u{feff}viewer-1\n");
    for number in 1..=500 {
        write!(
            lines,
            "\n  viewer-{number}\t\r\n \nviewer-{}\n",
            number / 2 + 1
        )
        .unwrap();
    }
    let answer = home.run_with(&["grant", "-", "-o", "ndjson"], &lines);
    let (results, end) = answer.split_once("-- stderr\n").unwrap();
    assert_snapshot!(end, @"-- exit 0");
    let results: Vec<Value> = results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<_> = results.iter().map(|result| &result["id"]).collect();
    assert_eq!(ids[..3], ["viewer-1", "viewer-2", "viewer-3"]);
    assert_eq!(ids.len(), 500);
}

#[test]
fn stdin_holds_nothing_or_what_is_no_id() {
    let home = home();
    assert_snapshot!(home.run_with(&["grant", "-"], ""), @"
    -- stderr
    no ids on stdin: nothing to do
    -- exit 0
    ");
    assert_snapshot!(home.run_with(&["grant", "-", "-o", "json"], "\n \r\n"), @r#"
    {"platform":"sandbox","meeting_id":"demo","outcome":"done","results":[]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run_with(&["grant", "-", "5f2a9c"], "guest-102\n"), @"
    -- stderr
    error: give either IDs or -, not both
    -- exit 2
    ");
    assert_snapshot!(home.run_with(&["grant", "-", "--all", "-y"], "guest-102\n"), @"
    -- stderr
    error: the argument '[ID]...' cannot be used with '--all'

    Usage: dyte-stage grant --yes <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    // Only exact ids: what a script pipes is not guessed at.
    let piped = "5f2a9c\nname:Amara Okafor\nguest-102\n";
    assert_snapshot!(home.run_with(&["grant", "-"], piped), @"
    RESULT     ID                 NAME    DETAIL
    not found  5f2a9c                     nobody in the session is meant by it
    not found  name:Amara Okafor          nobody in the session is meant by it
    done       guest-102          王小明  granted; on stage when they join
    -- stderr
    '5f2a9c' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    'name:Amara Okafor' may mean 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  Amara Okafor
    hint: stdin takes exact ids only; list them: dyte-stage status -o id
    1 done, 2 not found
    -- exit 6
    ");
    let mut command = home.command(&["grant", "-"]);
    let latin1 = home.path().join("ids");
    std::fs::write(&latin1, b"guest-101\nZo\xeb\n").unwrap();
    let output = command.stdin(std::fs::File::open(latin1).unwrap()).output();
    assert_snapshot!(home.told(&output.unwrap()), @"
    -- stderr
    error: cannot read from stdin: stream did not contain valid UTF-8
    -- exit 1
    ");
    assert_snapshot!(home.run(&["status", "guest-101", "-o", "ndjson"]), @r#"
    {"user_id":"5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03","peer_ids":["sim-5f2a9c64-1"],"custom_participant_id":"guest-101","display_name":"Amara Okafor","preset_name":"webinar_viewer","stage_status":"REQUESTED_TO_JOIN_STAGE"}
    -- stderr
    -- exit 0
    "#);
}

#[test]
fn names_do_not_break_a_line_nor_command_a_ci_log() {
    let wide = "漢".repeat(200);
    let names = [
        "::add-mask::secret",
        "Eve\n::error::hacked\r\u{85}x",
        "gpj\u{202e}exe.\u{2066}",
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{2028}::stop-commands::x",
        &wide,
        "",
    ];
    let home = with_names(&names);
    let odd: Vec<_> = (0..names.len())
        .map(|number| format!("odd-{number}"))
        .collect();
    let with_odd = |command: &'static str| {
        let odd = odd.iter().map(String::as_str);
        [command].into_iter().chain(odd).collect::<Vec<_>>()
    };
    for arguments in [
        &["requests", "list"][..],
        &["status"],
        &["status", "odd-1"],
        &["status", "name:::add-mask::secret"],
        &["status", "0dd000"],
        &["status", "name:\n::error::x"],
        &["grant", "0dd000", "\n::error::x"],
        &["grant", "--all", "--dry-run"],
        &with_odd("deny"),
        &with_odd("grant"),
        &["status", "-o", "id"],
        &["status", "-o", "json"],
        &["status", "-o", "ndjson"],
        &["grant", "0dd000", "-o", "json"],
        &["status", "0dd000", "-o", "json"],
        &["status", "-v"],
    ] {
        let told = home.run(arguments);
        for line in told.lines() {
            assert!(
                !line.trim_start().starts_with("::"),
                "{arguments:?}: {told}"
            );
            let reorders = |c: char| c.is_control() || ('\u{2028}'..='\u{2069}').contains(&c);
            let is_json = serde_json::from_str::<Value>(line).is_ok();
            assert!(
                is_json || !line.contains(reorders),
                "{arguments:?}: {line:?}"
            );
        }
    }
    // A line for each, and the header.
    let table = home.run(&["status"]);
    let people = home.json(&["status", "-o", "json"])["participants"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(
        table
            .lines()
            .take_while(|line| *line != "-- stderr")
            .count(),
        people + 1
    );
    // JSON keeps the names as they are.
    for (id, name) in odd.iter().zip(names) {
        let one = home.json(&["status", id, "-o", "json"]);
        assert_eq!(one["participants"][0]["display_name"], name);
    }
}

#[test]
fn an_answer_is_needed_and_there_is_no_terminal() {
    let home = home();
    assert_snapshot!(home.run(&["grant", "--all"]), @"
    -- stderr
    error: grant everybody? No answer can be asked for: this is no terminal
    hint: answer it beforehand with --yes
    -- exit 2
    ");
    assert_snapshot!(home.run(&["deny", "--all", "-o", "json"]), @r#"
    -- stderr
    {"code":"no_terminal","detail":"deny everybody? No answer can be asked for: this is no terminal","hint":"answer it beforehand with --yes","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run_with(&["kick", "--all"], "y\n"), @"
    -- stderr
    error: kick everybody? No answer can be asked for: this is no terminal
    hint: answer it beforehand with --yes
    -- exit 2
    ");
    assert!(home.is_untouched());
}

#[test]
fn commands_and_flags_that_do_not_exist() {
    let home = home();
    assert_snapshot!(home.run(&["grnat", "5f2a9c"]), @"
    -- stderr
    error: unrecognized subcommand 'grnat'

      tip: a similar subcommand exists: 'grant'

    Usage: dyte-stage [OPTIONS] <COMMAND>

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["grant", "5f2a9c", "--force"]), @"
    -- stderr
    error: unexpected argument '--force' found

      tip: to pass '--force' as a value, use '-- --force'

    Usage: dyte-stage grant <ID>...

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["status", "-o", "yaml"]), @"
    -- stderr
    error: invalid value 'yaml' for '--output <FORMAT>'
      [possible values: table, json, ndjson, id]

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["--platform", "zoom", "status"]), @"
    -- stderr
    error: invalid value 'zoom' for '--platform <NAME>'
      [possible values: realtimekit, dyte, sandbox]

    For more information, try '--help'.
    -- exit 2
    ");
    for time in ["0", "0s", "-1s", "soon", "", "1e3", "99999999999999999999"] {
        let told = home.run(&["status", &format!("--timeout={time}")]);
        let said = "say how long, such as 30s or 2m";
        assert!(
            told.contains(said) && told.ends_with("-- exit 2\n"),
            "{time}: {told}"
        );
    }
}

#[test]
fn meetings_that_do_not_exist_or_have_no_name() {
    let home = home();
    for id in ["nope", "../demo", "demo/", "a b?c#d", "démo"] {
        for arguments in [&["-m", id, "grant", "5f2a9c"][..], &["meetings", "get", id]] {
            let told = home.run(arguments);
            let is_near = ["demo/", "démo"].contains(&id) && arguments[0] == "-m";
            let hint = if is_near {
                "did you mean demo? List them"
            } else {
                "list them"
            };
            let said = format!(
                "-- stderr\nerror: the platform has no meeting '{id}'\n\
                        hint: {hint}: dyte-stage meetings list\n-- exit 3\n"
            );
            assert_eq!(told, said, "{id}");
        }
    }
    assert_snapshot!(home.run(&["-m", "", "status"]), @"
    -- stderr
    error: --meeting is set, but empty
    hint: set it, or unset it; see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(home.run(&["meetings", "get", ""]), @"
    -- stderr
    error: '' is no meeting's id
    hint: list them: dyte-stage meetings list
    -- exit 2
    ");
    assert_snapshot!(home.run(&["meetings", "create", "--title", " "]), @"
    -- stderr
    error: the title is empty
    -- exit 2
    ");
    assert_snapshot!(home.run(&["meetings", "list", "--page", "0"]), @"
    -- stderr
    error: invalid value '0' for '--page <N>': 0 is not in 1..=4294967295

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["meetings", "list", "--page", "9"]), @"
    -- stderr
    0 of 1 meetings
    -- exit 0
    ");
}
