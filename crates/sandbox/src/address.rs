//! Where a sandbox is served, and how a process that stays tells others: in a file beside the state,
//! which means something only while that process holds the lock.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{rest, socket};
use net::file::write_atomically;

pub(super) const ADDRESS: &str = "sandbox.address";
/// How long a process on this machine may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);

/// Where a sandbox is served. It holds the token of its management API: secret, hence no `Debug`
/// that shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The process that serves it.
    pub process: u32,
    pub(super) listener: SocketAddr,
    pub(super) api_token: String,
}

/// The addresses that a sandbox has somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Urls {
    /// Its management API, as `DYTE_STAGE_API_URL` takes it for RealtimeKit.
    pub api_url: String,
    /// Its management API, as `DYTE_STAGE_API_URL` takes it for Dyte.
    pub dyte_api_url: String,
    /// Its socket, as `DYTE_STAGE_SIGNALLING_URL` takes it.
    pub signalling_url: String,
}

impl Urls {
    /// The addresses at a host and port.
    #[must_use]
    pub fn at(authority: &str, is_encrypted: bool) -> Self {
        let s = if is_encrypted { "s" } else { "" };
        Self {
            api_url: format!("http{s}://{authority}{}", rest::REALTIMEKIT),
            dyte_api_url: format!("http{s}://{authority}{}", rest::DYTE),
            signalling_url: format!("ws{s}://{authority}{}", socket::PATH),
        }
    }
}

impl Address {
    /// The address of its management API, as `DYTE_STAGE_API_URL` takes it for RealtimeKit.
    #[must_use]
    pub fn api_url(&self) -> String {
        self.urls().api_url
    }

    /// The address of its management API, as `DYTE_STAGE_API_URL` takes it for Dyte.
    #[must_use]
    pub fn dyte_api_url(&self) -> String {
        self.urls().dyte_api_url
    }

    /// The address of its socket, as `DYTE_STAGE_SIGNALLING_URL` takes it.
    #[must_use]
    pub fn signalling_url(&self) -> String {
        self.urls().signalling_url
    }

    fn urls(&self) -> Urls {
        Urls::at(&self.listener.to_string(), false)
    }

    /// The token of its management API.
    #[must_use]
    pub fn api_token(&self) -> &str {
        &self.api_token
    }

    /// The address that was published in a folder, if one was. What cannot be read is none.
    pub(super) fn published(folder: &Path) -> Option<Self> {
        let contents = std::fs::read(folder.join(ADDRESS)).ok()?;
        serde_json::from_slice(&contents).ok()
    }

    pub(super) fn publish(&self, folder: &Path) -> io::Result<()> {
        let contents = serde_json::to_vec(self).map_err(io::Error::from)?;
        write_atomically(&folder.join(ADDRESS), &contents)
    }

    /// Whether anybody listens there.
    pub(super) async fn listens(&self) -> bool {
        let connected = timeout(CONNECT_TIMEOUT, TcpStream::connect(self.listener)).await;
        matches!(connected, Ok(Ok(_)))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            process,
            listener,
            api_token: _,
        } = self;
        f.debug_struct("Address")
            .field("process", process)
            .field("listener", listener)
            .finish_non_exhaustive()
    }
}

/// Removes the address that was published in a folder, and what a killed write of it left.
pub(super) fn withdraw(folder: &Path) -> io::Result<()> {
    let path = folder.join(ADDRESS);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => net::file::sweep(&path),
    }
}
