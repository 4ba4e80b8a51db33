//! Faults of the environment: closed streams, a full disk, a home that is a file, variables that a CI
//! job left empty, a damaged state file.

use std::fs;
use std::io::pipe;
use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;

use crate::support::Home;

/// Where Amara stands, who asked at first.
fn amara(home: &Home) -> String {
    let stage = home.json(&["status", "guest-101", "-o", "json"]);
    stage["participants"][0]["stage_status"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    for stderr_too in [false, true] {
        let home = Home::rehearsing();
        let closed = || pipe().unwrap().1;
        let mut command = home.command(&["grant", "guest-101"]);
        command.stdout(closed());
        if stderr_too {
            command.stderr(closed());
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", home.told(&output));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
        assert_eq!(amara(&home), "ON_STAGE");
        for arguments in [
            &["--help"][..],
            &["help", "environment"],
            &["status", "-o", "json"],
        ] {
            let output = home.command(arguments).stdout(closed()).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_a_failure_and_what_was_done_is_done() {
    let home = Home::rehearsing();
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let to_full = |arguments: &[&str]| {
        let mut command = home.command(arguments);
        home.told(&command.stdout(full()).output().unwrap())
    };
    assert_snapshot!(to_full(&["grant", "guest-101"]), @"
    -- stderr
    1 done
    error: cannot write the output: No space left on device (os error 28)
    hint: what was done is done; see where things stand: dyte-stage status
    -- exit 1
    ");
    assert_eq!(amara(&home), "ON_STAGE");
    assert_snapshot!(to_full(&["status", "-o", "json"]), @r#"
    -- stderr
    {"code":"output","detail":"cannot write the output: No space left on device (os error 28)","hint":"what was done is done; see where things stand: dyte-stage status","title":"dyte-stage failed"}
    -- exit 1
    "#);
    assert_snapshot!(to_full(&["help", "exit-codes"]), @"
    -- stderr
    error: cannot write the output: No space left on device (os error 28)
    hint: what was done is done; see where things stand: dyte-stage status
    -- exit 1
    ");
    assert_snapshot!(to_full(&["--version"]), @"
    -- stderr
    error: cannot write the output: No space left on device (os error 28)
    hint: what was done is done; see where things stand: dyte-stage status
    -- exit 1
    ");
    let output = home
        .command(&["status", "-o", "id"])
        .stderr(full())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_home_that_is_a_file() {
    let home = Home::new();
    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    let home = home.with("DYTE_STAGE_HOME", file.to_str().unwrap());
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: cannot use the folder HOME/file/state: Not a directory (os error 20)
    hint: name a folder that can be written: DYTE_STAGE_HOME
    -- exit 1
    ");
    assert_snapshot!(home.run(&["sandbox", "reset"]), @"
    -- stderr
    error: cannot use the folder HOME/file/state: Not a directory (os error 20)
    hint: name a folder that can be written: DYTE_STAGE_HOME
    -- exit 1
    ");
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

/// Runs the program where not a byte more fits into any file.
#[cfg(unix)]
fn without_room(home: &Home, arguments: &[&str]) -> Output {
    let program = home.command(arguments);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(program.get_program())
        .args(program.get_args())
        .env_clear()
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::null());
    shell.output().unwrap()
}

#[cfg(unix)]
fn files(home: &Home, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(home.path().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn no_room_for_a_new_sandbox() {
    let home = Home::rehearsing();
    assert_snapshot!(home.told(&without_room(&home, &["grant", "guest-101"])), @"
    -- stderr
    error: cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27)
    hint: make room or allow writing there, or use another folder: DYTE_STAGE_HOME
    -- exit 1
    ");
    assert_snapshot!(home.told(&without_room(&home, &["requests", "list", "-o", "json"])), @r#"
    -- stderr
    {"code":"sandbox","detail":"cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27)","hint":"make room or allow writing there, or use another folder: DYTE_STAGE_HOME","title":"dyte-stage failed"}
    -- exit 1
    "#);
    assert_eq!(files(&home, "state"), ["sandbox.lock"]);
    // With room again, it is the first command of a new user.
    assert_eq!(amara(&home), "REQUESTED_TO_JOIN_STAGE");
}

#[cfg(unix)]
#[test]
fn no_room_for_what_was_done_undoes_it() {
    let home = Home::rehearsing();
    home.run(&["status"]);
    let before = fs::read(home.sandbox_file()).unwrap();
    assert_snapshot!(home.told(&without_room(&home, &["grant", "guest-101"])), @"
    RESULT  ID         NAME          DETAIL
    failed  guest-101  Amara Okafor  the platform refused: cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27) (500)
    -- stderr
    1 failed
    -- exit 1
    ");
    assert_snapshot!(home.told(&without_room(&home, &["sandbox", "reset"])), @"
    -- stderr
    error: cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27)
    hint: make room or allow writing there, or use another folder: DYTE_STAGE_HOME
    -- exit 1
    ");
    assert_snapshot!(home.told(&without_room(&home, &["meetings", "create", "--title", "Big"])), @"
    -- stderr
    error: the platform cannot answer now: cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27) (HTTP 500)
    hint: it may have been done all the same; look first: dyte-stage meetings list
    -- exit 5
    ");
    // Reading needs no room.
    assert_snapshot!(home.told(&without_room(&home, &["requests", "list", "-o", "id"])), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06
    74e805ec-aeb7-43da-bfc4-6081a2c34e07
    -- stderr
    5 ask to come on stage, first come first
    -- exit 0
    ");
    assert_eq!(fs::read(home.sandbox_file()).unwrap(), before);
    assert_eq!(files(&home, "state"), ["sandbox.json", "sandbox.lock"]);
    assert_eq!(files(&home, "cache").len(), 1);
    assert_eq!(amara(&home), "REQUESTED_TO_JOIN_STAGE");
}

#[cfg(unix)]
#[test]
fn no_room_to_replace_a_damaged_sandbox_leaves_it_where_it_is() {
    let home = Home::rehearsing();
    home.run(&["sandbox", "reset"]);
    fs::write(home.sandbox_file(), "{").unwrap();
    assert_snapshot!(home.told(&without_room(&home, &["status"])), @"
    -- stderr
    error: cannot save the sandbox's state in HOME/state/sandbox.json: File too large (os error 27)
    hint: make room or allow writing there, or use another folder: DYTE_STAGE_HOME
    -- exit 1
    ");
    assert_eq!(fs::read(home.sandbox_file()).unwrap(), b"{");
    assert_eq!(files(&home, "state"), ["sandbox.json", "sandbox.lock"]);
}

#[test]
fn a_variable_that_is_set_and_empty_is_a_secret_that_is_missing() {
    for name in [
        "DYTE_STAGE_API_TOKEN",
        "DYTE_STAGE_MEETING",
        "DYTE_STAGE_PLATFORM",
        "DYTE_STAGE_SERVER",
    ] {
        let home = Home::new().with(name, "");
        let said = format!(
            "-- stderr\nerror: {name} is set, but empty\n\
             hint: set it, or unset it; see: dyte-stage help environment\n-- exit 4\n"
        );
        assert_eq!(home.run(&["grant", "--all", "-y"]), said);
    }
    let home = Home::new().with("DYTE_STAGE_HOME", "");
    assert_snapshot!(home.run(&["sandbox", "status"]), @"
    -- stderr
    error: DYTE_STAGE_HOME is set, but empty
    hint: name a folder that can be written: DYTE_STAGE_HOME
    -- exit 4
    ");
    assert_snapshot!(Home::new().run(&["--server", "", "status"]), @"
    -- stderr
    error: --server is set, but empty
    hint: set it, or unset it; see: dyte-stage help environment
    -- exit 4
    ");
    // Cloudflare's own configure nothing by themselves.
    let home = Home::new().with("CLOUDFLARE_API_TOKEN", "");
    assert_snapshot!(home.run(&["status", "5f2a9c", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    -- stderr
    using the sandbox: no platform is configured (dyte-stage auth login)
    -- exit 0
    ");
}

#[test]
fn what_is_half_configured_is_never_a_rehearsal() {
    let run = |name: &str, value: &str| Home::new().with(name, value).run(&["grant", "5f2a9c"]);
    assert_snapshot!(Home::new().run(&["-m", "townhall", "grant", "5f2a9c"]), @"
    -- stderr
    error: the meeting 'townhall' is named, but no platform is configured
    hint: configure one: dyte-stage auth login; or set DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID and DYTE_STAGE_API_TOKEN (or, for Dyte, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY), or choose the sandbox: --platform sandbox
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_MEETING", "townhall"), @"
    -- stderr
    error: the meeting 'townhall' is named, but no platform is configured
    hint: configure one: dyte-stage auth login; or set DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID and DYTE_STAGE_API_TOKEN (or, for Dyte, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY), or choose the sandbox: --platform sandbox
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_API_TOKEN", "hunter2"), @"
    -- stderr
    error: RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID are not set
    hint: configure it: dyte-stage auth login; or see: dyte-stage help environment
    -- exit 4
    ");
    let half = Home::new().with("DYTE_STAGE_APP_ID", "app");
    assert_snapshot!(half.run(&["doctor"]), @"
    CHECK          RESULT  MS  DETAIL
    configuration  failed      RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_API_TOKEN are not set
    -- stderr
    error: RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_API_TOKEN are not set
    hint: configure it: dyte-stage auth login; or see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_APITOKEN", "hunter2"), @"
    -- stderr
    error: DYTE_STAGE_APITOKEN is set, which is no variable of dyte-stage
    hint: see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_API_TOKEN", "hunter2\n"), @"
    -- stderr
    error: DYTE_STAGE_API_TOKEN begins or ends with white space, or has a control character in it
    hint: set it without them
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_HOST_PRESET", "host"), @"
    -- stderr
    error: DYTE_STAGE_HOST_PRESET is set, but no platform is configured
    hint: configure one: dyte-stage auth login; or set DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_APP_ID and DYTE_STAGE_API_TOKEN (or, for Dyte, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY), or choose the sandbox: --platform sandbox
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_SERVER", "http://127.0.0.1:9"), @"
    -- stderr
    error: the service http://127.0.0.1:9/ is named, but DYTE_STAGE_SERVER_TOKEN is not set
    hint: configure it: dyte-stage auth login; or see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_SERVER_TOKEN", "hunter2"), @"
    -- stderr
    error: DYTE_STAGE_SERVER_TOKEN is set, but DYTE_STAGE_SERVER is not set
    hint: configure it: dyte-stage auth login; or see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_API_KEY", "hunter2"), @"
    -- stderr
    error: Dyte is chosen, but DYTE_STAGE_ORG_ID is not set
    hint: configure it: dyte-stage auth login; or see: dyte-stage help environment
    -- exit 4
    ");
    assert_snapshot!(run("DYTE_STAGE_PLATFORM", "zoom"), @"
    -- stderr
    error: DYTE_STAGE_PLATFORM is 'zoom', which is neither realtimekit nor dyte nor sandbox
    hint: see: dyte-stage help environment
    -- exit 2
    ");
}

#[test]
fn a_damaged_state_and_a_newer_one_are_set_aside() {
    for (contents, suffix) in [
        (&b"{\"version\":1,\"api_token\":\xff"[..], "damaged"),
        (b"", "damaged"),
        (b"{\"version\":1}", "damaged"),
        (b"{\"version\":2,\"rooms\":[]}", "newer"),
    ] {
        let home = Home::rehearsing();
        home.run(&["sandbox", "reset"]);
        fs::write(home.sandbox_file(), contents).unwrap();
        let told = home.run(&["requests", "list", "-o", "id"]);
        let (_, path) = told.split_once("it is kept as HOME/").unwrap();
        let (path, _) = path.split_once(", and a new").unwrap();
        assert!(
            path.starts_with(&format!("state/sandbox.json.{suffix}-")),
            "{told}"
        );
        assert_eq!(fs::read(home.path().join(path)).unwrap(), contents);
        assert!(told.ends_with("-- exit 0\n"), "{told}");
        assert!(!home.run(&["requests", "list"]).contains("warning"));
    }
    let home = Home::rehearsing();
    home.edit_sandbox(|state| state["version"] = 7.into());
    insta::with_settings!({filters => [(r"-\d{13}", "-[now]")]}, {
        assert_snapshot!(home.run(&["sandbox", "status"]), @"
        MEETING  LIVE  PARTICIPANTS  REQUESTS  TITLE
        demo     live  12            5         Demo: town hall
        -- stderr
        warning: the sandbox's state could not be used (a newer dyte-stage wrote it (version 7, not 1)); it is kept as HOME/state/sandbox.json.newer-[now], and a new sandbox takes its place
        state: HOME/state/sandbox.json
        -- exit 0
        ");
    });
    home.edit_sandbox(|state| state["meetings"] = "none".into());
    insta::with_settings!({filters => [(r"-\d{13}", "-[now]"), (r"column \d+", "column [there]")]}, {
        assert_snapshot!(home.run(&["-q", "requests", "list", "-o", "id"]), @r#"
        5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
        e90b3d86-4a51-4f72-8c6b-3d5e7f901b04
        27c4e1a8-6b73-4096-9d8e-4e6f80a12c05
        9d16f3ca-8c95-41b8-aea1-5f7091b23d06
        74e805ec-aeb7-43da-bfc4-6081a2c34e07
        -- stderr
        warning: the sandbox's state could not be used (invalid type: string "none", expected a map at line 1 column [there]); it is kept as HOME/state/sandbox.json.damaged-[now], and a new sandbox takes its place
        -- exit 0
        "#);
    });
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::rehearsing();
    home.run(&["grant", "5f2a9c"]);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in ["state", "cache"] {
        assert_eq!(mode(&home.path().join(folder)), 0o700, "{folder}");
        for file in files(&home, folder) {
            assert_eq!(mode(&home.path().join(folder).join(&file)), 0o600, "{file}");
        }
    }
    assert_eq!(files(&home, "state"), ["sandbox.json", "sandbox.lock"]);
    assert_eq!(files(&home, "cache").len(), 1);
}

#[cfg(unix)]
#[test]
fn no_secret_is_said_or_traced() {
    let home = Home::rehearsing().with("DYTE_STAGE_SERVER_TOKEN", "server-hunter2");
    home.run(&["status"]);
    let state = home.sandbox();
    let mut secrets = vec!["hunter2".to_owned()];
    for name in ["api_token", "token_key"] {
        secrets.push(state[name].as_str().unwrap().to_owned());
    }
    for file in files(&home, "cache") {
        let kept = fs::read(home.path().join("cache").join(file)).unwrap();
        let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        let token = kept["token"].as_str().unwrap();
        secrets.push(token.to_owned());
        // The signature alone would do.
        secrets.push(token.rsplit('.').next().unwrap().to_owned());
    }
    let idle = home.json(&["meetings", "create", "--title", "Idle", "-o", "json"]);
    let idle = idle["meeting"]["id"].as_str().unwrap();
    for arguments in [
        &["-v", "requests", "list"][..],
        &["-v", "grant", "5f2a9c", "nobody"],
        &["-v", "status", "nobody", "-o", "json"],
        &["-v", "sandbox", "status", "-o", "json"],
        &["-v", "meetings", "list"],
        &["-v", "-m", "nope", "status"],
        &["-v", "-m", idle, "kick", "--all", "-y"],
        &["-v", "--timeout", "1ms", "status"],
        &["-v", "--server", "http://127.0.0.1:9", "status"],
        &["-v", "--server", "http://me:hunter2@127.0.0.1:9", "status"],
    ] {
        let told = home.run(arguments);
        for secret in &secrets {
            assert!(!told.contains(secret), "{arguments:?}: {told}");
        }
        // The socket's address has its token in the query.
        assert!(
            !told.contains('?') && !told.contains("oken="),
            "{arguments:?}: {told}"
        );
    }
    // All this was traced.
    assert!(
        home.run(&["-v", "status"])
            .contains("path=\"/ws\" status=101")
    );
    let failed = without_room(&home, &["-v", "deny", "guest-103"]);
    let told = home.told(&failed);
    assert!(!failed.status.success() && secrets.iter().all(|secret| !told.contains(secret)));
}
