//! Questions at a terminal, and what each answer leads to.

use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::{Command as Stty, ExitStatus};

use pty_process::Size;
use pty_process::blocking::{Command, open};
use testing::fake::{Behaviour, Fake, registered, with_access};

use crate::fake_home::FakeHome as _;
use crate::support::Home;

/// Runs a command on a terminal of its own, and answers its question. Returns what the terminal
/// showed, with plain line ends, and how it ended.
fn at_terminal(home: &Home, arguments: &[&str], answer: &str) -> (String, ExitStatus) {
    at_terminal_of(200, home, arguments, answer)
}

/// The same, on a terminal with so many columns.
pub(crate) fn at_terminal_of(
    columns: u16,
    home: &Home,
    arguments: &[&str],
    answer: &str,
) -> (String, ExitStatus) {
    dialogue(columns, home, arguments, &mut |shown| {
        let is_asked = shown.ends_with(b"[y/N] ");
        is_asked.then(|| answer.to_owned())
    })
}

/// The same, with answers that follow from what the terminal has shown so far.
pub(crate) fn dialogue(
    columns: u16,
    home: &Home,
    arguments: &[&str],
    answer: &mut dyn FnMut(&[u8]) -> Option<String>,
) -> (String, ExitStatus) {
    let command = home.command(arguments);
    let (mut terminal, inside) = open().unwrap();
    terminal.resize(Size::new(24, columns)).unwrap();
    let mut at_terminal = Command::new(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            at_terminal = at_terminal.env(name, value);
        }
    }
    let mut child = at_terminal.spawn(inside).unwrap();
    let mut shown = Vec::new();
    let mut some = [0; 1024];
    // The terminal ends with an error once nobody has it any more.
    while let Ok(count @ 1..) = terminal.read(&mut some) {
        shown.extend_from_slice(&some[..count]);
        if let Some(answer) = answer(&shown) {
            if shown.ends_with(b"(not shown): ") {
                wait_until_hidden(&terminal);
            }
            terminal.write_all(answer.as_bytes()).unwrap();
        }
    }
    let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
    (shown, child.wait().unwrap())
}

/// Waits until the terminal does not show what is typed: a person is not as fast as a test.
fn wait_until_hidden(terminal: &impl AsFd) {
    let is_hidden = || {
        let terminal = terminal.as_fd().try_clone_to_owned().unwrap();
        let settings = Stty::new("stty").arg("-a").stdin(terminal).output();
        String::from_utf8_lossy(&settings.unwrap().stdout).contains("-echo ")
    };
    let hidden = (0..5000).any(|_| is_hidden());
    assert!(hidden, "the terminal would show the secret");
}

fn platform() -> Fake {
    let viewer = with_access("viewer", "CAN_REQUEST", "WEBINAR", true);
    let panelist = with_access("panelist", "ALLOWED", "WEBINAR", true);
    let host = testing::fake::preset("host", true, true, "WEBINAR");
    Fake::new(Behaviour {
        registered: vec![registered("vera", "viewer"), registered("pia", "panelist")],
        presets: vec![viewer, panelist, host],
        ..Behaviour::default()
    })
}

#[test]
fn whoever_acts_for_somebody_real_is_asked_by_name() {
    let fake = platform();
    let ask = ["request", "--as", "vera", "--no-hold"];
    let (shown, ended) = at_terminal(&fake.home(), &ask, "n\n");
    insta::assert_snapshot!(shown, @"
    request as vera (u-vera) in m-1 on realtimekit? Everybody there sees them do it. [y/N] n
    error: declined; nothing was changed
    ");
    assert_eq!(ended.code(), Some(1));
    assert_eq!(fake.count("socket opened"), 0);
    let (shown, ended) = at_terminal(&fake.home(), &ask, "yes\n");
    insta::assert_snapshot!(shown, @"
    request as vera (u-vera) in m-1 on realtimekit? Everybody there sees them do it. [y/N] yes
    RESULT  USER ID  NAME  STATUS                   DETAIL
    done    u-vera   vera  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    warning: vera leaves the meeting at once, which undoes it (--no-hold)
    ");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(fake.count("room.requestStageAccess"), 1);
    // What is refused without joining is not asked about.
    let (shown, ended) = at_terminal(&fake.home(), &["leave", "--as", "vera"], "");
    insta::assert_snapshot!(shown, @"error: vera may join the meeting, and is not in the session");
    assert_eq!(ended.code(), Some(3));
}

#[test]
fn whoever_need_not_ask_does_not_come_on_stage_unasked() {
    let fake = platform();
    let ask = ["request", "--as", "pia", "--join"];
    let (shown, ended) = at_terminal(&fake.home(), &ask, "n\n");
    insta::assert_snapshot!(shown, @"
    RESULT     USER ID  NAME  STATUS     DETAIL
    unchanged  u-pia    pia   OFF_STAGE  may join directly, without asking
    join as pia (u-pia) in m-1 on realtimekit? Everybody there sees them do it. [y/N] n
    error: declined; nothing was changed
    ");
    assert_eq!(ended.code(), Some(1));
    assert_eq!(fake.count("socket opened"), 0);
}

#[test]
fn nobody_is_asked_on_the_sandbox() {
    let home = Home::rehearsing();
    let (shown, ended) = at_terminal(&home, &["request", "--as", "guest-106"], "");
    insta::assert_snapshot!(shown, @"
    RESULT  USER ID                               NAME          STATUS                   DETAIL
    done    c25a170e-c0d9-45fc-8fe7-7192b3d45f08  Zoë Ångström  REQUESTED_TO_JOIN_STAGE  asked; a host answers
    ");
    assert_eq!(ended.code(), Some(0));
}

#[test]
fn everybody_who_is_meant_by_all_is_asked_about() {
    let fake = platform();
    let (shown, ended) = at_terminal(&fake.home(), &["grant", "--all"], "y\n");
    insta::assert_snapshot!(shown, @"
    grant 1: amara? [y/N] y
    RESULT  ID       NAME   DETAIL
    done    u-amara  amara  granted; on stage when they join
    1 done
    next: dyte-stage wait u-amara --for ON_STAGE
    ");
    assert_eq!(ended.code(), Some(0));
}

#[test]
fn whoever_interrupts_a_question_is_told_that_nothing_was_sent() {
    let fake = platform();
    let (shown, ended) = at_terminal(&fake.home(), &["grant", "--all"], "\u{3}");
    insta::assert_snapshot!(shown, @"
    grant 1: amara? [y/N] ^C
    error: interrupted; nothing was sent
    ");
    assert_eq!(ended.code(), Some(130));
    assert_eq!(fake.changes(), []);
}
