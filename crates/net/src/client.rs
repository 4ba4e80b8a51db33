//! The one way to make an HTTP client: timeouts, redirects never followed, proxies and certificates only
//! where a request leaves this machine.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::loopback::LoopbackResolver;
use crate::tls::install_crypto;

/// How long connecting may take.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may be idle before the system sends a keepalive probe.
const KEEPALIVE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("dyte-stage/", env!("CARGO_PKG_VERSION"));

/// Where a client's requests go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This machine, without a name server: no proxy, no certificates.
    Loopback,
    /// The same, encrypted: with a certificate that the system trusts.
    LoopbackEncrypted,
    /// Anywhere: the system's proxies and certificates.
    Network,
}

impl Reach {
    /// The reach of a URL, which is on this machine or not.
    #[must_use]
    pub fn to(url: &Url, is_loopback: bool) -> Self {
        match (is_loopback, url.scheme()) {
            (true, "https") => Self::LoopbackEncrypted,
            (true, _) => Self::Loopback,
            (false, _) => Self::Network,
        }
    }
}

/// Makes a client. `read_timeout` is how long a server may send nothing during a response. The client speaks
/// HTTP/1.1, so that a connection can become a socket, and follows no redirect, so that credentials go nowhere else.
///
/// # Errors
///
/// When the system's certificates or proxies cannot be used.
pub fn client(reach: Reach, read_timeout: Duration) -> reqwest::Result<Client> {
    install_crypto();
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .http1_only()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(KEEPALIVE)
        .read_timeout(read_timeout);
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
