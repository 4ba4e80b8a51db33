//! Tokens for the service of this machine: made, listed, revoked, and never shown again.

use insta::assert_snapshot;
use insta::internals::SettingsBindDropGuard;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use service::tokens::{TokenStore, TokenVerifier};

use crate::support::Home;

/// Replaces what differs each time, as wide as it is in a table.
fn same_each_time() -> SettingsBindDropGuard {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter("dyte_stage_[0-9a-f]{64}", "[token]");
    settings.add_filter(r"\b[0-9a-f]{8}\b", "[the id]");
    settings.add_filter(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        "[when it was .. UTC]",
    );
    settings.bind_to_scope()
}

fn create(home: &Home, name: &str, further: &[&str]) -> String {
    let role = ["tokens", "create", "--role", "viewer", "--name", name];
    home.run(&[&role, further].concat())
}

/// What a running service knows.
fn service(home: &Home) -> TokenVerifier {
    TokenVerifier::new(TokenStore::in_folder(&home.path().join("state")))
}

#[test]
fn a_token_is_made_listed_and_revoked() {
    let _filters = same_each_time();
    let home = Home::new();
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    -- stderr
    0 tokens
    -- exit 0
    ");
    assert_snapshot!(home.run(&["tokens", "create", "--role", "moderator", "--name", "backend"]), @"
    ID        NAME     ROLE       MEETINGS  CREATED               EXPIRES
    [the id]  backend  moderator  all       [when it was .. UTC]  never

    [token]
    -- stderr
    the token is shown this once only
    it never expires; to end it: dyte-stage tokens revoke
    -- exit 0
    ");
    assert_snapshot!(create(&home, "wall board", &["--meeting", "townhall", "--meeting", "all-hands", "--expires", "30d"]), @"
    ID        NAME        ROLE    MEETINGS             CREATED               EXPIRES
    [the id]  wall board  viewer  townhall, all-hands  [when it was .. UTC]  [when it was .. UTC]

    [token]
    -- stderr
    the token is shown this once only
    -- exit 0
    ");
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    ID        NAME        ROLE       MEETINGS             CREATED               EXPIRES
    [the id]  backend     moderator  all                  [when it was .. UTC]  never
    [the id]  wall board  viewer     townhall, all-hands  [when it was .. UTC]  [when it was .. UTC]
    -- stderr
    2 tokens
    -- exit 0
    ");
    assert_snapshot!(home.run(&["tokens", "revoke", "wall board"]), @"
    ID        NAME        ROLE    MEETINGS             CREATED               EXPIRES
    [the id]  wall board  viewer  townhall, all-hands  [when it was .. UTC]  [when it was .. UTC]
    -- stderr
    revoked
    -- exit 0
    ");
    assert_snapshot!(home.run(&["tokens", "list", "-o", "id"]), @"
    [the id]
    -- stderr
    1 token
    -- exit 0
    ");
    let id = home.json(&["tokens", "list", "-o", "json"])["tokens"][0]["id"].clone();
    assert_snapshot!(home.run(&["tokens", "revoke", id.as_str().unwrap()]), @"
    ID        NAME     ROLE       MEETINGS  CREATED               EXPIRES
    [the id]  backend  moderator  all       [when it was .. UTC]  never
    -- stderr
    revoked
    -- exit 0
    ");
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    -- stderr
    0 tokens
    -- exit 0
    ");
    assert!(home.is_untouched());
}

#[test]
fn a_script_gets_the_token_alone() {
    let home = Home::new();
    let output = create(&home, "ci", &["--expires", "12h", "-q", "-o", "id"]);
    let token = output.strip_suffix("\n-- stderr\n-- exit 0\n").unwrap();
    let service = service(&home);
    let ci = service.verify(token).unwrap().unwrap();
    assert_eq!(ci.name, "ci");
    home.run(&["tokens", "revoke", "ci"]);
    assert_eq!(service.verify(token).unwrap(), None);
}

#[test]
fn json_has_the_token_once_and_everything_else_each_time() {
    let _filters = same_each_time();
    let home = Home::new();
    assert_snapshot!(create(&home, "ci", &["-m", "townhall", "-o", "json"]), @r#"
    {"id":"[the id]","name":"ci","role":"viewer","meetings":["townhall"],"created_at":"[when it was .. UTC]","expires_at":null,"token":"[token]"}
    -- stderr
    the token is shown this once only
    it never expires; to end it: dyte-stage tokens revoke
    -- exit 0
    "#);
    let made = home.json(&[
        "tokens",
        "create",
        "--role",
        "admin",
        "--name",
        "ops",
        "--expires",
        "90m",
        "-o",
        "json",
    ]);
    let time = |name: &str| made[name].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert_eq!(time("expires_at"), time("created_at") + 90.minutes());
    assert_snapshot!(home.run(&["tokens", "list", "-o", "json"]), @r#"
    {"tokens":[{"id":"[the id]","name":"ci","role":"viewer","meetings":["townhall"],"created_at":"[when it was .. UTC]","expires_at":null},{"id":"[the id]","name":"ops","role":"admin","meetings":[],"created_at":"[when it was .. UTC]","expires_at":"[when it was .. UTC]"}]}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["tokens", "list", "-o", "ndjson"]), @r#"
    {"id":"[the id]","name":"ci","role":"viewer","meetings":["townhall"],"created_at":"[when it was .. UTC]","expires_at":null}
    {"id":"[the id]","name":"ops","role":"admin","meetings":[],"created_at":"[when it was .. UTC]","expires_at":"[when it was .. UTC]"}
    -- stderr
    -- exit 0
    "#);
    assert_snapshot!(home.run(&["tokens", "revoke", "ops", "-o", "json"]), @r#"
    {"id":"[the id]","name":"ops","role":"admin","meetings":[],"created_at":"[when it was .. UTC]","expires_at":"[when it was .. UTC]"}
    -- stderr
    -- exit 0
    "#);
}

#[test]
fn a_token_that_has_expired_says_so() {
    let _filters = same_each_time();
    let home = Home::new();
    create(&home, "guest", &["--expires", "1ms"]);
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    ID        NAME   ROLE    MEETINGS  CREATED               EXPIRES
    [the id]  guest  viewer  all       [when it was .. UTC]  [when it was .. UTC] (expired)
    -- stderr
    1 token
    -- exit 0
    ");
}

#[test]
fn a_meeting_may_be_named_before_the_command_too() {
    let home = Home::new().with("DYTE_STAGE_MEETING", "elsewhere");
    let meetings = |before: &[&str], after: &[&str]| {
        let name = format!("{before:?}{after:?}");
        let create = ["tokens", "create", "--role", "viewer", "--name", &name];
        let made = home.json(&[before, &create, after, &["-o", "json"]].concat());
        made["meetings"].clone()
    };
    assert_eq!(meetings(&[], &[]), json!([]));
    assert_eq!(meetings(&["-m", "a"], &[]), json!(["a"]));
    assert_eq!(
        meetings(&[], &["-m", "a", "--meeting=b"]),
        json!(["a", "b"])
    );
    // Elsewhere it is one.
    assert_snapshot!(home.run(&["status", "-m", "a", "-m", "b"]), @"
    -- stderr
    error: the argument '--meeting <ID>' cannot be used multiple times

    Usage: dyte-stage status [OPTIONS] [ID]

    For more information, try '--help'.
    -- exit 2
    ");
}

#[test]
fn what_is_no_name_no_role_no_meeting_and_no_time_is_refused() {
    let home = Home::new();
    assert_snapshot!(home.run(&["tokens", "create", "--name", "backend"]), @"
    -- stderr
    error: the following required arguments were not provided:
      --role <ROLE>

    Usage: dyte-stage tokens create --role <ROLE> --name <NAME>

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(home.run(&["tokens", "create", "--name", "backend", "--role", "owner"]), @"
    -- stderr
    error: invalid value 'owner' for '--role <ROLE>'
      [possible values: viewer, moderator, admin]

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(create(&home, "", &[]), @"
    -- stderr
    error: the token's name is empty
    -- exit 2
    ");
    assert_snapshot!(create(&home, "a\u{1b}[31m", &[]), @"
    -- stderr
    error: the token's name has a control character in it
    -- exit 2
    ");
    assert_snapshot!(create(&home, &"a".repeat(65), &[]), @"
    -- stderr
    error: the token's name has more than 64 characters
    -- exit 2
    ");
    // A variable that is not set makes no token for every meeting.
    assert_snapshot!(create(&home, "backend", &["--meeting", ""]), @"
    -- stderr
    error: '' is no meeting's id
    hint: list them: dyte-stage meetings list
    -- exit 2
    ");
    assert_snapshot!(create(&home, "backend", &["--expires", "1y"]), @"
    -- stderr
    error: invalid value '1y' for '--expires <TIME>': say how long, such as 30d or 12h

    For more information, try '--help'.
    -- exit 2
    ");
    assert_snapshot!(create(&home, "backend", &["--expires", "3651d"]), @"
    -- stderr
    error: a token lives for ten years at most, or for ever
    -- exit 2
    ");
    assert!(!home.path().join("state/tokens.json").exists());
}

#[test]
fn a_name_is_taken_once_and_nobody_is_revoked_by_another_one() {
    let home = Home::new();
    create(&home, "backend", &[]);
    assert_snapshot!(create(&home, "backend", &[]), @"
    -- stderr
    error: there is a token 'backend' already
    hint: take another name, or revoke that one: dyte-stage tokens revoke
    -- exit 7
    ");
    assert_snapshot!(home.run(&["tokens", "revoke", "back"]), @"
    -- stderr
    error: no token has the name or id 'back'
    hint: list them: dyte-stage tokens list
    -- exit 3
    ");
    assert_snapshot!(home.run(&["tokens", "revoke", "back", "-o", "json"]), @r#"
    -- stderr
    {"code":"token_not_found","detail":"no token has the name or id 'back'","hint":"list them: dyte-stage tokens list","title":"dyte-stage failed"}
    -- exit 3
    "#);
}

#[test]
fn a_name_breaks_no_line() {
    let _filters = same_each_time();
    let home = Home::new();
    let name = "\u{202e}##[add-mask]a";
    create(&home, name, &[]);
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    ID        NAME            ROLE    MEETINGS  CREATED               EXPIRES
    [the id]  # #[add-mask]a  viewer  all       [when it was .. UTC]  never
    -- stderr
    1 token
    -- exit 0
    ");
    assert_snapshot!(create(&home, name, &[]), @"
    -- stderr
    error: there is a token '# #[add-mask]a' already
    hint: take another name, or revoke that one: dyte-stage tokens revoke
    -- exit 7
    ");
}

#[test]
fn a_damaged_file_is_left_as_it_is() {
    let home = Home::new();
    create(&home, "backend", &[]);
    let path = home.path().join("state/tokens.json");
    std::fs::write(&path, r#"{"version": 1, "tokens": ["#).unwrap();
    assert_snapshot!(home.run(&["tokens", "list"]), @"
    -- stderr
    error: cannot use the tokens in HOME/state/tokens.json: EOF while parsing a list at line 1 column 26
    hint: put a copy in its place, or move it away, which revokes every token
    -- exit 1
    ");
    let listed = home.run(&["tokens", "list"]);
    assert_eq!(create(&home, "another", &[]), listed);
    assert_eq!(home.run(&["tokens", "revoke", "backend"]), listed);
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, r#"{"version": 1, "tokens": ["#);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    insta::with_settings!({filters => [(r"os error \d+", "os error [n]")]}, {
        assert_snapshot!(home.run(&["tokens", "list"]), @"
        -- stderr
        error: cannot read the tokens in HOME/state/tokens.json: Is a directory (os error [n])
        hint: make room or allow reading and writing there, or use another folder: DYTE_STAGE_HOME
        -- exit 1
        ");
    });
}

#[test]
fn what_is_kept_is_no_secret_and_its_owners_alone() {
    let home = Home::new();
    let shown = home.json(&[
        "tokens", "create", "--role", "admin", "--name", "ops", "-o", "json",
    ]);
    let token = shown["token"].as_str().unwrap();
    let path = home.path().join("state/tokens.json");
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(!kept.contains(token.trim_start_matches("dyte_stage_")));
    let mut about = shown.clone();
    about.as_object_mut().unwrap().remove("token");
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["tokens"][0]["token"], about);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn whoever_waits_for_another_process_waits_no_longer_than_wanted() {
    let home = Home::new();
    create(&home, "backend", &[]);
    let lock = std::fs::File::open(home.path().join("state/tokens.lock")).unwrap();
    lock.lock().unwrap();
    assert_snapshot!(create(&home, "another", &["--timeout", "100ms"]), @"
    -- stderr
    error: not done within 0.1 s
    hint: what was sent may have been done: look before trying again
    -- exit 124
    ");
    // Reading needs no lock.
    let listed = home.run(&["tokens", "list"]);
    assert!(listed.ends_with("-- exit 0\n"), "{listed}");
    lock.unlock().unwrap();
    assert!(create(&home, "another", &[]).ends_with("-- exit 0\n"));
}
