//! Resolves names on this machine: `localhost` and its subdomains are never sent to a name server (RFC 6761,
//! section 6.3).

use std::future::ready;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves every name to the loopback addresses.
pub(super) struct LoopbackResolver;

impl Resolve for LoopbackResolver {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: [SocketAddr; 2] = [
            (Ipv4Addr::LOCALHOST, 0).into(),
            (Ipv6Addr::LOCALHOST, 0).into(),
        ];
        let addresses: Addrs = Box::new(addresses.into_iter());
        Box::pin(ready(Ok(addresses)))
    }
}
