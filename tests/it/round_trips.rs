//! How many round trips to the platform follow each other in one command.

use testing::round_trips::{COLD, KEPT, platform};

use crate::fake_home::FakeHome as _;

/// Nobody need ask where the socket is: it is configured.
#[test]
fn on_the_command_line_it_takes_no_more() {
    let fake = platform(&COLD);
    let home = fake.home();
    let granted = home.run(&["grant", "u-amara"]);
    assert!(granted.ends_with("-- exit 0\n"), "{granted}");
    let cold = fake.round_trips();

    fake.set_holds(&KEPT);
    let granted = home.run(&["grant", "u-bo"]);
    assert!(granted.ends_with("-- exit 0\n"), "{granted}");
    let kept = fake.round_trips() - cold;

    let counted = format!("cold {cold}, kept {kept}\n{}", fake.log());
    assert!(cold <= 8 && kept <= 6, "{counted}");
}
