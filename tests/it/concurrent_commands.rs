//! Twenty shells at once on one home: they wait for each other, and nothing is lost.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::Home;

const SHELLS: usize = 20;
const GRANTS: usize = 10;
/// Far more than it takes, on a slow machine too.
const DEADLINE: Duration = Duration::from_mins(2);

#[test]
fn two_hundred_grants_by_twenty_shells_are_all_there() {
    let home = Home::rehearsing();
    let viewers = (SHELLS * GRANTS).to_string();
    home.run(&[
        "sandbox",
        "reset",
        "--viewers",
        &viewers,
        "--requests",
        &viewers,
    ]);
    let home = &home;
    let deadline = Instant::now() + DEADLINE;
    thread::scope(|scope| {
        for shell in 0..SHELLS {
            scope.spawn(move || {
                for grant in 1..=GRANTS {
                    assert!(Instant::now() < deadline, "grants take too long");
                    let viewer = format!("viewer-{}", shell * GRANTS + grant);
                    let told = home.run(&["grant", &viewer, "-o", "id"]);
                    assert!(told.ends_with("-- stderr\n1 done\n-- exit 0\n"), "{told}");
                }
            });
        }
    });
    let stage = home.json(&["status", "-o", "json"]);
    // Two were on stage and five others asked before.
    assert_eq!(stage["counts"]["ON_STAGE"], SHELLS * GRANTS + 2);
    assert_eq!(stage["counts"]["REQUESTED_TO_JOIN_STAGE"], 5);
}
