//! Requests that a program may send concurrently, and a fake platform that answers none of them until
//! all have arrived.

use platform::HOST_PRESET;

use crate::fake::{AHEAD, Behaviour, Fake, Hold, asking, preset};

const SESSION: &str = "GET /meetings/m-1/active-session";
const PRESETS: &str = "GET /presets";

/// What is sent at once when no token is kept.
pub const COLD: [Hold; 4] = [
    hold(SESSION, &[PRESETS, AHEAD]),
    hold(PRESETS, &[SESSION, AHEAD]),
    hold(AHEAD, &[SESSION, PRESETS]),
    READING,
];
/// The same, when the platform is to tell where the socket is: its host is connected to as well.
pub const COLD_AND_TOLD: [Hold; 4] = [
    hold(SESSION, &[PRESETS, AHEAD, AHEAD]),
    hold(PRESETS, &[SESSION, AHEAD, AHEAD]),
    hold(AHEAD, &[SESSION, PRESETS, AHEAD, AHEAD]),
    READING,
];
/// What is sent at once when a token is kept.
pub const KEPT: [Hold; 3] = [hold(SESSION, &[AHEAD]), hold(AHEAD, &[SESSION]), READING];
/// 17, 12 and 2.
pub const READING: Hold = hold(
    "room.roomPeerCount",
    &["room.getStageRequests", "room.getRoomPeersInfo"],
);

/// Holds back the answer to a line until the others were logged.
pub const fn hold(line: &'static str, until: &'static [&'static str]) -> Hold {
    Hold { line, until }
}

/// A platform with more presets than there are connections by the time one is read.
pub fn platform(holds: &[Hold]) -> Fake {
    let fake = Fake::new(Behaviour {
        people: ["amara", "bo", "chen"].map(asking).to_vec(),
        presets: ["host", "viewer", "panelist", "presenter", HOST_PRESET]
            .map(|name| preset(name, true, true, "WEBINAR"))
            .to_vec(),
        ..Behaviour::default()
    });
    fake.set_holds(holds);
    fake
}
