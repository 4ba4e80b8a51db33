//! The live platform as seen by us.
//!
//! [`rest`] finds meetings and admits participants; [`signalling`] is a socket into a meeting;
//! [`meeting`] is this program in a meeting, which the platform offers no REST for: as a host that joins
//! unseen, knows who is where, and grants, denies and kicks; or as a participant, the [`actor`]. Every
//! wait is named in [`timing`].

pub mod account;
pub mod actor;
mod attendance;
mod clients;
mod details;
pub mod error;
mod identity;
pub mod meeting;
mod preset;
mod reach;
pub mod rest;
mod session;
pub mod signalling;
pub mod timing;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use api;
use attendance::Attendance;
use clients::Clients;
use model::PeerId;
use protocol::signalling::SIMULATED;

pub use account::{Account, Credentials, Signalling};
pub use actor::Actor;
pub use error::{Error, Refused, Unavailable};
pub use meeting::{
    Acted, Happening, History, Host, JoinError, ParticipantConnection, Standing, State, What,
};
pub use preset::{HOST_PRESET, planned_host_preset};
pub use rest::Rest;
pub use session::Removed;

/// A platform's app, and how to reach it.
#[derive(Debug)]
pub struct Platform {
    /// Which platform it is.
    pub kind: api::Platform,
    /// Its management API.
    pub rest: Rest,
    clients: Clients,
    attendance: Attendance,
    reconnects: AtomicU64,
    signalling: Signalling,
    host_preset: Option<String>,
    tokens: PathBuf,
    /// What host tokens are kept for: they are never used for anything else.
    scope: String,
}

impl Platform {
    /// An app. Host tokens are kept in the folder `tokens`.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be made.
    pub fn new(kind: api::Platform, account: Account, tokens: PathBuf) -> reqwest::Result<Self> {
        let clients = Clients::new(&account)?;
        // The sandbox has another port in each process.
        let address = match kind {
            api::Platform::Sandbox => "sandbox".to_owned(),
            api::Platform::RealtimeKit | api::Platform::Dyte => account.api.to_string(),
        };
        Ok(Self {
            kind,
            scope: format!("{address} {}", account.credentials),
            rest: Rest::new(clients.to(&account.api).clone(), &account),
            clients,
            attendance: Attendance::default(),
            reconnects: AtomicU64::default(),
            signalling: account.signalling,
            host_preset: account.host_preset,
            tokens,
        })
    }

    /// The same app, with at most so many connections into its meetings at once.
    #[must_use]
    pub fn with_most_connections(mut self, most: usize) -> Self {
        self.attendance.most = most;
        self
    }

    /// Lets every host and participant leave their meetings, also those on their way into one, and waits
    /// until they have. Nobody enters one any more.
    pub async fn leave(&self) {
        self.attendance.leave().await;
    }

    /// How often connections were lost, and had to be mended, so far.
    #[must_use]
    pub fn reconnects(&self) -> u64 {
        self.reconnects.load(Ordering::Relaxed)
    }

    fn note_reconnect(&self) {
        self.reconnects.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether a connection is one of the sandbox's simulated attendees'. Elsewhere, a client could
    /// call itself so.
    #[must_use]
    pub fn is_simulated(&self, peer_id: &PeerId) -> bool {
        self.kind == api::Platform::Sandbox && peer_id.as_str().starts_with(SIMULATED)
    }
}
