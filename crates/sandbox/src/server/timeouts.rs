//! How long a signalling socket may be silent.

use std::time::Duration;

/// The timeouts of a signalling socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketTimeouts {
    /// The interval between pings to a client that asked for them.
    pub ping_interval: Duration,
    /// How long a client may send nothing at all. Clients that get no pings send some, every 15 s.
    pub idle_timeout: Duration,
}

impl Default for SocketTimeouts {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(45),
        }
    }
}
