//! The fake platform's ids and secrets, and lines of its log.

use super::behaviour::Hold;

/// The meeting that is live.
pub const MEETING: &str = "m-1";
/// A meeting in which nobody is.
pub const IDLE: &str = "m-idle";
/// The session of the live meeting, unless a test says otherwise.
pub const SESSION: &str = "s-1";
/// The user id that our own participant is given.
pub const OWN: &str = "u-host";
/// The secret of the management API.
pub const API_TOKEN: &str = "api-token-c0ffee";
/// The organization on Dyte; its API key is the same secret.
pub const ORG: &str = "org";
/// How every participant token begins; a number follows.
pub const PARTICIPANT_TOKEN: &str = "participant-token-";

/// A connection that is made ahead, as it is logged.
pub const AHEAD: &str = "HEAD /";
/// How a participant asks where the socket is, as it is logged.
pub const DETAILS: &str = "GET /internals/participant-details";
/// The answer to Amara's grant, held back until whoever granted answers a ping.
pub const GRANT_UNTIL_PING: Hold = Hold {
    line: "room.grantStageAccess u-amara",
    until: &["text 3"],
};
