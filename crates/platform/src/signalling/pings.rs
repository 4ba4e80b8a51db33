//! Pings: which side sends them depends on the domain.

use std::time::Duration;

use crate::timing::{PING_INTERVAL, SILENCE_TIMEOUT};
use net::Endpoint;

/// The domain where the client pings, not the platform (docs/protocol.md, "Pings").
const CLIENT_PINGS: &str = "realtime.cloudflare.com";

/// Which side keeps a socket alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pings {
    /// The platform pings; when it is silent for [`SILENCE_TIMEOUT`], it counts as gone.
    FromServer,
    /// We ping every [`PING_INTERVAL`]; no answer is required.
    FromClient,
}

impl Pings {
    /// Which side pings on the sockets of an address.
    pub(super) fn of(signalling: &Endpoint) -> Self {
        let host = signalling.url().host_str().unwrap_or_default();
        match host.strip_suffix(CLIENT_PINGS) {
            Some(prefix) if prefix.is_empty() || prefix.ends_with('.') => Self::FromClient,
            _ => Self::FromServer,
        }
    }

    /// How long to wait: for the platform, or before the next ping.
    pub(super) const fn interval(self) -> Duration {
        match self {
            Self::FromServer => SILENCE_TIMEOUT,
            Self::FromClient => PING_INTERVAL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_pings_everywhere_but_on_cloudflares_own_domain() {
        let pings = |address| Pings::of(&Endpoint::socket(address).unwrap());
        for address in [
            "wss://socket-edge.realtime.cloudflare.com/ws",
            "wss://realtime.cloudflare.com/ws",
        ] {
            assert_eq!(pings(address), Pings::FromClient, "{address}");
        }
        for address in [
            "wss://socket-edge.dyte.io/ws",
            "wss://notrealtime.cloudflare.com/ws",
            "ws://127.0.0.1:7880/ws",
        ] {
            assert_eq!(pings(address), Pings::FromServer, "{address}");
        }
    }
}
