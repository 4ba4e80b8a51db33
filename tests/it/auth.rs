//! Setting up: what is asked and checked, what is saved, and where a secret may go.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use insta::assert_snapshot;
use testing::fake::{API_TOKEN, Behaviour, Fake, MEETING, ORG};

use crate::backends::Live;
use crate::support::Home;
use crate::terminal_prompts::dialogue;

/// Sets a profile up on a platform, with the secret on stdin.
fn login(home: &Home, fake: &Fake, further: &[&str], secret: &str) -> String {
    let (api, signalling) = (fake.api_url(), fake.signalling_url());
    let mut arguments = vec!["auth", "login", "--with-token"];
    arguments.extend(["--account-id", "acc", "--app-id", "app"]);
    arguments.extend(["--api-url", &api, "--signalling-url", &signalling]);
    arguments.extend(further);
    plain(&home.run_with(&arguments, secret))
}

/// Without the ports, which differ.
fn plain(told: &str) -> String {
    let mut plain = String::new();
    for (index, part) in told.split("127.0.0.1:").enumerate() {
        if index > 0 {
            plain.push_str("127.0.0.1:[port]");
        }
        let rest = match index {
            0 => part,
            _ => part.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
        plain.push_str(rest);
    }
    plain
}

fn credentials(home: &Home) -> PathBuf {
    home.path().join("config/credentials.toml")
}

fn config(home: &Home) -> PathBuf {
    home.path().join("config/config.toml")
}

#[test]
fn a_login_is_checked_saved_and_used() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    assert_snapshot!(login(&home, &fake, &[], &format!("{API_TOKEN}\n")), @"
    -- stderr
    app app of account acc: 2 meetings, 1 live (m-1); the host joins with host
    saved the profile default in HOME/config/config.toml
    -- exit 0
    ");
    let mode = fs::metadata(credentials(&home))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let saved = fs::read_to_string(config(&home)).unwrap();
    assert!(!saved.contains(API_TOKEN));
    assert_snapshot!(plain(&saved), @r#"
    profile = "default"

    [profiles.default]
    platform = "realtimekit"
    account_id = "acc"
    app_id = "app"
    api_url = "http://127.0.0.1:[port]/client/v4"
    signalling_url = "ws://127.0.0.1:[port]/ws"
    "#);
    let told = home.run(&["-m", MEETING, "requests", "list", "-o", "id"]);
    assert_eq!(
        told,
        "u-amara\n-- stderr\n1 asks to come on stage\n-- exit 0\n"
    );
    // A second one is not in use until somebody says so.
    assert_snapshot!(login(&home, &fake, &["-p", "second", "-m", MEETING], API_TOKEN), @"
    -- stderr
    app app of account acc: 2 meetings, 1 live (m-1); the host joins with host
    saved the profile second in HOME/config/config.toml
    in use is default; for this one: --profile second, or dyte-stage config set profile second
    -- exit 0
    ");
    assert_snapshot!(plain(&home.run(&["auth", "status"])), @"
    PROFILE  IN USE  SECRET  WHERE                   DETAIL
    default  yes     works   app app of account acc  2 meetings, 1 live (m-1); the host joins with host
    second           works   app app of account acc  2 meetings, 1 live (m-1); the host joins with host
    -- stderr
    -- exit 0
    ");
    let told = home.run(&["-p", "second", "requests", "list", "-o", "id"]);
    assert_eq!(
        told,
        "u-amara\n-- stderr\n1 asks to come on stage\n-- exit 0\n"
    );
    let told = home.run(&["-vv", "-p", "second", "meetings", "list"]);
    assert!(!told.contains(API_TOKEN), "{told}");
}

#[test]
fn what_is_not_good_is_not_saved() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    assert_snapshot!(login(&home, &fake, &[], "hunter2"), @"
    -- stderr
    error: nothing was saved: account: the platform refused the credentials: Authentication error
    hint: check --account-id, and that the token has the permission Realtime
    -- exit 4
    ");
    assert_snapshot!(login(&home, &fake, &[], "\n"), @"
    -- stderr
    error: the secret is empty
    -- exit 2
    ");
    assert_snapshot!(login(&home, &fake, &["-m", "nowhere"], API_TOKEN), @"
    -- stderr
    error: nothing was saved: the platform has no meeting 'nowhere'
    hint: list them: dyte-stage meetings list
    -- exit 3
    ");
    assert!(!credentials(&home).exists() && !config(&home).exists());
    // What was good stays.
    login(&home, &fake, &[], API_TOKEN);
    let before = [credentials(&home), config(&home)].map(|path| fs::read(path).unwrap());
    login(&home, &fake, &["--app-id", "other"], "hunter2");
    let after = [credentials(&home), config(&home)].map(|path| fs::read(path).unwrap());
    assert_eq!(before, after);
}

#[test]
fn what_cannot_be_asked_for_is_named() {
    let home = Home::new();
    assert_snapshot!(home.run(&["auth", "login"]), @"
    -- stderr
    error: it cannot be asked for, and was not said: --platform realtimekit, dyte or sandbox, or --server URL
    -- exit 2
    ");
    let told = home.run(&["auth", "login", "--platform", "realtimekit"]);
    assert!(
        told.contains("--account-id") && told.ends_with("exit 2\n"),
        "{told}"
    );
    let told = home.run(&["auth", "login", "--account-id", "a"]);
    assert!(
        told.contains("--app-id") && told.ends_with("exit 2\n"),
        "{told}"
    );
    let told = home.run(&["auth", "login", "--platform", "dyte"]);
    assert!(
        told.contains("--org-id") && told.ends_with("exit 2\n"),
        "{told}"
    );
    let told = home.run(&["auth", "login", "--org-id", "o"]);
    assert!(
        told.contains("--with-token") && told.ends_with("exit 2\n"),
        "{told}"
    );
    let api = ["--api-url", "http://127.0.0.1:9/client/v4"];
    let realtimekit = ["auth", "login", "--account-id", "a", "--app-id", "b"];
    let arguments = [&realtimekit[..], &api, &["--with-token"]].concat();
    let told = home.run_with(&arguments, "t");
    assert!(
        told.contains("--signalling-url") && told.ends_with("exit 2\n"),
        "{told}"
    );
}

#[test]
fn dyte_and_services_are_set_up_alike() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    let api = fake.api_url().replace("/client/v4", "/v2");
    let signalling = fake.signalling_url();
    let arguments = [
        "auth",
        "login",
        "--with-token",
        "--org-id",
        ORG,
        "--api-url",
        &api,
        "--signalling-url",
        &signalling,
        "-o",
        "json",
    ];
    assert_snapshot!(home.run_with(&arguments, API_TOKEN), @r#"
    {"profile":"default","in_use":true,"platform":"dyte","meetings":2,"live":["m-1"],"host_preset":"host"}
    -- stderr
    saved the profile default in HOME/config/config.toml
    -- exit 0
    "#);
    let told = home.run(&["-m", MEETING, "requests", "list", "-o", "id"]);
    assert_eq!(
        told,
        "u-amara\n-- stderr\n1 asks to come on stage\n-- exit 0\n"
    );

    let folder = tempfile::tempdir().unwrap();
    let serving = Live::Service.serve(folder.path());
    let at = Live::Service.at(&serving);
    let [(_, url), (_, token)] = &at[..] else {
        panic!("a service has two")
    };
    let arguments = [
        "auth",
        "login",
        "--with-token",
        "--server",
        url,
        "-p",
        "team",
    ];
    assert_snapshot!(plain(&home.run_with(&arguments, token)), @"
    -- stderr
    http://127.0.0.1:[port]: role admin; 1 meeting, 1 live (demo); the host joins with dyte-stage-host
    saved the profile team in HOME/config/config.toml
    in use is default; for this one: --profile team, or dyte-stage config set profile team
    -- exit 0
    ");
    let told = home.run(&["-p", "team", "meetings", "list", "-o", "id"]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    let told = home.run_with(&arguments, "wrong");
    assert!(
        told.contains("nothing was saved") && told.ends_with("exit 4\n"),
        "{told}"
    );
}

#[test]
fn a_secret_goes_only_where_it_was_saved_for() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    login(&home, &fake, &[], API_TOKEN);
    let elsewhere = Fake::new(Behaviour::default());
    assert_snapshot!(plain(&home.run(&["config", "set", "api_url", &elsewhere.api_url()])), @"
    -- stderr
    set profiles.default.api_url to http://127.0.0.1:[port]/client/v4
    warning: the secret of the profile 'default' was saved for http://127.0.0.1:[port]/client/v4, and the profile now leads to http://127.0.0.1:[port]/client/v4: dyte-stage auth login --profile default
    -- exit 0
    ");
    assert_snapshot!(plain(&home.run(&["meetings", "list"])), @"
    -- stderr
    error: the secret of the profile 'default' was saved for http://127.0.0.1:[port]/client/v4, and the profile now leads to http://127.0.0.1:[port]/client/v4
    hint: dyte-stage auth login --profile default
    -- exit 4
    ");
    assert_eq!(elsewhere.log(), "");
    // Nor does a place that the environment names get it.
    let calls = fake.log();
    let home = home
        .with("DYTE_STAGE_API_URL", &elsewhere.api_url())
        .with("DYTE_STAGE_SIGNALLING_URL", &elsewhere.signalling_url())
        .with("DYTE_STAGE_ACCOUNT_ID", "acc")
        .with("DYTE_STAGE_APP_ID", "app");
    let told = home.run(&["meetings", "list"]);
    assert!(told.contains("DYTE_STAGE_API_TOKEN is not set"), "{told}");
    assert_eq!((elsewhere.log(), fake.log()), (String::new(), calls));
}

#[test]
fn secrets_that_others_can_read_are_refused() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    login(&home, &fake, &[], API_TOKEN);
    fs::set_permissions(credentials(&home), fs::Permissions::from_mode(0o644)).unwrap();
    assert_snapshot!(home.run(&["meetings", "list"]), @"
    -- stderr
    error: HOME/config/credentials.toml can be read by others (mode 0644)
    hint: make it yours alone: chmod 600 HOME/config/credentials.toml
    -- exit 4
    ");
    // Whoever needs none works on.
    let told = home.run(&["--platform", "sandbox", "requests", "list", "-o", "id"]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
}

#[test]
fn a_logout_forgets_the_secret_alone() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    login(&home, &fake, &[], API_TOKEN);
    let saved = fs::read(config(&home)).unwrap();
    assert_snapshot!(home.run(&["auth", "logout", "--dry-run"]), @"
    -- stderr
    would forget the secret of the profile default
    -- exit 0
    ");
    assert!(
        fs::read_to_string(credentials(&home))
            .unwrap()
            .contains(API_TOKEN)
    );
    assert_snapshot!(home.run(&["auth", "logout"]), @"
    -- stderr
    forgot the secret of the profile default; its settings stay, for the next dyte-stage auth login
    -- exit 0
    ");
    assert!(
        !fs::read_to_string(credentials(&home))
            .unwrap()
            .contains(API_TOKEN)
    );
    assert_eq!(fs::read(config(&home)).unwrap(), saved);
    assert_snapshot!(home.run(&["auth", "logout"]), @"
    -- stderr
    no secret is kept for the profile default
    -- exit 0
    ");
    assert_snapshot!(home.run(&["meetings", "list"]), @"
    -- stderr
    error: no secret is kept for the profile 'default'
    hint: dyte-stage auth login --profile default; or, with --profile default, set DYTE_STAGE_API_TOKEN
    -- exit 4
    ");
    let told = home.run(&["auth", "status"]);
    assert!(told.ends_with("-- exit 4\n"), "{told}");
}

#[test]
fn a_folder_that_cannot_be_written_keeps_what_it_has() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    login(&home, &fake, &[], API_TOKEN);
    let before = [credentials(&home), config(&home)].map(|path| fs::read(path).unwrap());
    // A file-size limit stops whoever may write everywhere, too.
    let (api, signalling) = (fake.api_url(), fake.signalling_url());
    let mut limited = std::process::Command::new("sh");
    let command = home.command(&[]);
    limited
        .args(["-c", "ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(command.get_program())
        .args([
            "auth",
            "login",
            "--with-token",
            "--account-id",
            "acc",
            "--app-id",
            "app",
        ])
        .args([
            "--api-url",
            &api,
            "--signalling-url",
            &signalling,
            "-m",
            MEETING,
        ])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("DYTE_STAGE_HOME", home.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = limited.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), API_TOKEN.as_bytes()).unwrap();
    let told = home.told(&child.wait_with_output().unwrap());
    assert!(
        told.contains("cannot write") && told.ends_with("-- exit 1\n"),
        "{told}"
    );
    let after = [credentials(&home), config(&home)].map(|path| fs::read(path).unwrap());
    assert_eq!(before, after);
}

#[test]
fn variables_that_win_are_warned_of() {
    let fake = Fake::new(Behaviour::default());
    let home = Home::new().with("DYTE_STAGE_ORG_ID", "org");
    let told = login(&home, &fake, &[], API_TOKEN);
    let warning = "warning: the environment wins over profiles: unset DYTE_STAGE_ORG_ID, or say --profile default";
    assert!(told.contains(warning), "{told}");
    let told = home.run(&["auth", "status"]);
    assert!(
        told.contains("(environment)") && told.ends_with("-- exit 4\n"),
        "{told}"
    );
}

#[test]
fn at_a_terminal_it_asks_and_shows_no_secret() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    let (api, signalling) = (fake.api_url(), fake.signalling_url());
    let arguments = [
        "auth",
        "login",
        "--api-url",
        &api,
        "--signalling-url",
        &signalling,
    ];
    let mut answers = vec![
        ("App id: ", "app\r".to_owned()),
        ("(not shown): ", format!("{API_TOKEN}\r")),
        ("Account id: ", "acc\r".to_owned()),
        ("Where are the meetings", "\r".to_owned()),
    ];
    let (shown, ended) = dialogue(120, &home, &arguments, &mut |shown| {
        let shown = String::from_utf8_lossy(shown);
        let (question, _) = answers.last()?;
        let is_asked = shown.contains(question);
        is_asked
            .then(|| answers.pop().map(|(_, answer)| answer))
            .flatten()
    });
    assert!(!shown.contains(API_TOKEN), "{shown}");
    assert_eq!(ended.code(), Some(0), "{shown}");
    assert!(shown.contains("saved the profile default"), "{shown}");
    assert!(
        shown.contains("next: dyte-stage requests list --meeting m-1"),
        "{shown}"
    );
    assert!(
        fs::read_to_string(credentials(&home))
            .unwrap()
            .contains(API_TOKEN)
    );
}

#[test]
fn another_accounts_secret_does_not_go_to_the_old_address() {
    let fake = Fake::new(Behaviour::default());
    // Whatever leaves this machine does not get far.
    let home = Home::new().with("HTTPS_PROXY", &format!("http://{}", crate::support::NOBODY));
    login(&home, &fake, &[], API_TOKEN);
    let asked = fake.log();
    let another = [
        "auth",
        "login",
        "--with-token",
        "--account-id",
        "other",
        "--app-id",
        "app-2",
    ];
    let told = home.run_with(&another, "another-secret");
    assert!(told.ends_with("-- exit 5\n"), "{told}");
    assert_eq!(fake.log(), asked);
    assert!(
        fs::read_to_string(config(&home))
            .unwrap()
            .contains("\"acc\"")
    );
}

#[test]
fn what_one_place_has_is_not_taken_for_another() {
    let home = Home::new();
    let refused = |arguments: &[&str]| {
        let arguments = [&["auth", "login", "--no-input"], arguments].concat();
        let told = home.run(&arguments);
        assert!(told.ends_with("-- exit 2\n"), "{told}");
        told.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(
        refused(&["--platform", "sandbox", "--account-id", "prod"]),
        "error: the sandbox has no account, app or organization to say"
    );
    assert_eq!(
        refused(&["--platform", "dyte", "--account-id", "acc"]),
        "error: Dyte has an organization, and no --account-id or --app-id"
    );
    assert!(!config(&home).exists());
}

#[test]
fn a_preset_that_is_named_must_be_there() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    let told = login(&home, &fake, &["--host-preset", "nobody's"], API_TOKEN);
    assert!(told.ends_with("-- exit 4\n"), "{told}");
    assert!(!config(&home).exists());
}

#[test]
fn logins_at_the_same_moment_are_all_kept() {
    let home = Home::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    let logins = names.map(|name| {
        let mut command = home.command(&["auth", "login", "--platform", "sandbox", "-p", name]);
        command.spawn().unwrap()
    });
    for mut login in logins {
        assert!(login.wait().unwrap().success());
    }
    let kept = fs::read_to_string(config(&home)).unwrap();
    for name in names {
        assert!(kept.contains(&format!("[profiles.{name}]")), "{kept}");
    }
}

#[test]
fn a_variable_that_keeps_a_profile_from_counting_is_named() {
    let (fake, home) = (Fake::new(Behaviour::default()), Home::new());
    login(&home, &fake, &["-m", MEETING], API_TOKEN);
    let home = home.with("DYTE_STAGE_API_TOKEN", "stray");
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID are not set
    hint: variables count before the profile in use: unset them, or say --profile default
    -- exit 4
    ");
}
