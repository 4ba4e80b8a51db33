//! Every wait, named. Sources are in docs/protocol.md and docs/design.md, "The host in the meeting".

use std::time::Duration;

/// How long the management API may say nothing while it answers.
pub const REST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the platform may take to tell where the socket is, before it is taken to be where it
/// usually is.
pub const DETAILS_TIMEOUT: Duration = Duration::from_secs(5);
/// How long each of the doctor's questions to the management API may take, repetitions included.
pub const LOOK_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening a socket may take, from the first packet to the upgrade.
pub const OPEN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the platform may take to answer a request on the socket.
pub const REPLY_TIMEOUT: Duration = Duration::from_secs(10);
/// How much longer to wait for the count and the queue once everybody seems known.
pub const EXTRAS_TIMEOUT: Duration = Duration::from_millis(500);
/// How long to wait for the effect of an operation before reading it back.
pub const CONFIRM_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the short way of reading back may take, before everybody is read.
pub const STAGE_STATE_TIMEOUT: Duration = Duration::from_secs(2);
/// How old the news that a meeting is live may be when it is joined.
pub const SESSION_FRESH: Duration = Duration::from_secs(2);
/// The first wait before looking whether somebody who was removed is gone.
pub const REMOVAL_POLL: Duration = Duration::from_millis(250);
/// The longest of these waits.
pub const REMOVAL_POLL_LONGEST: Duration = Duration::from_secs(1);
/// How long the platform may take to accept a frame.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// How often at the most everybody is read, a meeting.
pub const ROSTER_INTERVAL: Duration = Duration::from_secs(6);
/// How long a host stays after it was last used.
pub const LINGER: Duration = Duration::from_mins(1);
/// How long a connection of ours stays where no ordinary peer of others is.
pub const EMPTY_ROOM_LINGER: Duration = Duration::from_mins(1);
/// How often we ping a platform that does not ping us.
pub const PING_INTERVAL: Duration = Duration::from_secs(15);
/// How long a platform that pings us may say nothing.
pub const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a clean leave may take.
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The first wait before a reconnect.
pub const RECONNECT_FIRST: Duration = Duration::from_millis(250);
/// The longest wait before a reconnect.
pub const RECONNECT_LONGEST: Duration = Duration::from_secs(10);
/// How often a lost connection is tried again before it is given up.
pub const RECONNECT_ATTEMPTS: usize = 50;
/// How long an operation waits for a lost connection to come back.
pub const RETURN_TIMEOUT: Duration = Duration::from_secs(10);
/// How often in a row a host's connection may be lost soon after it was in the room.
pub const HOST_LOSSES: usize = 300;
/// How long a connection lives before its loss is taken for one of its own, not for one more in a row.
pub const STABLE: Duration = Duration::from_mins(1);
/// How long a new token of a participant who is held lives, before its end is taken for no refusal.
pub const TOKEN_RENEWAL: Duration = Duration::from_mins(1);
/// How long everybody may take to leave their meetings when the program ends.
pub const LEAVE_TIMEOUT: Duration = Duration::from_secs(3);
/// How often a first join is tried, where trying again makes sense.
pub const JOIN_ATTEMPTS: usize = 3;
/// The first wait between those.
pub const JOIN_FIRST: Duration = Duration::from_millis(200);
/// How long before its end a host token is no longer used.
pub const TOKEN_MARGIN: Duration = Duration::from_mins(1);
