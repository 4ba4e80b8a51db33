//! Profiles in the configuration: what is read, what wins, what is changed and what is not.

use std::fs;

use insta::assert_snapshot;
use testing::fake::{API_TOKEN, Behaviour, Fake};

use crate::support::Home;

/// A home with this `config.toml`.
fn with_config(text: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("config/config.toml"), text).unwrap();
    home
}

fn config_of(home: &Home) -> String {
    fs::read_to_string(home.path().join("config/config.toml")).unwrap()
}

const TWO: &str = r#"# the usual
profile = "live"

[profiles.live]
platform = "dyte"
org_id = "org"   # ours
meeting = "townhall"

[profiles.rehearsal]
platform = "sandbox"
"#;

#[test]
fn what_is_in_effect_is_listed_with_its_source() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["config", "list"]), @"
    KEY       VALUE     SOURCE
    profile   live      config.toml
    platform  dyte      profile live
    org_id    org       profile live
    meeting   townhall  profile live
    -- stderr
    profiles: live, rehearsal
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "list", "-p", "rehearsal", "-m", "m"]), @"
    KEY       VALUE      SOURCE
    profile   rehearsal  --profile
    platform  sandbox    profile rehearsal
    meeting   m          --meeting
    -- stderr
    profiles: live, rehearsal
    -- exit 0
    ");
    let home = home
        .with("DYTE_STAGE_MEETING", "other")
        .with("DYTE_STAGE_HOST_PRESET", "host");
    assert_snapshot!(home.run(&["config", "list", "-o", "json"]), @r#"
    {"profiles":["live","rehearsal"],"settings":[{"key":"profile","source":"config.toml","value":"live"},{"key":"platform","source":"profile live","value":"dyte"},{"key":"org_id","source":"profile live","value":"org"},{"key":"meeting","source":"DYTE_STAGE_MEETING","value":"other"},{"key":"host_preset","source":"DYTE_STAGE_HOST_PRESET","value":"host"}]}
    -- stderr
    -- exit 0
    "#);
    // What the environment says is a whole place, with nothing of the profile's.
    let home = home.with("DYTE_STAGE_ORG_ID", "theirs");
    assert_snapshot!(home.run(&["config", "list"]), @"
    KEY          VALUE   SOURCE
    org_id       theirs  DYTE_STAGE_ORG_ID
    meeting      other   DYTE_STAGE_MEETING
    host_preset  host    DYTE_STAGE_HOST_PRESET
    -- stderr
    profiles: live, rehearsal
    -- exit 0
    ");
    assert_snapshot!(Home::new().run(&["config", "list"]), @"
    -- stderr
    nothing is configured, and commands work on the sandbox: dyte-stage auth login
    -- exit 0
    ");
}

#[test]
fn a_value_is_read_by_its_key() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["config", "get", "meeting"]), @"
    townhall
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "get", "profiles.rehearsal.platform"]), @"
    sandbox
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "get", "app_id"]), @"
    -- stderr
    error: 'app_id' is not set
    hint: see what is: dyte-stage config list
    -- exit 3
    ");
    assert_snapshot!(home.run(&["config", "get", "meting"]), @"
    -- stderr
    error: there is no key 'meting'; did you mean meeting?
    -- exit 2
    ");
    assert_snapshot!(home.run(&["config", "path"]), @"
    HOME/config/config.toml
    -- stderr
    -- exit 0
    ");
}

#[test]
fn a_change_keeps_the_rest_of_the_file() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["config", "set", "org-id", "new", "--dry-run"]), @"
    -- stderr
    would set profiles.live.org_id to new
    -- exit 0
    ");
    assert_eq!(config_of(&home), TWO);
    assert_snapshot!(home.run(&["config", "set", "org_id", "new"]), @"
    -- stderr
    set profiles.live.org_id to new
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "set", "profile", "rehearsal"]), @"
    -- stderr
    set profile to rehearsal
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "unset", "profiles.live.meeting"]), @"
    -- stderr
    unset profiles.live.meeting
    -- exit 0
    ");
    assert_snapshot!(home.run(&["config", "set", "meeting", "m", "-p", "third"]), @"
    -- stderr
    set profiles.third.meeting to m
    -- exit 0
    ");
    assert_snapshot!(config_of(&home), @r#"
    # the usual
    profile = "rehearsal"

    [profiles.live]
    platform = "dyte"
    org_id = "new"   # ours

    [profiles.rehearsal]
    platform = "sandbox"

    [profiles.third]
    meeting = "m"
    "#);
}

#[test]
fn what_makes_no_sense_is_not_set() {
    let home = with_config(TWO);
    for (key, value, why) in [
        ("metting", "m", "did you mean meeting?"),
        ("api_key", "hunter2", "dyte-stage auth login --with-token"),
        (
            "profiles.live.secret",
            "hunter2",
            "a secret is not kept here",
        ),
        ("platform", "zoom", "platform is 'zoom'"),
        ("api_url", "http://example.com/v2", "unencrypted"),
        ("server", "example.com", "not an absolute URL"),
        ("meeting", "..", "no meeting's id"),
        ("meeting", "", "meeting is set, but empty"),
        ("profile", "lve", "did you mean live?"),
        ("profiles.a b.meeting", "m", "cannot be a profile's name"),
    ] {
        let told = home.run(&["config", "set", key, value]);
        assert!(told.contains(why), "{key}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
        assert!(!told.ends_with("exit 0\n"), "{told}");
    }
    assert_eq!(config_of(&home), TWO);
}

#[test]
fn a_value_that_the_next_command_would_refuse_is_not_set() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["config", "set", "server", "https://x/v1"]), @"
    -- stderr
    error: server is 'https://x/v1': it must not end with /v1, which is added
    hint: see: dyte-stage help environment
    -- exit 2
    ");
    let elsewhere = "https://api.cloudflare.com/client/v4";
    assert_snapshot!(home.run(&["config", "set", "api_url", elsewhere]), @"
    -- stderr
    error: profile 'live': api_url is 'https://api.cloudflare.com/client/v4': it takes RealtimeKit's credentials
    hint: change it: dyte-stage config set KEY VALUE --profile live
    -- exit 4
    ");
    assert_snapshot!(home.run(&["config", "set", "api_url", elsewhere, "--dry-run"]), @"
    -- stderr
    error: profile 'live': api_url is 'https://api.cloudflare.com/client/v4': it takes RealtimeKit's credentials
    hint: change it: dyte-stage config set KEY VALUE --profile live
    -- exit 4
    ");
    assert_eq!(config_of(&home), TWO);
    // What is missing may follow.
    let told = home.run(&["config", "set", "profiles.new.api_url", elsewhere]);
    assert!(told.ends_with("exit 0\n"), "{told}");
    let told = home.run(&["config", "set", "profiles.new.platform", "dyte"]);
    assert!(
        told.contains("it takes RealtimeKit's credentials"),
        "{told}"
    );
    let told = home.run(&["config", "set", "profiles.new.platform", "realtimekit"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn a_profile_that_the_next_command_would_refuse_is_not_used_and_can_be_mended() {
    let text = "profile = 'a'\n[profiles.a]\nplatform = 'sandbox'\n[profiles.b]\n\
                server = 'https://x/v1'\nmeeting = '..'\n";
    let home = with_config(text);
    assert_snapshot!(home.run(&["config", "set", "profile", "b"]), @"
    -- stderr
    error: profile 'b': server is 'https://x/v1': it must not end with /v1, which is added
    hint: change it: dyte-stage config set KEY VALUE --profile b
    -- exit 4
    ");
    assert_eq!(config_of(&home), text);
    for (key, value) in [
        ("profiles.b.server", "https://x"),
        ("profiles.b.meeting", "m"),
        ("profile", "b"),
    ] {
        let told = home.run(&["config", "set", key, value]);
        assert!(told.ends_with("exit 0\n"), "{told}");
    }
}

#[test]
fn unknown_keys_are_warned_of() {
    let home = with_config("profle = 'x'\n[profiles.a]\nplatform = 'sandbox'\nmeetng = 'm'\n");
    assert_snapshot!(home.run(&["-p", "a", "requests", "list", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    warning: HOME/config/config.toml: profle (did you mean profile?) means nothing
    warning: HOME/config/config.toml: profiles.a.meetng (did you mean meeting?) means nothing
    5 ask to come on stage, first come first
    -- exit 0
    ");
}

#[test]
fn a_malformed_file_is_an_error_with_its_line() {
    let home = with_config("profile = 'live'\n\n[profiles.live\nmeeting = 'm'\n");
    assert_snapshot!(home.run(&["status"]), @"
    -- stderr
    error: HOME/config/config.toml, line 3: unclosed table, expected `]`
    hint: mend that line, or move the file away
    -- exit 4
    ");
    let home = with_config("[profiles.live]\nmeeting = 7\n");
    assert_snapshot!(home.run(&["status", "-o", "json"]), @r#"
    -- stderr
    {"code":"configuration","detail":"HOME/config/config.toml, line 2: invalid type: integer `7`, expected a string","hint":"mend that line, or move the file away","title":"dyte-stage failed"}
    -- exit 4
    "#);
}

#[test]
fn an_unknown_profile_is_an_error_that_lists_them() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["-p", "rehersal", "status"]), @"
    -- stderr
    error: there is no profile 'rehersal' (--profile); there are live, rehearsal
    hint: did you mean rehearsal?
    -- exit 4
    ");
    assert_snapshot!(with_config("profile = 'gone'").run(&["status"]), @"
    -- stderr
    error: there is no profile 'gone' (config.toml); there are none yet
    hint: make it: dyte-stage auth login --profile gone
    -- exit 4
    ");
}

#[test]
fn what_contradicts_itself_is_an_error() {
    let home = with_config(TWO);
    assert_snapshot!(home.run(&["-p", "live", "--platform", "sandbox", "status"]), @"
    -- stderr
    error: --profile and --platform both say where to work
    hint: leave out one of them
    -- exit 2
    ");
    let home = home
        .with("DYTE_STAGE_PROFILE", "live")
        .with("DYTE_STAGE_APP_ID", "app");
    assert_snapshot!(home.run(&["status"]), @"
    -- stderr
    error: DYTE_STAGE_PROFILE and DYTE_STAGE_APP_ID both say where to work
    hint: unset one of them: unset DYTE_STAGE_PROFILE, or unset DYTE_STAGE_APP_ID
    -- exit 4
    ");
    // Whoever names a platform, or a profile, on the command line means that.
    let told = home.run(&["--platform", "sandbox", "requests", "list", "-o", "id"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
    let told = home.run(&["-p", "rehearsal", "requests", "list", "-o", "id"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn a_profile_is_configuration_and_never_the_sandbox() {
    assert_snapshot!(with_config(TWO).run(&["status"]), @"
    -- stderr
    error: no secret is kept for the profile 'live'
    hint: dyte-stage auth login --profile live; or, with --profile live, set DYTE_STAGE_API_KEY
    -- exit 4
    ");
    let home = with_config("profile = 'a'\n[profiles.a]\nmeeting = 'm'\n");
    assert_snapshot!(home.run(&["status"]), @"
    -- stderr
    error: no secret is kept for the profile 'a'
    hint: dyte-stage auth login --profile a; or, with --profile a, set DYTE_STAGE_API_TOKEN
    -- exit 4
    ");
    let home = with_config("profile = 'a'\n[profiles.a]\nplatform = 'sandbox'\n");
    let told = home.run(&["requests", "list", "-o", "id"]);
    assert!(
        told.ends_with("exit 0\n") && !told.contains("using the sandbox"),
        "{told}"
    );
}

#[test]
fn a_secret_of_the_environment_completes_a_profile_that_is_named() {
    let fake = Fake::new(Behaviour::default());
    let text = format!(
        "profile = 'ci'\n[profiles.ci]\nplatform = 'realtimekit'\naccount_id = 'acc'\napp_id = 'app'\n\
         api_url = '{}'\nsignalling_url = '{}'\n",
        fake.api_url(),
        fake.signalling_url()
    );
    let home = with_config(&text).with("DYTE_STAGE_API_TOKEN", API_TOKEN);
    let told = home.run(&["meetings", "list", "-o", "id"]);
    assert!(
        told.contains("DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID are not set"),
        "{told}"
    );
    let told = home.run(&["-p", "ci", "meetings", "list", "-o", "id"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
    let home = home.with("DYTE_STAGE_PROFILE", "ci");
    let told = home.run(&["meetings", "list", "-o", "id"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn a_file_in_the_working_directory_configures_nothing() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    for name in ["config.toml", "dyte-stage.toml", ".dyte-stage.toml"] {
        fs::write(folder.path().join(name), TWO).unwrap();
    }
    let output = home
        .command(&["config", "list"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(home.told(&output).contains("nothing is configured"));
}
