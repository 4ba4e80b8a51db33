//! The one way to make an HTTP client: timeouts, redirects never followed, proxies and certificates only
//! where a request leaves this machine.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::loopback::LoopbackResolver;
use crate::tls::install_crypto;

/// How long a connection may take.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may be idle before the system asks whether the other side is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("dyte-stage/", env!("CARGO_PKG_VERSION"));

/// Where a client's requests go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This machine, whatever a name server says: no proxy, no certificates.
    Loopback,
    /// The same, encrypted: it has one of the system's certificates, or one that they vouch for.
    LoopbackEncrypted,
    /// Anywhere: the system's proxies and certificates.
    Network,
}

impl Reach {
    /// What reaches an address, which is on this machine or not.
    #[must_use]
    pub fn to(url: &Url, is_loopback: bool) -> Self {
        match (is_loopback, url.scheme()) {
            (true, "https") => Self::LoopbackEncrypted,
            (true, _) => Self::Loopback,
            (false, _) => Self::Network,
        }
    }
}

/// Makes a client. `patience` is how long a server may say nothing while it answers. It speaks HTTP/1.1, so that a connection can become a socket, and follows no
/// redirect, so that credentials go nowhere else.
///
/// # Errors
///
/// When the system's certificates or proxies cannot be used.
pub fn client(reach: Reach, patience: Duration) -> reqwest::Result<Client> {
    install_crypto();
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .http1_only()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(KEEPALIVE)
        .read_timeout(patience);
    match reach {
        Reach::Loopback => builder
            .no_proxy()
            .tls_certs_only([])
            .dns_resolver(LoopbackResolver)
            .build(),
        Reach::LoopbackEncrypted => builder.no_proxy().dns_resolver(LoopbackResolver).build(),
        Reach::Network => builder.build(),
    }
}
