//! The help, and the exit codes of commands that get to no meeting.

use insta::assert_snapshot;

use crate::support::{Home, NOBODY};

#[test]
fn help_explains_every_exit_code() {
    assert_snapshot!(Home::new().run(&["help", "exit-codes"]), @"
    CODE  MEANING
    0     done, also when nothing had to change
    1     failed, declined, or turned down
    2     wrong usage, or an answer was needed and there is no terminal
    3     not found, ambiguous, or not in the session
    4     not authenticated, not permitted, or not configured
    5     unavailable: network, rate limit or platform error
    6     an operation on several participants ended in more than one way
    7     conflict: no live session, stage not enabled, wrong status, or there already
    124   timed out, or sent but not confirmed
    130   interrupted
    -- stderr
    -- exit 0
    ");
}

#[test]
fn exit_4_is_not_configured() {
    let home = Home::new();
    let code = |arguments: &[&str]| home.command(arguments).output().unwrap().status.code();
    assert_eq!(code(&["-m", "townhall", "status"]), Some(4));
    assert_eq!(code(&["--platform", "realtimekit", "status"]), Some(4));
    let nowhere = ["--server", &format!("http://{NOBODY}"), "status"];
    assert_eq!(code(&nowhere), Some(4));
}

#[test]
fn exit_5_is_unavailable() {
    let nobody = format!("http://{NOBODY}");
    let home = Home::new()
        .with("DYTE_STAGE_SERVER", &nobody)
        .with("DYTE_STAGE_SERVER_TOKEN", "token")
        .with("DYTE_STAGE_MEETING", "townhall");
    insta::with_settings!({filters => [(r"os error \d+", "os error [n]")]}, {
        assert_snapshot!(home.run(&["status"]), @"
        -- stderr
        error: cannot reach the service: 127.0.0.1: tcp connect error: Connection refused (os error [n])
        hint: check --server or DYTE_STAGE_SERVER, with https or http and the port; a private certificate is trusted with SSL_CERT_FILE
        -- exit 5
        ");
    });
}

#[test]
fn help_explains_every_variable() {
    assert_snapshot!(Home::new().run(&["help", "environment"]), @"
    VARIABLE                   MEANING
    DYTE_STAGE_PROFILE         the profile of the configuration to use, as --profile; see dyte-stage auth login
    DYTE_STAGE_PLATFORM        realtimekit, dyte or sandbox; unset, it follows from the credentials that are set
    DYTE_STAGE_ACCOUNT_ID      the Cloudflare account (else CLOUDFLARE_ACCOUNT_ID)
    DYTE_STAGE_APP_ID          the RealtimeKit app
    DYTE_STAGE_API_TOKEN       a Cloudflare API token with the Realtime permission; secret (else CLOUDFLARE_API_TOKEN)
    CLOUDFLARE_ACCOUNT_ID      used when DYTE_STAGE_ACCOUNT_ID is unset and an app or realtimekit is named
    CLOUDFLARE_API_TOKEN       used when DYTE_STAGE_API_TOKEN is unset and an app or realtimekit is named; secret
    DYTE_STAGE_ORG_ID          the Dyte organization
    DYTE_STAGE_API_KEY         the Dyte API key; secret
    DYTE_STAGE_MEETING         the meeting, as --meeting
    DYTE_STAGE_HOST_PRESET     the preset with which to join; unset, dyte-stage-host, else the only one that presets check calls a host's
    DYTE_STAGE_SERVER          the address of a Stage API service, as --server; platform variables are then not read
    DYTE_STAGE_SERVER_TOKEN    the token for that service; secret
    DYTE_STAGE_API_URL         the platform's REST address, up to and including /client/v4 (realtimekit) or /v2 (dyte)
    DYTE_STAGE_SIGNALLING_URL  the platform's socket address, wss://.../ws; needed with a DYTE_STAGE_API_URL of one's own
    DYTE_STAGE_HOME            the folder for configuration, state and caches; unset, the system's own folders for them
    SSL_CERT_FILE              a file of certificates to trust instead of the system's, such as a private authority's
    HTTPS_PROXY, NO_PROXY      the proxy on the way to other machines, and whom it is not for
    NO_COLOR, CLICOLOR_FORCE   no colour, or colour off a terminal, too; --color counts before them
    -- stderr
    -- exit 0
    ");
}

#[test]
fn help_is_on_a_command_or_a_topic() {
    let home = Home::new();
    let by_flag = home.run(&["requests", "list", "--help"]);
    assert_eq!(home.run(&["help", "requests", "list"]), by_flag);
    let kick = home.run(&["help", "kick"]);
    // Those of every command are in docs/commands.md.
    let (its_own, global) = kick.split_once("Global options:\n").unwrap();
    let (global, examples) = global.split_once("Examples:\n").unwrap();
    assert!(global.contains("--meeting <ID>\n") && global.contains("--timeout <TIME>\n"));
    assert_snapshot!(format!("{its_own}Examples:\n{examples}"), @"
    Take participants off the stage; they stay in the meeting

    Usage: dyte-stage kick [OPTIONS] [ID]...

    Arguments:
      [ID]...
              A user id or the beginning of one (6 characters or more), a peer id, a custom participant
              id, or name:NAME; - reads exact ids from stdin, one a line

    Options:
          --all
              Everybody to whom it applies now: those who ask; for kick, those on stage or accepted

      -y, --yes
              Do not ask before --all

          --dry-run
              Only say what would be done

          --including-hosts
              With --all: also those who may manage the stage

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      dyte-stage kick b81d5a
      dyte-stage kick --all --dry-run          # who would be taken off
      dyte-stage kick --all --yes              # everybody but the hosts
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
