//! HTTP, once for the whole program: how a request is made, sent, retried and traced, and how a router is
//! served; and the files that several rooms write.
//!
//! | file | what it does |
//! |---|---|
//! | `client` | makes a client: timeouts, no redirects, proxies and certificates by [`Reach`] |
//! | `send`, `retry` | sends a request once, or a GET until it is answered |
//! | `trace`, `redact` | what `-v` and `-vv` show of it, and what is hidden there |
//! | `error` | what went wrong, without the secrets of an address |
//! | `response` | an answer that is handed on unread |
//! | [`endpoint`] | an address that credentials may be sent to |
//! | `relative_url` | a path that a user wrote, which must stay below such an address |
//! | `serve`, `tls` | the one way to serve a router, encrypted or not |
//! | [`mod@file`] | files that are replaced whole, locked, and of a known version |

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
