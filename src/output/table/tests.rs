//! How tables look on a terminal, however narrow, and elsewhere.

use super::render::Rendered;
use super::*;

const COLUMNS: Columns = &[
    Column::word("STATUS"),
    Column::id("USER ID"),
    Column::text("NAME"),
    Column::time("SINCE"),
];
const ID: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";
const SINCE: &str = "2026-11-28T07:00:00Z";

fn table(names: &[&str]) -> Table {
    let mut table = Table::new(COLUMNS);
    for name in names {
        table.row(["ON_STAGE", ID, name, SINCE]);
    }
    table
}

fn at(width: u16) -> Look {
    Look {
        width: Some(width),
        is_coloured: false,
        now: Some("2026-11-28T08:30:00Z".parse().unwrap()),
    }
}

#[test]
fn names_cannot_break_or_reorder_a_line() {
    let name = "Eve\n::add-mask::x\u{202e}gpj.exe\u{1b}[31m\u{2066}\r";
    assert_eq!(table(&[name]).whole().lines().count(), 2);
}

#[test]
fn a_row_is_one_line_of_a_terminal_however_wide_its_names_are() {
    let names = [
        "漢".repeat(200),
        "👩‍👩‍👧‍👦".repeat(50),
        "ليلى ".repeat(40),
        "Amara".to_owned(),
    ];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    for width in [1, 9, 30, 60, 80, 200] {
        let Rendered { lines, .. } = table(&names).render(&at(width));
        assert_eq!(lines.lines().count(), 5, "{lines}");
        for line in lines.lines() {
            let seen = unicode_width::UnicodeWidthStr::width(line);
            assert!(seen <= usize::from(width), "{seen} of {width}: {line}");
        }
    }
}

#[test]
fn what_there_is_no_room_for_is_said() {
    let rendered = table(&["Amara"]).render(&at(40));
    let lines = "STATUS    USER ID          NAME   SINCE\n\
                 ON_STAGE  5f2a9c64-1e37-…  Amara  1h ago";
    assert_eq!((&*rendered.lines, rendered.left_out.len()), (lines, 0));
    let rendered = table(&["Amara"]).render(&at(26));
    let lines = "STATUS    USER ID    NAME\nON_STAGE  5f2a9c64…  Amara";
    assert_eq!(
        (&*rendered.lines, &*rendered.left_out),
        (lines, &["SINCE"][..])
    );
}

#[test]
fn off_a_terminal_everything_is_whole() {
    let wide = "漢".repeat(200);
    let whole = table(&[&wide]).whole();
    assert!(whole.contains(ID) && whole.contains(&wide) && whole.contains(SINCE));
    assert_eq!(whole.lines().count(), 2);
    assert!(!whole.contains('\u{1b}'));
}

#[test]
fn columns_are_chosen_by_name_in_any_writing() {
    let mut chosen = table(&["Amara"]);
    chosen.choose(&[
        "name".to_owned(),
        "user-id".to_owned(),
        "USER_ID".to_owned(),
    ]);
    let whole = chosen.whole();
    assert_eq!(
        whole.lines().next(),
        Some("NAME   USER ID                               USER ID")
    );
}

#[test]
fn lines_that_come_one_by_one_are_aligned_by_what_is_seen() {
    let lines = [
        line([("a", 3), ("Amara", 6), ("x", 0)]),
        line([("ab", 3), ("王小明", 6), ("xy", 0)]),
        line([("abcd", 3), ("", 6), ("", 0)]),
    ];
    assert_eq!(lines, ["a    Amara   x", "ab   王小明  xy", "abcd"]);
}
