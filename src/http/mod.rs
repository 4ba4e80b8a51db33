//! One way to make an HTTP client and to send with it: timeouts, redirects never followed, retries
//! where they are safe, and traces and errors without addresses' secrets.

mod retry;

use std::error::Error;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

pub use retry::send_get;

/// How long a connection may take.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may be idle before the system asks whether the other side is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("dyte-stage/", env!("CARGO_PKG_VERSION"));

/// Where a client's requests go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This machine: no proxy, no certificates.
    Loopback,
    /// Anywhere: the system's proxies and certificates.
    Network,
}

/// Makes a client. `patience` is how long a server may say nothing while it answers. It speaks HTTP/1.1, so that a connection can become a socket, and follows no
/// redirect, so that credentials go nowhere else.
///
/// # Errors
///
/// When the system's certificates or proxies cannot be used.
pub fn client(reach: Reach, patience: Duration) -> reqwest::Result<Client> {
    // Only the first of several installs one, which is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .http1_only()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(KEEPALIVE)
        .read_timeout(patience);
    match reach {
        Reach::Loopback => builder.no_proxy().tls_certs_only([]).build(),
        Reach::Network => builder.build(),
    }
}

/// Says what went wrong, without the address, whose query may hold a token.
#[must_use]
pub fn describe(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    if timed_out && !words.contains("timed out") {
        words.push_str(" (timed out)");
    }
    words
}

/// Traces an answer by its path; the query stays out.
fn trace(method: &reqwest::Method, url: &Url, answer: &reqwest::Result<Response>) {
    let (host, path) = (url.host_str().unwrap_or_default(), url.path());
    match answer {
        Ok(response) => {
            tracing::debug!(%method, host, path, status = response.status().as_u16(), "answered");
        }
        Err(error) => {
            tracing::debug!(%method, host, path, timeout = error.is_timeout(), "not answered");
        }
    }
}

/// Sends a request once: for everything that is not safe to repeat.
///
/// # Errors
///
/// When no answer comes.
pub async fn send_once(request: reqwest::RequestBuilder) -> reqwest::Result<Response> {
    let (client, request) = request.build_split();
    let request = request?;
    let (method, url) = (request.method().clone(), request.url().clone());
    let answer = client.execute(request).await;
    trace(&method, &url, &answer);
    answer
}
