//! The sandbox as a server on loopback: here, or in another process that stays.

mod front;

use std::io;
use std::net::Ipv4Addr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use backon::{ConstantBuilder, Retryable};
use net::{Server, Tls};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

use super::address::Address;
use super::demo::Rehearsal;
use super::shared::Shared;
use super::socket::Patience;
use super::store::{Found, SetAside, Store, StoreError};
use super::{rest, socket};

/// How long others who use a sandbox may take to be done when it ends.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// How often it is tried to have the port of a process that ends, and how long to wait in between: it may
/// have let the sandbox go a moment before the port.
const PORT_ATTEMPTS: usize = 100;
const PORT_WAIT: Duration = Duration::from_millis(20);
/// Whichever port is free.
const ANY_PORT: u16 = 0;
/// Where a process that stays serves the sandbox if it can: below the ports that systems give to whoever
/// asks for any, so that nobody has it by the time when another process takes over.
const PORTS: Range<u16> = 20_000..32_000;

/// A sandbox that is being served.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: Address,
    path: PathBuf,
    set_aside: Option<SetAside>,
    router: Router,
    is_published: AtomicBool,
    /// What ends with it.
    servers: Mutex<Vec<Server>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
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
            Found::Lock(store) => Opened::Here(Self::on(store, Patience::default()).await?),
            Found::Address(address) => Opened::Elsewhere(address),
        })
    }

    /// Serves the sandbox of a folder on loopback, once no other process does.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn serve(folder: &Path) -> Result<Self, ServeError> {
        Self::on(Store::lock(folder).await?, Patience::default()).await
    }

    /// The same, with patience of one's own.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn serve_with(folder: &Path, patience: Patience) -> Result<Self, ServeError> {
        Self::on(Store::lock(folder).await?, patience).await
    }

    /// Starts the sandbox of a folder over, and serves it on loopback.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn serve_anew(folder: &Path, rehearsal: Rehearsal) -> Result<Self, ServeError> {
        let store = Store::lock(folder).await?;
        store.reset(rehearsal)?;
        Self::on(store, Patience::default()).await
    }

    /// Serves the sandbox of a folder in the place of a process that ends, however long that takes, and
    /// publishes it. Where that is possible it has the same port, so that those who use it need not know.
    ///
    /// # Errors
    ///
    /// When its file cannot be used, or there is no port.
    pub async fn take_over(folder: &Path, from: &Address) -> Result<Self, ServeError> {
        let sandbox = Self::on(Store::take_over(folder).await?, Patience::default()).await?;
        let port = from.listener.port();
        let waits = ConstantBuilder::default()
            .with_delay(PORT_WAIT)
            .with_max_times(PORT_ATTEMPTS);
        let listener = (|| listen(port))
            .retry(waits)
            .when(|error| error.kind() == io::ErrorKind::AddrInUse)
            .await;
        sandbox.publish_at(listener.ok())?;
        Ok(sandbox)
    }

    async fn on(store: Store, patience: Patience) -> Result<Self, ServeError> {
        let (state, set_aside) = store.load()?;
        let listener = listen(ANY_PORT).await?;
        let address = Address {
            process: std::process::id(),
            listener: listener.local_addr()?,
            api_token: state.api_token.clone(),
        };
        let path = store.path().to_owned();
        let shared = Arc::new(Shared::new(store, state, patience));
        shared.settle_at_first();
        let router = Router::new()
            .merge(rest::router(shared.clone()))
            .merge(socket::router(shared.clone()))
            .layer(from_fn_with_state(shared.clone(), note_use));
        Ok(Self {
            servers: Mutex::new(vec![serve(listener, router.clone(), None)]),
            tasks: Mutex::new(vec![tokio::spawn(shared.clone().note_service())]),
            shared,
            address,
            path,
            set_aside,
            router,
            is_published: AtomicBool::new(false),
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
    pub async fn publish(&self) -> Result<(), ServeError> {
        if self.is_published.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.publish_at(listen(usual_port(&self.path)).await.ok())
    }

    /// Serves it at a port that whoever is next can have as well, and tells the others. Where somebody
    /// else has that port, it stays where it is.
    fn publish_at(&self, listener: Option<TcpListener>) -> Result<(), ServeError> {
        let mut address = self.address.clone();
        if let Some(listener) = listener {
            address.listener = listener.local_addr()?;
            self.serve_on(listener, None);
        }
        self.shared.publish(&address)?;
        self.is_published.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Stops serving and lets other processes have the sandbox. Everything is saved already. Others who
    /// are just using it are given a moment to be done; those who stay come back to whoever is next.
    pub async fn close(self) {
        if self.shared.withdraw() {
            // Those who are not done by then find it gone.
            let _ = timeout(DRAIN_TIMEOUT, self.shared.drained()).await;
        }
        // Whoever is next may have the port before it has the sandbox.
        let servers = std::mem::take(&mut *self.servers());
        for server in servers {
            server.abort();
            server.ended().await;
        }
        let tasks = std::mem::take(&mut *self.tasks());
        for task in tasks {
            task.abort();
            // It says that it was aborted.
            let _ = task.await;
        }
    }

    fn serve_on(&self, listener: TcpListener, tls: Option<Tls>) {
        let server = serve(listener, self.router.clone(), tls);
        self.servers().push(server);
    }

    fn servers(&self) -> MutexGuard<'_, Vec<Server>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.servers().iter().for_each(Server::abort);
        self.tasks().iter().for_each(JoinHandle::abort);
        self.shared.close();
    }
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

fn serve(listener: TcpListener, router: Router, tls: Option<Tls>) -> Server {
    Server::start("sandbox", listener, router, tls)
}

async fn note_use(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    shared.note_use();
    next.run(request).await
}

/// The port of a sandbox, by its file.
fn usual_port(path: &Path) -> u16 {
    let name = path.as_os_str().as_encoded_bytes();
    let number = Uuid::new_v5(&Uuid::NAMESPACE_URL, name).as_u128();
    let offset = number % PORTS.len() as u128;
    PORTS.start + u16::try_from(offset).expect("it is less than a range of ports")
}
