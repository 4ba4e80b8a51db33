//! The first commands of a new user, on an empty home: one consistent story across commands.

use crate::support::Home;

#[test]
fn who_asks_on_an_empty_home() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["requests", "list"]), @"");
}
