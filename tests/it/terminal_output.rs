//! Output on a terminal of any width, with whatever names participants chose.

use unicode_width::UnicodeWidthStr;

use crate::support::Home;
use crate::terminal_prompts::at_terminal_of;

/// Names that have broken tables.
fn difficult() -> Vec<String> {
    vec![
        "漢字の名前がとても長い人です佐藤さくらさん".repeat(5),
        "👩‍👩‍👧‍👦 Family 🇩🇪 👍🏽 ❤️ ✈️".to_owned(),
        "🧑🏿‍🚀".repeat(60),
        "ليلى حداد من القاهرة".to_owned(),
        "שלום עולם".to_owned(),
        "A".repeat(200),
        "e\u{301}e\u{301} Zoë".to_owned(),
        "किशोर ਪੰਜਾਬੀ தமிழ்".to_owned(),
        "\u{202e}evil\n::add-mask::\u{1b}[2J".to_owned(),
    ]
}

/// The sandbox, with difficult names in it.
fn home() -> Home {
    let home = Home::rehearsing();
    home.edit_sandbox(|state| {
        let participants = &mut state["meetings"]["demo"]["participants"];
        let participants = participants.as_object_mut().unwrap();
        assert!(participants.len() > difficult().len());
        for (participant, name) in participants.values_mut().zip(difficult()) {
            participant["name"] = name.into();
        }
    });
    home
}

/// The lines on a terminal with so many columns.
fn screen(columns: u16, home: &Home, arguments: &[&str]) -> Vec<String> {
    let (shown, ended) = at_terminal_of(columns, home, arguments, "");
    assert_eq!(ended.code(), Some(0), "{shown}");
    shown.lines().map(str::to_owned).collect()
}

#[test]
fn no_name_breaks_a_table_at_any_width() {
    let home = home();
    for columns in [60, 80, 200] {
        for (command, rows) in [
            (&["-q", "status"][..], 10),
            (&["-q", "requests", "list"], 5),
            (&["-q", "participants", "list"], 13),
            (
                &[
                    "-q",
                    "grant",
                    "--dry-run",
                    "guest-101",
                    "guest-102",
                    "guest-999",
                ],
                3,
            ),
        ] {
            let (shown, _) = at_terminal_of(columns, &home, command, "");
            let lines: Vec<_> = shown.lines().collect();
            assert_eq!(lines.len(), rows + 1, "{shown}");
            for line in lines {
                assert!(line.width() <= usize::from(columns), "{line}");
            }
        }
    }
}

#[test]
fn what_there_is_no_room_for_is_cut_and_left_out() {
    let home = Home::rehearsing();
    let lines = screen(60, &home, &["status", "guest-101"]);
    insta::assert_snapshot!(lines.join("\n"), @"
    STATUS                   USER ID     NAME          CUSTOM ID
    REQUESTED_TO_JOIN_STAGE  5f2a9c64-…  Amara Okafor  guest-101
    no room for PRESET, CONNECTIONS: --columns chooses
    ");
    let lines = screen(80, &home, &["status", "guest-101"]);
    insta::assert_snapshot!(lines.join("\n"), @"
    STATUS                   USER ID         NAME          CUSTOM ID  PRESET
    REQUESTED_TO_JOIN_STAGE  5f2a9c64-1e37…  Amara Okafor  guest-101  webinar_viewer
    no room for CONNECTIONS: --columns chooses
    ");
    // The beginning of an id, with its ellipsis, still names somebody.
    let lines = screen(80, &home, &["-q", "status", "5f2a9c64…"]);
    assert!(lines[1].contains("Amara"), "{lines:?}");
}

#[test]
fn nobody_and_one_and_thousands_are_shown() {
    let home = Home::rehearsing();
    home.run(&["sandbox", "reset", "--viewers", "5000", "--requests", "1"]);
    let lines = screen(80, &home, &["status"]);
    assert!(lines.len() > 5000);
    assert!(lines.iter().all(|line| line.width() <= 80));
    home.run(&["deny", "--all", "--yes"]);
    let nobody = screen(60, &home, &["requests", "list"]);
    insta::assert_snapshot!(nobody.join("\n"), @"
    nobody asks to come on stage
    next: dyte-stage requests watch
    ");
    home.run(&["request", "--as", "guest-106"]);
    let one = screen(60, &home, &["requests", "list"]);
    insta::assert_snapshot!(one.join("\n"), @"
    USER ID              NAME          CUSTOM ID  PRESET
    c25a170e-c0d9-45fc…  Zoë Ångström  guest-106  webinar_viewer
    1 asks to come on stage
    next: dyte-stage grant c25a170e
    ");
}

#[test]
fn the_next_command_is_suggested_on_the_same_meeting() {
    let home = Home::new();
    let lines = screen(100, &home, &["-m", "demo", "requests", "list"]);
    assert_eq!(
        lines.last().unwrap(),
        "next: dyte-stage --meeting demo grant 5f2a9c64"
    );
    let lines = screen(100, &home, &["-m", "demo", "requests", "list", "-q"]);
    assert!(!lines.last().unwrap().starts_with("next:"), "{lines:?}");
    // Off a terminal, nobody reads it.
    assert!(!home.run(&["requests", "list"]).contains("next:"));
}

#[test]
fn times_are_told_from_now_on_a_terminal_only() {
    let home = Home::rehearsing();
    home.run(&[
        "tokens",
        "create",
        "--name",
        "ci",
        "--role",
        "viewer",
        "--expires",
        "30d",
    ]);
    let lines = screen(100, &home, &["-q", "tokens", "list"]);
    assert!(lines[1].ends_with("in 29d"), "{lines:?}");
    let table = home.run(&["tokens", "list"]);
    assert!(table.contains('T') && !table.contains("in 29d"), "{table}");
}

#[test]
fn what_takes_long_is_shown_while_it_does() {
    // Somebody who takes calls, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let home = Home::new()
        .with("DYTE_STAGE_SERVER", &url)
        .with("DYTE_STAGE_SERVER_TOKEN", "t")
        .with("TERM", "xterm");
    let late = ["-m", "demo", "status", "--timeout", "2s"];
    let (shown, ended) = at_terminal_of(80, &home, &late, "");
    assert!(
        shown.contains(&format!("waiting for the service {url}")),
        "{shown}"
    );
    assert_eq!(ended.code(), Some(124));
    let quiet = [&late[..], &["-q"]].concat();
    let (shown, _) = at_terminal_of(80, &home, &quiet, "");
    assert!(!shown.contains("waiting for"), "{shown}");
}

#[test]
fn colour_follows_the_stream_and_what_the_environment_says() {
    let coloured = "\u{1b}[";
    let told = |home: &Home, arguments: &[&str]| {
        let output = home.command(arguments).output().unwrap();
        let has_colour = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(coloured);
        [has_colour(&output.stdout), has_colour(&output.stderr)]
    };
    let none = [false, false];
    let failing = ["grant", "guest-101", "--columns", "nothing"];
    let plain = Home::rehearsing();
    assert_eq!(told(&plain, &["status"]), none);
    assert_eq!(told(&plain, &failing), none);
    assert_eq!(
        told(&plain, &["status", "--color", "always"]),
        [true, false]
    );
    let forced = Home::rehearsing().with("CLICOLOR_FORCE", "1");
    assert_eq!(told(&forced, &["status"]), [true, false]);
    assert_eq!(told(&forced, &failing), [false, true]);
    assert_eq!(told(&forced, &["status", "--color", "never"]), none);
    assert_eq!(told(&forced, &["status", "-o", "json"]), none);
    let forbidden = Home::rehearsing()
        .with("NO_COLOR", "1")
        .with("TERM", "xterm");
    let (shown, _) = at_terminal_of(200, &forbidden, &["status"], "");
    assert!(!shown.contains(coloured), "{shown}");
    let allowed = Home::rehearsing().with("TERM", "xterm");
    let (shown, _) = at_terminal_of(200, &allowed, &["status"], "");
    assert!(shown.contains(coloured), "{shown}");
}
