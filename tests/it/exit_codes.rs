//! Every exit code as a script sees it, and the help that explains them.

use insta::assert_snapshot;

use crate::support::Home;

fn code(home: &Home, arguments: &[&str]) -> Option<i32> {
    home.command(arguments).output().unwrap().status.code()
}

#[test]
fn help_explains_every_exit_code() {
    assert_snapshot!(Home::new().run(&["help", "exit-codes"]), @"
    CODE  MEANING
    0     done, also when nothing had to change
    1     failed, or declined
    2     wrong usage, or an answer was needed and there is no terminal
    3     not found, ambiguous, or not in the session
    4     not authenticated, not permitted, or not configured
    5     unavailable: network, rate limit or platform error
    6     an operation on several participants ended in more than one way
    7     conflict: no live session, stage not enabled, or wrong status
    124   timed out, or sent but not confirmed
    130   interrupted
    -- stderr
    -- exit 0
    ");
}

#[test]
fn exit_0_is_done_also_when_nothing_had_to_change() {
    let home = Home::rehearsing();
    assert_eq!(code(&home, &["grant", "5f2a9c"]), Some(0));
    assert_eq!(code(&home, &["grant", "5f2a9c", "panel-1"]), Some(0));
    assert_eq!(code(&home, &["deny", "--all", "-y"]), Some(0));
    assert_eq!(code(&home, &["deny", "--all", "-y"]), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn exit_1_is_failed() {
    let home = Home::rehearsing();
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = home.command(&["status"]);
    let output = command.stdout(full.unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn exit_2_is_wrong_usage_or_no_terminal() {
    let home = Home::rehearsing();
    assert_eq!(code(&home, &[]), Some(2));
    assert_eq!(code(&home, &["requests"]), Some(2));
    assert_eq!(code(&home, &["grant"]), Some(2));
    assert_eq!(code(&home, &["grant", "--all"]), Some(2));
}

#[test]
fn exit_3_is_not_found_ambiguous_or_not_in_the_session() {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| {
        let people = &mut state["meetings"]["demo"]["participants"];
        people["5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"]["name"] = "Dev Patel".into();
        people["08bc2930-e2fb-471e-90fa-82a3c4e56009"]["attendee"].take();
    });
    assert_eq!(code(&home, &["grant", "nobody", "nobody-else"]), Some(3));
    assert_eq!(code(&home, &["grant", "name:Dev Patel"]), Some(3));
    assert_eq!(code(&home, &["grant", "guest-107"]), Some(3));
    assert_eq!(code(&home, &["status", "guest-107"]), Some(3));
    assert_eq!(code(&home, &["-m", "nope", "status"]), Some(3));
}

#[test]
fn exit_4_is_not_configured_or_not_permitted() {
    let home = Home::new();
    assert_eq!(code(&home, &["-m", "townhall", "status"]), Some(4));
    assert_eq!(
        code(&home, &["--platform", "realtimekit", "status"]),
        Some(4)
    );
    assert_eq!(
        code(&home, &["--server", "http://127.0.0.1:9", "status"]),
        Some(4)
    );
    let home = Home::rehearsing();
    home.edit_sandbox(|state| {
        let presets = state["presets"].as_array_mut().unwrap();
        presets.retain(|preset| preset["name"] != "dyte-stage-host");
    });
    assert_snapshot!(home.run(&["requests", "list"]), @"
    -- stderr
    error: no preset is hidden, may manage the stage and skips the waiting room
    hint: make one: dyte-stage presets create-host; or name one: DYTE_STAGE_HOST_PRESET
    -- exit 4
    ");
}

#[test]
fn exit_5_is_unavailable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", port.local_addr().unwrap());
    drop(port);
    let home = Home::new()
        .with("DYTE_STAGE_SERVER", &nobody)
        .with("DYTE_STAGE_SERVER_TOKEN", "token")
        .with("DYTE_STAGE_MEETING", "townhall");
    insta::with_settings!({filters => [(r"os error \d+", "os error [n]")]}, {
        assert_snapshot!(home.run(&["status"]), @"
        -- stderr
        error: cannot reach the service: 127.0.0.1: tcp connect error: Connection refused (os error [n])
        hint: check --server or DYTE_STAGE_SERVER
        -- exit 5
        ");
    });
}

#[test]
fn exit_6_is_more_than_one_way() {
    let home = Home::rehearsing();
    assert_eq!(code(&home, &["grant", "5f2a9c", "nobody"]), Some(6));
    assert_eq!(code(&home, &["deny", "panel-1", "nobody"]), Some(6));
}

#[test]
fn exit_7_is_a_conflict() {
    let home = Home::rehearsing();
    let idle = home.json(&["meetings", "create", "--title", "Idle", "-o", "json"]);
    let idle = idle["meeting"]["id"].as_str().unwrap();
    assert_eq!(code(&home, &["-m", idle, "requests", "list"]), Some(7));
    assert_eq!(code(&home, &["deny", "panel-1", "crew-1"]), Some(7));
}

#[test]
fn exit_124_is_timed_out_and_leaves_the_sandbox_to_others() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["grant", "5f2a9c", "--timeout", "1ms"]), @"
    -- stderr
    error: not done within 0.001 s
    hint: see where things stand: dyte-stage status
    -- exit 124
    ");
    assert_snapshot!(home.run(&["--timeout", "1ms", "status", "-o", "json"]), @r#"
    -- stderr
    {"code":"timed_out","detail":"not done within 0.001 s","hint":"see where things stand: dyte-stage status","title":"dyte-stage failed"}
    -- exit 124
    "#);
    assert_eq!(code(&home, &["--timeout", "30s", "status"]), Some(0));
}

/// The command is interrupted once it waits for the sandbox and listens for the signal.
#[cfg(target_os = "linux")]
#[test]
fn exit_130_is_interrupted() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let home = Home::rehearsing();
    home.run(&["status"]);
    let lock = std::fs::File::open(home.path().join("state/sandbox.lock")).unwrap();
    lock.lock().unwrap();
    let mut command = home.command(&["grant", "--all", "-y"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let process = std::path::PathBuf::from(format!("/proc/{}", child.id()));
    let waits = || {
        let files = std::fs::read_dir(process.join("fd")).unwrap();
        let mut files = files.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
        files.any(|file| file.ends_with("state/sandbox.lock"))
    };
    let listens = || {
        let status = std::fs::read_to_string(process.join("status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = u64::from_str_radix(caught.unwrap().trim(), 16).unwrap();
        // Signal n is bit n - 1; SIGINT is 2.
        caught & 0b10 != 0
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while !(waits() && listens()) {
        assert!(Instant::now() < deadline, "the command does not wait");
        std::thread::yield_now();
    }
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    assert_snapshot!(home.told(&child.wait_with_output().unwrap()), @"
    -- stderr
    error: interrupted
    hint: see where things stand: dyte-stage status
    -- exit 130
    ");
    lock.unlock().unwrap();
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
}

#[test]
fn help_explains_every_variable() {
    assert_snapshot!(Home::new().run(&["help", "environment"]), @"
    VARIABLE                   MEANING
    DYTE_STAGE_PLATFORM        realtimekit, dyte or sandbox; unset, it follows from the credentials that are set
    DYTE_STAGE_ACCOUNT_ID      the Cloudflare account (else CLOUDFLARE_ACCOUNT_ID)
    DYTE_STAGE_APP_ID          the RealtimeKit app
    DYTE_STAGE_API_TOKEN       a Cloudflare API token with the Realtime permission; secret (else CLOUDFLARE_API_TOKEN)
    CLOUDFLARE_ACCOUNT_ID      used when DYTE_STAGE_ACCOUNT_ID is unset and an app or realtimekit is named
    CLOUDFLARE_API_TOKEN       used when DYTE_STAGE_API_TOKEN is unset and an app or realtimekit is named; secret
    DYTE_STAGE_ORG_ID          the Dyte organization
    DYTE_STAGE_API_KEY         the Dyte API key; secret
    DYTE_STAGE_MEETING         the meeting, as --meeting
    DYTE_STAGE_HOST_PRESET     the preset with which to join; unset, the only one that is hidden and manages the stage
    DYTE_STAGE_SERVER          the address of a Stage API service, as --server; platform variables are then not read
    DYTE_STAGE_SERVER_TOKEN    the token for that service; secret
    DYTE_STAGE_API_URL         the platform's REST address, up to and including /client/v4 (realtimekit) or /v2 (dyte)
    DYTE_STAGE_SIGNALLING_URL  the platform's socket address, wss://.../ws; unset, the platform is asked for it
    DYTE_STAGE_HOME            the folder for state and caches; unset, the system's own folders for them
    -- stderr
    -- exit 0
    ");
}

#[test]
fn help_is_on_a_command_or_a_topic() {
    let home = Home::new();
    let by_flag = home.run(&["requests", "list", "--help"]);
    assert_eq!(home.run(&["help", "requests", "list"]), by_flag);
    assert_snapshot!(home.run(&["help", "kick"]), @"
    Take participants off the stage; they stay in the meeting

    Usage: dyte-stage kick [OPTIONS] [ID]...

    Arguments:
      [ID]...
              A user id or the beginning of one (6 characters or more), a peer id, a custom participant
              id, or name:NAME; - reads exact ids from stdin, one a line

    Options:
          --all
              Everybody to whom it applies now

      -y, --yes
              Do not ask before --all

          --dry-run
              Only say what would be done

          --including-hosts
              With --all: also those who may manage the stage

      -h, --help
              Print help (see a summary with '-h')

    Global options:
      -m, --meeting <ID>
              The meeting; in the sandbox, the demo meeting unless named

          --platform <NAME>
              Where to work, whatever is configured

              Possible values:
              - realtimekit: Cloudflare RealtimeKit
              - dyte:        Dyte
              - sandbox:     The platform on this machine

          --server <URL>
              A Stage API service to work through; its token comes from the environment

      -o, --output <FORMAT>
              How to print the result

              Possible values:
              - table:  For people
              - json:   The Stage API's answer, unchanged
              - ndjson: One JSON object a line, one line an item
              - id:     One id a line
              
              [default: table]

          --timeout <TIME>
              How long the whole command may take: 30s, 2m; exit 124 after that

      -q, --quiet
              Say nothing on stderr but warnings and errors

      -v, --verbose
              Trace the exchange with the platform on stderr; secrets are left out

    Examples:
      dyte-stage kick b81d5a
      dyte-stage kick --all --dry-run          who would be taken off
      dyte-stage kick --all --yes              everybody but the hosts
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(home.run(&["help", "unknown"]), @"
    -- stderr
    error: there is no help on 'unknown'
    hint: see: dyte-stage help
    -- exit 2
    ");
    assert_snapshot!(home.run(&["help", "grant", "list", "-o", "json"]), @r#"
    -- stderr
    {"code":"no_topic","detail":"there is no help on 'grant list'","hint":"see: dyte-stage help","title":"dyte-stage failed"}
    -- exit 2
    "#);
    assert_snapshot!(home.run(&["--version"]), @"
    dyte-stage 0.1.0
    -- stderr
    -- exit 0
    ");
}

/// Follows the lists of commands as a reader of the help would.
#[test]
fn the_help_of_every_command_has_examples() {
    let home = Home::new();
    let mut commands = vec![Vec::new()];
    let mut seen = 0;
    while let Some(command) = commands.pop() {
        let arguments: Vec<_> = command
            .iter()
            .map(String::as_str)
            .chain(["--help"])
            .collect();
        let help = home.run(&arguments);
        assert!(
            help.ends_with("-- stderr\n-- exit 0\n"),
            "{command:?}: {help}"
        );
        let list = help.split_once("\nCommands:\n").map(|(_, rest)| rest);
        let list = list.and_then(|rest| rest.split("\n\n").next());
        for line in list.unwrap_or_default().lines() {
            let name = line.split_whitespace().next().unwrap();
            commands.push(command.iter().cloned().chain([name.to_owned()]).collect());
        }
        // What only lists commands has their examples.
        assert!(
            help.contains("\nExamples:\n") || list.is_some(),
            "{command:?}: {help}"
        );
        seen += 1;
    }
    assert!(seen >= 13, "{seen} commands");
}
