//! The sandbox as a server on loopback: here, or in another process that stays.

use std::net::Ipv4Addr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

use super::address::Address;
use super::shared::Shared;
use super::store::{Found, SetAside, Store, StoreError};
use super::{rest, socket};

/// How long others who use a sandbox may take to be done when it ends.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// Whichever port is free.
const ANY_PORT: u16 = 0;
/// Where a sandbox is served if it can be: below the ports that systems give to whoever asks for any,
/// so that nobody has it by the time when another process takes over.
const PORTS: Range<u16> = 20_000..32_000;

/// A sandbox that is being served.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: Address,
    path: PathBuf,
    set_aside: Option<SetAside>,
    is_published: AtomicBool,
    server: JoinHandle<()>,
}

/// A sandbox that can be used.
#[derive(Debug)]
pub enum Opened {
    /// This process serves it.
    Here(Sandbox),
    /// A process that stays serves it.
    Elsewhere(Address),
}

/// The sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no port for it.
    #[error("cannot listen on this machine: {0}")]
    Listen(#[from] std::io::Error),
}

impl Sandbox {
    /// Serves the sandbox of a folder on loopback, once no other process does; or finds the process that
    /// does and stays.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn open(folder: &Path) -> Result<Opened, ServeError> {
        Ok(match Store::lock_or_find(folder).await? {
            Found::Lock(store) => Opened::Here(Self::on(store, usual_port(folder)).await?),
            Found::Address(address) => Opened::Elsewhere(address),
        })
    }

    /// Serves the sandbox of a folder on loopback, once no other process does.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn serve(folder: &Path) -> Result<Self, ServeError> {
        Self::on(Store::lock(folder).await?, usual_port(folder)).await
    }

    /// Serves the sandbox of a folder in the place of a process that ends, however long that takes, and
    /// publishes it. Where that is possible it has the same port, so that those who use it need not know.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn take_over(folder: &Path, from: &Address) -> Result<Self, ServeError> {
        let store = Store::take_over(folder).await?;
        let sandbox = Self::on(store, from.listener.port()).await?;
        sandbox.publish()?;
        Ok(sandbox)
    }

    async fn on(store: Store, port: u16) -> Result<Self, ServeError> {
        let (state, set_aside) = store.load()?;
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => listener,
            // Somebody else has it.
            Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, ANY_PORT)).await?,
        };
        let address = Address {
            process: std::process::id(),
            listener: listener.local_addr()?,
            api_token: state.api_token.clone(),
        };
        let path = store.path().to_owned();
        let shared = Arc::new(Shared::new(store, state));
        shared.settle();
        let router = Router::new()
            .merge(rest::router(shared.clone()))
            .merge(socket::router(shared.clone()));
        // Small frames must not wait for each other's acknowledgement: that takes 40 ms.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the sandbox stopped");
            }
        });
        Ok(Self {
            shared,
            address,
            path,
            set_aside,
            is_published: AtomicBool::new(false),
            server,
        })
    }

    /// Where it is served, and with which token.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The file in which it remembers.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file that could not be used and was kept under another name.
    #[must_use]
    pub const fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Lets other processes use it while this one serves it, instead of waiting.
    ///
    /// # Errors
    ///
    /// When that cannot be written.
    pub fn publish(&self) -> Result<(), StoreError> {
        self.shared.publish(&self.address)?;
        self.is_published.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Stops serving and lets other processes have the sandbox. Everything is saved already. Others who
    /// are just using it are given a moment to be done; those who stay come back to whoever is next.
    pub async fn close(self) {
        if self.is_published.load(Ordering::Relaxed) {
            self.shared.withdraw();
            // Those who are not done by then find it gone.
            let _ = timeout(DRAIN_TIMEOUT, self.shared.drained()).await;
        }
        self.server.abort();
        self.shared.close();
    }
}

/// The port of a folder's sandbox.
fn usual_port(folder: &Path) -> u16 {
    let name = folder.as_os_str().as_encoded_bytes();
    let number = Uuid::new_v5(&Uuid::NAMESPACE_URL, name).as_u128();
    let offset = number % PORTS.len() as u128;
    PORTS.start + u16::try_from(offset).expect("it is less than a range of ports")
}
