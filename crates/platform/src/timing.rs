//! Every wait, named. Sources are in docs/protocol.md and docs/design.md, "The host in the
//! meeting".

use std::time::Duration;

/// How long the management API may be silent while it answers.
pub(crate) const REST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the platform may take to tell the socket's address, before the usual one is used.
pub(crate) const DETAILS_TIMEOUT: Duration = Duration::from_secs(5);
/// How long each check of `doctor` may take with the management API, retries included.
pub const DOCTOR_CHECK_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening a socket may take, from the first packet to the upgrade.
pub(crate) const OPEN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the platform may take to answer a request on the socket.
pub const REPLY_TIMEOUT: Duration = Duration::from_secs(10);
/// How much longer to wait for the count and the queue after the last page of the roster.
pub(crate) const EXTRAS_TIMEOUT: Duration = Duration::from_millis(500);
/// How long to wait for the effect of an operation before reading it back.
pub(crate) const CONFIRM_TIMEOUT: Duration = Duration::from_secs(5);
/// How long reading back the stage's state may take, before the roster is read.
pub(crate) const STAGE_STATE_TIMEOUT: Duration = Duration::from_secs(2);
/// How old the check that a meeting is live may be when it is joined.
pub(crate) const SESSION_FRESH: Duration = Duration::from_secs(2);
/// The first wait before checking whether a removed participant is gone.
pub(crate) const REMOVAL_POLL: Duration = Duration::from_millis(250);
/// The longest of these waits.
pub(crate) const REMOVAL_POLL_LONGEST: Duration = Duration::from_secs(1);
/// How long the platform may take to accept a frame.
pub(crate) const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// The least time between two readings of a roster.
pub(crate) const ROSTER_INTERVAL: Duration = Duration::from_secs(6);
/// How long a host stays after its last use.
pub(crate) const HOST_IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// How long a connection of ours stays without an ordinary peer of others.
pub(crate) const EMPTY_ROOM_TIMEOUT: Duration = Duration::from_mins(1);
/// How often we ping a platform that does not ping us.
pub(crate) const PING_INTERVAL: Duration = Duration::from_secs(15);
/// How long a platform that pings us may be silent.
pub(crate) const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a clean leave may take.
pub(crate) const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The first wait before a reconnect.
pub(crate) const RECONNECT_FIRST: Duration = Duration::from_millis(250);
/// The longest wait before a reconnect.
pub(crate) const RECONNECT_LONGEST: Duration = Duration::from_secs(10);
/// How many times a lost connection is tried again.
pub(crate) const RECONNECT_ATTEMPTS: usize = 50;
/// How long an operation waits for a lost connection to come back.
pub(crate) const RETURN_TIMEOUT: Duration = Duration::from_secs(10);
/// How many times in a row a host's connection may be lost within [`STABLE_AFTER`].
pub(crate) const HOST_LOSSES: usize = 300;
/// How long a connection lives before its loss no longer counts as one more in a row.
pub(crate) const STABLE_AFTER: Duration = Duration::from_mins(1);
/// The least time between two replacements of a participant's token that has ended.
pub(crate) const TOKEN_RENEWAL: Duration = Duration::from_mins(1);
/// How long all connections may take to close when the program ends.
pub(crate) const LEAVE_TIMEOUT: Duration = Duration::from_secs(3);
/// How many times a first join is tried.
pub(crate) const JOIN_ATTEMPTS: usize = 3;
/// The first wait between the attempts of a first join.
pub(crate) const JOIN_FIRST: Duration = Duration::from_millis(200);
/// How long before its end a cached token is no longer used.
pub(crate) const TOKEN_MARGIN: Duration = Duration::from_mins(1);
