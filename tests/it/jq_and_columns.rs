//! `--jq` and `--columns`.

use insta::assert_snapshot;

use crate::support::Home;

#[test]
fn an_expression_makes_something_of_the_answer() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["requests", "list", "--jq", ".requests[].custom_participant_id"]), @"
    guest-101
    guest-102
    guest-103
    guest-104
    guest-105
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["status", "-o", "ndjson", "--jq", "select(.stage_status == \"ON_STAGE\") | {display_name}"]), @r#"
    {"display_name":"Hana Nováková"}
    {"display_name":"Mateus Oliveira"}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["grant", "guest-101", "--jq", ".results[] | .outcome, .stage_status"]), @"
    done
    ACCEPTED_TO_JOIN_STAGE
    -- stderr
    -- exit 0
    ");
    // A stream without an end is printed until nobody reads it.
    let mut child = home
        .command(&["status", "--jq", "repeat(.platform)"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut beginning = [0; 16];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut beginning).unwrap();
    assert_eq!(&beginning, b"sandbox\nsandbox\n");
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_expression_that_makes_no_sense_is_refused_before_anything_is_done() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["grant", "guest-101", "--jq", ".results["]), @"
    -- stderr
    error: the jq expression '.results[' cannot be read: it ends too early
    -- exit 2
    ");
    assert_snapshot!(home.run(&["grant", "guest-101", "--jq", ".results", "-o", "id"]), @"
    -- stderr
    error: --jq is about JSON, and -o id prints ids alone; leave one of them out
    -- exit 2
    ");
    assert!(home.is_untouched());
    assert_snapshot!(home.run(&["status", "--jq", ".platform.name"]), @r#"
    -- stderr
    error: the jq expression does not go with the answer: cannot index "sandbox" with "name"
    hint: see the answer itself with -o json; a change that was asked for is made
    -- exit 1
    "#);
}

#[test]
fn columns_are_chosen_in_any_order() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["requests", "list", "--columns", "custom-id,NAME"]), @"
    CUSTOM ID  NAME
    guest-101  Amara Okafor
    guest-102  王小明
    guest-103  Dev Patel
    guest-104  ليلى حداد
    guest-105  Олена Шевченко
    -- stderr
    5 ask to come on stage, first come first
    -- exit 0
    ");
    assert_snapshot!(home.run(&["deny", "guest-101", "--columns", "detail,result"]), @"
    DETAIL                             RESULT
    turned down; still in the meeting  done
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn a_column_that_there_is_not_is_refused_before_anything_is_done() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["grant", "guest-101", "--columns", "nam"]), @"
    -- stderr
    error: there is no column 'nam' here; there are result, id, name, detail
    hint: did you mean name?
    -- exit 2
    ");
    assert_snapshot!(home.run(&["status", "--columns", "name", "-o", "json"]), @r#"
    -- stderr
    {"code":"usage","detail":"--columns is about tables; -o json has everything, and --jq chooses","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run(&["help", "exit-codes", "--columns", "code"]), @"
    -- stderr
    error: --columns: this command prints no table
    -- exit 2
    ");
    assert!(home.is_untouched());
}
