//! HTTP, once for the whole program: clients, requests, retries and traces, and the server of a router; and the
//! files that several crates write.
//!
//! | file | what it does |
//! |---|---|
//! | `client` | makes a client: timeouts, no redirects, proxies and certificates by [`Reach`] |
//! | `loopback` | resolves every name to this machine, for a client on loopback |
//! | `send`, `retry` | sends a request once, or a GET with retries |
//! | `trace`, `redact` | traces whole exchanges for `-vv`, and hides the secrets in them |
//! | `error` | describes a failed request, without secrets |
//! | `response` | a response that is passed on as it came |
//! | [`endpoint`] | a URL that credentials may be sent to |
//! | `relative_url` | a path from the command line, which must stay below such a URL |
//! | `serve`, `tls` | the one way to serve a router, encrypted or not |
//! | [`mod@file`] | files that are replaced atomically, locked, and of a known version |

mod client;
pub mod endpoint;
mod error;
pub mod file;
mod loopback;
mod redact;
mod relative_url;
mod response;
mod retry;
mod send;
mod serve;
mod tls;
mod trace;

pub use client::{CONNECT_TIMEOUT, Reach, client};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{describe, unreadable};
pub use redact::excerpt;
pub use relative_url::{PathError, relative_url};
pub use response::RawResponse;
pub use retry::{retry_after, send_get};
pub use send::send_once;
pub use serve::Server;
pub use tls::{Tls, TlsError, install_crypto};
