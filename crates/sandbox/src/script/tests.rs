//! What scripts mean, and what is said of those that mean nothing.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::demo::{self, Rehearsal};

const TEXT: &str = "
# time  who        deed
1m10s   guest-104  join
0s      guest-106  request
   5    guest-101  cancel   # has changed her mind

0s      5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03  leave
";

fn deeds(text: &str) -> Result<Vec<Deed>, ScriptError> {
    let meeting = demo::meeting(Timestamp::UNIX_EPOCH, Rehearsal::default());
    Script::parse(text)?.cast(&meeting)
}

#[test]
fn deeds_come_in_the_order_of_their_times_then_of_their_lines() {
    let deeds = deeds(TEXT).unwrap();
    let told = deeds.iter().map(|deed| {
        let (seconds, user) = (deed.at.as_secs(), &deed.user_id.as_str()[..8]);
        format!("{seconds} {user} {}", deed.operation)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "0 c25a170e request",
            "0 5f2a9c64 leave",
            "5 5f2a9c64 cancel",
            "70 9d16f3ca join",
        ]
    );
    assert_eq!(deeds[1].who, "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03");
}

#[test]
fn a_line_that_means_nothing_is_named_with_what_would_be_right() {
    let said = |text: &str| deeds(text).unwrap_err().to_string();
    assert_eq!(
        said("\n5s  guest-101"),
        r#"line 2, "5s  guest-101": not a time, an id and a deed; write a line such as: 5s guest-101 request"#
    );
    assert_eq!(
        said("soon guest-101 join"),
        r#"line 1, "soon guest-101 join": "soon" is not a time; write one such as 0s, 5s or 1m10s"#
    );
    for deed in ["wave", "grant", "Join"] {
        assert_eq!(
            said(&format!("0s guest-101 {deed}")),
            format!(
                r#"line 1, "0s guest-101 {deed}": "{deed}" is not a deed; write request, cancel, join or leave"#
            )
        );
    }
    assert_eq!(
        said("9s guest-101 join\n5s guest-1 join"),
        r#"line 2, "5s guest-1 join": nobody in the meeting has the id "guest-1"; write a user id or a custom participant id, as in: dyte-stage status"#
    );
}

#[test]
fn an_empty_script_is_one() {
    assert_eq!(
        Script::parse("\n# nobody does anything\n"),
        Ok(Script::default())
    );
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "([0-9]{0,20}[smhdTP]? ?[a-z#-]{0,9} ?(join|leave|\\PC{0,5})\n?){0,9}") {
        match Script::parse(&text) {
            Ok(script) => prop_assert!(script.lines.is_sorted_by_key(|line| line.at)),
            Err(error) => prop_assert!((1..=text.lines().count()).contains(&error.line)),
        }
    }
}
