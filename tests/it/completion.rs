//! TAB, as shells press it: what is offered, and that it is silent, quick and harmless.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::backends::Live;
use crate::support::{Home, NOBODY};

/// How long an answer may take on a busy machine, in a program that is not optimised.
const BOUND: Duration = Duration::from_secs(2);

/// What Bash is answered at a line's end. Nothing may be said besides.
fn tab(home: &Home, line: &[&str]) -> String {
    let words: Vec<_> = ["--", "dyte-stage"]
        .into_iter()
        .chain(line.iter().copied())
        .collect();
    let mut command = home.command(&words);
    let output = command
        .env("_DYTE_STAGE_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", line.len().to_string())
        .env("_CLAP_COMPLETE_COMP_TYPE", "63")
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", home.told(&output));
    assert_eq!(output.status.code(), Some(0), "{line:?}");
    let told = home.told(&output);
    told.strip_suffix("-- stderr\n-- exit 0\n")
        .unwrap()
        .to_owned()
}

#[test]
fn each_command_is_offered_those_on_whom_it_acts() {
    let home = Home::rehearsing();
    // A new sandbox is known before it is made.
    assert_snapshot!(tab(&home, &["grant", ""]), @r"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  (Amara Okafor, asking)
    e90b3d86-4a51-4f72-8c6b-3d5e7f901b04  (王小明, asking)
    27c4e1a8-6b73-4096-9d8e-4e6f80a12c05  (Dev Patel, asking)
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  (ليلى حداد, asking)
    74e805ec-aeb7-43da-bfc4-6081a2c34e07  (Олена Шевченко, asking)
    ");
    assert!(!home.path().join("state/sandbox.json").exists());
    home.run(&["grant", "guest-104"]);
    assert_snapshot!(tab(&home, &["join", "--as", ""]), @"9d16f3ca-8c95-41b8-aea1-5f7091b23d06");
    assert_snapshot!(tab(&home, &["deny", "9"]), @"9d16f3ca-8c95-41b8-aea1-5f7091b23d06");
    assert_snapshot!(tab(&home, &["kick", ""]), @r"
    3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01  (Hana Nováková, on stage)
    9d16f3ca-8c95-41b8-aea1-5f7091b23d06  (ليلى حداد, accepted)
    b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02  (Mateus Oliveira, on stage)
    ");
    // Nobody twice, and by the customer's id once it is begun.
    assert_snapshot!(tab(&home, &["kick", "3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01", "panel-1", "9"]), @"9d16f3ca-8c95-41b8-aea1-5f7091b23d06");
    assert_snapshot!(tab(&home, &["grant", "guest-10"]), @r"
    guest-101  (Amara Okafor, asking)
    guest-102  (王小明, asking)
    guest-103  (Dev Patel, asking)
    guest-105  (Олена Шевченко, asking)
    ");
    // Where none who asks is meant, somebody who did not.
    assert_snapshot!(tab(&home, &["grant", "guest-106"]), @"guest-106");
    assert_snapshot!(tab(&home, &["sandbox", "token", "crew-1"]), @"crew-1");
}

#[test]
fn other_words_are_offered_by_what_they_mean() {
    let home = Home::rehearsing();
    home.run(&[
        "tokens",
        "create",
        "--role",
        "viewer",
        "--name",
        "wallboard",
    ]);
    let profiles = "[profiles.staging]\nplatform = 'dyte'\n[profiles.'a b']\n";
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    std::fs::write(home.path().join("config/config.toml"), profiles).unwrap();
    assert_snapshot!(tab(&home, &["-m", ""]), @"demo");
    // As Bash takes it apart.
    assert_snapshot!(tab(&home, &["--meeting", "=", "d"]), @"demo");
    assert_snapshot!(tab(&home, &["meetings", "get", ""]), @"demo");
    assert_snapshot!(tab(&home, &["-p", ""]), @"staging");
    assert_snapshot!(tab(&home, &["tokens", "revoke", ""]), @"wallboard");
    assert_snapshot!(tab(&home, &["presets", "check", "webinar_p"]), @r"
    webinar_presenter
    webinar_panelist
    ");
    assert_snapshot!(tab(&home, &["status", "--columns", "name,cu"]), @"name,custom-id");
    assert_snapshot!(tab(&home, &["wait", "guest-101", "--for", "on"]), @"on-stage");
    assert_snapshot!(tab(&home, &["help", "sc"]), @"scripting");
    assert_snapshot!(tab(&home, &["help", "requests", ""]), @r"
    list   (List who asks to come on stage)
    watch  (Watch who begins and ceases to ask to come on stage, a line each as it happens)
    ");
    assert_snapshot!(tab(&home, &["grant", "--dry"]), @"--dry-run");
}

/// A host that joins because of a key would be a surprise, and may be billed.
#[test]
fn on_a_live_platform_those_are_offered_whom_commands_were_told_of() {
    for live in [Live::RealtimeKit, Live::Service] {
        let theirs = Home::rehearsing();
        let serving = live.serve(theirs.path());
        let home = Home::remote(live, &serving);
        // What a service tells without joining is who may join.
        let unasked = tab(&home, &["grant", "5f"]);
        assert!(["", "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"].contains(&&*unasked));
        let joined = std::fs::read_dir(home.path().join("cache")).unwrap();
        let kept = joined.map(|entry| entry.unwrap().file_name());
        assert!(kept.into_iter().all(|name| name == "completion"));
        home.run(&["requests", "list"]);
        assert_eq!(
            tab(&home, &["grant", "5"]),
            "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"
        );
        assert!(tab(&home, &["grant", ""]).contains("(Amara Okafor, asking)"));
        home.run(&["deny", "guest-101"]);
        assert!(!tab(&home, &["grant", ""]).contains("Amara"));
        assert_eq!(
            tab(&home, &["grant", "5f"]),
            "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03"
        );
        // Nobody is known to be there to be kicked: what else can be said is offered.
        assert!(tab(&home, &["kick", ""]).starts_with("--all "));
        home.run(&["status"]);
        assert!(tab(&home, &["kick", ""]).contains("(Mateus Oliveira, on stage)"));
        // Of another meeting, nothing is known.
        assert!(tab(&home, &["-m", "other", "kick", ""]).starts_with("--all "));
        home.run(&["meetings", "list"]);
        assert_eq!(tab(&home, &["-m", ""]), "demo");
    }
}

#[test]
fn a_service_that_is_away_or_silent_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    // The last one is an address that nobody has (RFC 5737).
    for (scheme, address) in [("http", NOBODY), ("http", &silent), ("https", "192.0.2.1")] {
        let home = Home::new()
            .with("DYTE_STAGE_SERVER", &format!("{scheme}://{address}"))
            .with("DYTE_STAGE_SERVER_TOKEN", "token")
            .with("DYTE_STAGE_MEETING", "townhall");
        for line in [&["grant", ""][..], &["-m", ""], &["presets", "check", ""]] {
            let begun = Instant::now();
            let offered = tab(&home, line);
            let took = begun.elapsed();
            assert!(offered.is_empty() || offered.starts_with('-'), "{offered}");
            assert!(took < BOUND, "{address}: {line:?} took {took:?}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_no_reason_to_speak() {
    let home = Home::new().with("DYTE_STAGE_MEETING", "townhall");
    // Half a configuration.
    assert!(!tab(&home, &["grant", ""]).contains("5f2a9c"));
    assert_eq!(tab(&home, &["--nonsense", "grunt", "x"]), "");
    let mut command = home.command(&["status"]);
    let output = command
        .env("_DYTE_STAGE_COMPLETE", "tcsh")
        .output()
        .unwrap();
    assert_snapshot!(home.told(&output), @"
    -- stderr
    -- exit 0
    ");
    // Other programs' variables are no reason not to do what is asked.
    let home = Home::rehearsing();
    let mut command = home.command(&["meetings", "list", "-o", "id"]);
    let output = command.env("COMPLETE", "bash").output().unwrap();
    assert_snapshot!(home.told(&output), @"
    demo
    -- stderr
    1 meeting
    -- exit 0
    ");
}

#[test]
fn zsh_fish_and_powershell_are_told_what_each_is() {
    let home = Home::rehearsing();
    let tab = |shell: &str, words: &[&str]| {
        let mut command = home.command(&[&["--", "dyte-stage"], words].concat());
        command
            .env("_DYTE_STAGE_COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", "2");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let (zsh, other) = (
        "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03:Amara Okafor, asking",
        "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03\tAmara Okafor, asking",
    );
    // The word that is not begun yet is left out by Zsh.
    assert_eq!(tab("zsh", &["grant"]).lines().next(), Some(zsh));
    assert_eq!(tab("fish", &["grant", ""]).lines().next(), Some(other));
    assert_eq!(
        tab("powershell", &["grant", "5"]).lines().next(),
        Some(other)
    );
}

/// The script that is checked in, in the shell that it is for.
#[cfg(unix)]
#[test]
fn bash_completes() {
    let home = Home::rehearsing();
    let bin = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(
        env!("CARGO_BIN_EXE_dyte-stage"),
        bin.path().join("dyte-stage"),
    )
    .unwrap();
    let complete = |line: &str| {
        let script = format!(
            "source completions/dyte-stage.bash
            COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
            _dyte_stage dyte-stage \"${{COMP_WORDS[COMP_CWORD]}}\"
            printf '<%s>' \"${{COMPREPLY[@]}}\"
            complete -p dyte-stage"
        );
        let output = Command::new("bash")
            .args(["--norc", "-c", &script])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", bin.path().display()))
            .env("DYTE_STAGE_HOME", home.path())
            .output()
            .unwrap();
        home.told(&output)
    };
    assert_snapshot!(complete("dyte-stage kick 3"), @"
    <3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01>complete -o nosort -F _dyte_stage dyte-stage
    -- stderr
    -- exit 0
    ");
    assert_snapshot!(complete("dyte-stage --meeting = demo kick ''"), @"
    <3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01><b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02>complete -o nosort -F _dyte_stage dyte-stage
    -- stderr
    -- exit 0
    ");
}
