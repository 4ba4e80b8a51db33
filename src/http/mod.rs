//! One way to make an HTTP client and to send with it, and to be served encrypted: timeouts, redirects never followed, retries
//! where they are safe, and traces and errors without addresses' secrets.

mod exchange;
mod here;
mod raw;
pub(crate) mod redact;
mod retry;
mod tls;

use std::error::Error;
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use here::Here;
pub use raw::Raw;
pub(crate) use retry::retry_after;
pub use retry::send_get;
pub use tls::{Tls, TlsError};

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
            .dns_resolver(Here)
            .build(),
        Reach::LoopbackEncrypted => builder.no_proxy().dns_resolver(Here).build(),
        Reach::Network => builder.build(),
    }
}

/// Makes TLS work in this process.
pub fn install_crypto() {
    // Only the first of several installs one, which is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// What the layers of an HTTP client say of every failure: what is below them says which.
const LAYERS: [&str; 6] = [
    "error sending request",
    "client error (Connect)",
    "client error (SendRequest)",
    "dns error",
    "error decoding response body",
    "request or response body error",
];

/// Says what went wrong, and with which host; not the whole address, whose query may hold a token.
#[must_use]
pub fn describe(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let host = error.url().and_then(|url| Some(url.host_str()?.to_owned()));
    let error = error.without_url();
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let mut words: Vec<&str> = host.as_deref().into_iter().collect();
    for (depth, cause) in causes.iter().enumerate() {
        let is_last = depth + 1 == causes.len();
        let is_said = words.iter().any(|word| word.contains(&**cause));
        if !is_said && (is_last || !LAYERS.contains(&&**cause)) {
            words.push(cause);
        }
    }
    let mut words = words.join(": ");
    if timed_out && !words.contains("timed out") {
        words.push_str(" (timed out)");
    }
    words
}

/// What is wrong with a JSON answer, without the values in it.
#[must_use]
pub fn unreadable(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "it is empty".to_owned();
    }
    if error.is_data() {
        let (line, column) = (error.line(), error.column());
        return format!("it has another shape at line {line} column {column}");
    }
    format!("it is no JSON: {error}")
}

/// Traces an answer by its path; the query stays out.
fn trace(method: &reqwest::Method, url: &Url, answer: &reqwest::Result<Response>) {
    let (host, path) = (url.host_str().unwrap_or_default(), url.path());
    match answer {
        Ok(response) => {
            let kind = response.headers().get(CONTENT_TYPE);
            let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let status = response.status().as_u16();
            tracing::debug!(%method, host, path, status, kind, "answered");
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
    let is_traced = exchange::is_traced();
    if is_traced {
        exchange::sending(&request);
    }
    let begun = Instant::now();
    let answer = client.execute(request).await;
    trace(&method, &url, &answer);
    match answer {
        Ok(response) if is_traced => exchange::answered(response, begun.elapsed()).await,
        answer => answer,
    }
}
