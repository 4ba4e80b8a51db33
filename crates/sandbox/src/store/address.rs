//! Where a sandbox is served. A process that keeps the lock publishes it in a file beside the state, for other
//! processes; the file is stale once that process no longer holds the lock.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::urls::Urls;
use net::file::write_atomically;

pub(super) const ADDRESS_FILE: &str = "sandbox.address";
/// How long a process on this machine may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);

/// Where a sandbox is served. It holds the token of the management API, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The id of the process that serves it.
    pub process: u32,
    pub(crate) listener: SocketAddr,
    pub(crate) api_token: String,
}

impl Address {
    /// The URL of the management API, as `DYTE_STAGE_API_URL` takes it for RealtimeKit.
    #[must_use]
    pub fn api_url(&self) -> String {
        self.urls().api_url
    }

    /// The URL of the management API, as `DYTE_STAGE_API_URL` takes it for Dyte.
    #[must_use]
    pub fn dyte_api_url(&self) -> String {
        self.urls().dyte_api_url
    }

    /// The URL of the signalling socket, as `DYTE_STAGE_SIGNALLING_URL` takes it.
    #[must_use]
    pub fn signalling_url(&self) -> String {
        self.urls().signalling_url
    }

    fn urls(&self) -> Urls {
        Urls::at(&self.listener.to_string(), false)
    }

    /// The token of the management API.
    #[must_use]
    pub fn api_token(&self) -> &str {
        &self.api_token
    }

    /// Reads the address that is published in a folder; `None` if there is no readable one.
    pub(super) fn published(folder: &Path) -> Option<Self> {
        let contents = std::fs::read(folder.join(ADDRESS_FILE)).ok()?;
        serde_json::from_slice(&contents).ok()
    }

    pub(super) fn publish(&self, folder: &Path) -> io::Result<()> {
        let contents = serde_json::to_vec(self).map_err(io::Error::from)?;
        write_atomically(&folder.join(ADDRESS_FILE), &contents)
    }

    /// Whether a process listens there.
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

/// Removes the address that is published in a folder, and the remains of an interrupted write of it.
pub(super) fn withdraw(folder: &Path) -> io::Result<()> {
    let path = folder.join(ADDRESS_FILE);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => net::file::sweep(&path),
    }
}
