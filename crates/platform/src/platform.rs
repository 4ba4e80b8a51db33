//! One app of a platform: the handle that every call of this crate begins with.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::account::{Account, Signalling};
use crate::connection_limit::ConnectionLimit;
use crate::http_clients::HttpClients;
use crate::rest::Rest;
use model::PeerId;
use protocol::signalling::SIMULATED;

/// One app of a platform, and how to reach it.
#[derive(Debug)]
pub struct Platform {
    /// Which platform it is.
    pub kind: api::Platform,
    /// Its management API.
    pub rest: Rest,
    pub(crate) http: HttpClients,
    pub(crate) connections: ConnectionLimit,
    reconnects: AtomicU64,
    pub(crate) signalling: Signalling,
    /// The preset that the host is to join with, if one is named.
    pub(crate) host_preset: Option<String>,
    /// The folder of the cached tokens.
    pub(crate) tokens: PathBuf,
    /// The platform and app that cached tokens are for; they are used for no other.
    pub(crate) token_scope: String,
}

impl Platform {
    /// An app. Host tokens are cached in the folder `tokens`.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be made.
    pub fn new(kind: api::Platform, account: Account, tokens: PathBuf) -> reqwest::Result<Self> {
        let http = HttpClients::new(&account)?;
        // The sandbox has another port in each process.
        let address = match kind {
            api::Platform::Sandbox => "sandbox".to_owned(),
            api::Platform::RealtimeKit | api::Platform::Dyte => account.api.to_string(),
        };
        Ok(Self {
            kind,
            token_scope: format!("{address} {}", account.credentials),
            rest: Rest::new(http.to(&account.api).clone(), &account),
            http,
            connections: ConnectionLimit::default(),
            reconnects: AtomicU64::default(),
            signalling: account.signalling,
            host_preset: account.host_preset,
            tokens,
        })
    }

    /// The same app, with at most so many connections into its meetings at once.
    #[must_use]
    pub fn with_most_connections(mut self, most: usize) -> Self {
        self.connections.most = most;
        self
    }

    /// Closes all connections, also those that are still joining, and waits until they are closed.
    /// No connection is opened any more.
    pub async fn leave(&self) {
        self.connections.drain().await;
    }

    /// How often a connection was lost and reconnected so far.
    #[must_use]
    pub fn reconnects(&self) -> u64 {
        self.reconnects.load(Ordering::Relaxed)
    }

    pub(crate) fn count_reconnect(&self) {
        self.reconnects.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether a peer is one of the sandbox's simulated attendees. On other platforms a client
    /// could claim such an id.
    #[must_use]
    pub fn is_simulated(&self, peer_id: &PeerId) -> bool {
        self.kind == api::Platform::Sandbox && peer_id.as_str().starts_with(SIMULATED)
    }
}
