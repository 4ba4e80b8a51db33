//! [`Sandbox`]: serves the sandbox of a folder on loopback, or finds the process that does.

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

use super::server_state::ServerState;
use super::timeouts::SocketTimeouts;
use super::{rest, socket};
use crate::demo::DemoOptions;
use crate::store::{Address, SetAside, Store, StoreError, StoreHolder};

/// How long clients of other processes may take to finish when the sandbox closes.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// How often to try to listen on the port of a process that ends, and the wait between attempts: the process may
/// release the lock a moment before the port.
const PORT_ATTEMPTS: usize = 100;
const PORT_WAIT: Duration = Duration::from_millis(20);
/// Lets the system choose a free port.
const ANY_PORT: u16 = 0;
/// The ports of published sandboxes: below those that systems choose, so that the port is still free when another
/// process takes over.
const PORTS: Range<u16> = 20_000..32_000;

/// A sandbox that is being served.
#[derive(Debug)]
pub struct Sandbox {
    pub(super) server: Arc<ServerState>,
    address: Address,
    path: PathBuf,
    set_aside: Option<SetAside>,
    router: Router,
    is_published: AtomicBool,
    /// They end with the sandbox.
    servers: Mutex<Vec<Server>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// The process that serves the sandbox of a folder.
#[derive(Debug)]
pub enum SandboxHolder {
    /// This one.
    ThisProcess(Sandbox),
    /// Another one, which keeps it.
    OtherProcess(Address),
}

/// Why the sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The state file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no port.
    #[error("cannot listen on this machine: {0}")]
    Listen(#[from] io::Error),
}

impl Sandbox {
    /// Serves the sandbox of a folder on loopback, or finds the process that does and keeps it. Waits for processes
    /// that do not keep it.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used, or there is no port.
    pub async fn open(folder: &Path) -> Result<SandboxHolder, ServeError> {
        Ok(match Store::lock_or_find(folder).await? {
            StoreHolder::ThisProcess(store) => {
                SandboxHolder::ThisProcess(Self::start(store, SocketTimeouts::default()).await?)
            }
            StoreHolder::OtherProcess(address) => SandboxHolder::OtherProcess(address),
        })
    }

    /// Serves the sandbox of a folder on loopback, once no other process does.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used, or there is no port.
    pub async fn serve(folder: &Path) -> Result<Self, ServeError> {
        Self::start(Store::lock(folder).await?, SocketTimeouts::default()).await
    }

    /// Serves the sandbox of a folder on loopback with other socket timeouts, once no other process does.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used, or there is no port.
    pub async fn serve_with(folder: &Path, timeouts: SocketTimeouts) -> Result<Self, ServeError> {
        Self::start(Store::lock(folder).await?, timeouts).await
    }

    /// Resets the sandbox of a folder, and serves it on loopback.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used, or there is no port.
    pub async fn serve_reset(folder: &Path, options: DemoOptions) -> Result<Self, ServeError> {
        let store = Store::lock(folder).await?;
        store.reset(options)?;
        Self::start(store, SocketTimeouts::default()).await
    }

    /// Waits until the process at an address ends, however long that takes, then serves the sandbox of the folder and
    /// publishes it, on the same port if possible, so that clients need not notice.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used, or there is no port.
    pub async fn take_over(folder: &Path, from: &Address) -> Result<Self, ServeError> {
        let sandbox =
            Self::start(Store::take_over(folder).await?, SocketTimeouts::default()).await?;
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

    async fn start(store: Store, timeouts: SocketTimeouts) -> Result<Self, ServeError> {
        let (state, set_aside) = store.load()?;
        let listener = listen(ANY_PORT).await?;
        let address = Address {
            process: std::process::id(),
            listener: listener.local_addr()?,
            api_token: state.api_token.clone(),
        };
        let path = store.path().to_owned();
        let server = Arc::new(ServerState::new(store, state, timeouts));
        server.settle_at_start();
        let router = Router::new()
            .merge(rest::router(server.clone()))
            .merge(socket::router(server.clone()))
            .layer(from_fn_with_state(server.clone(), record_use));
        Ok(Self {
            servers: Mutex::new(vec![serve(listener, router.clone(), None)]),
            tasks: Mutex::new(vec![tokio::spawn(server.clone().record_service())]),
            server,
            address,
            path,
            set_aside,
            router,
            is_published: AtomicBool::new(false),
        })
    }

    /// Where it is served, and the token of its management API.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The path of the state file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The state file that could not be used and was renamed, if there was one.
    #[must_use]
    pub const fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Publishes the address, so that other processes use the sandbox instead of waiting for its lock.
    ///
    /// # Errors
    ///
    /// When the address cannot be written.
    pub async fn publish(&self) -> Result<(), ServeError> {
        if self.is_published.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.publish_at(listen(usual_port(&self.path)).await.ok())
    }

    /// Publishes the address with a port that the next process can have as well. Without a listener on that port,
    /// publishes the present one.
    fn publish_at(&self, listener: Option<TcpListener>) -> Result<(), ServeError> {
        let mut address = self.address.clone();
        if let Some(listener) = listener {
            address.listener = listener.local_addr()?;
            self.serve_on(listener, None);
        }
        self.server.publish(&address)?;
        self.is_published.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Stops serving and releases the lock. Everything is saved already. Clients of other processes have a moment to
    /// finish; those that follow the meeting reconnect to the next process.
    pub async fn close(self) {
        if self.server.withdraw() {
            // Clients that take longer lose their connection.
            let _ = timeout(DRAIN_TIMEOUT, self.server.drained()).await;
        }
        // The ports are released before the lock.
        let servers = std::mem::take(&mut *self.servers());
        for server in servers {
            server.abort();
            server.ended().await;
        }
        let tasks = std::mem::take(&mut *self.tasks());
        for task in tasks {
            task.abort();
            // The error is that it was aborted.
            let _ = task.await;
        }
    }

    pub(super) fn serve_on(&self, listener: TcpListener, tls: Option<Tls>) {
        let server = serve(listener, self.router.clone(), tls);
        self.servers().push(server);
    }

    fn servers(&self) -> MutexGuard<'_, Vec<Server>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tasks(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.servers().iter().for_each(Server::abort);
        self.tasks().iter().for_each(JoinHandle::abort);
        self.server.close();
    }
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

fn serve(listener: TcpListener, router: Router, tls: Option<Tls>) -> Server {
    Server::start("sandbox", listener, router, tls)
}

async fn record_use(
    State(server): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> Response {
    server.record_use();
    next.run(request).await
}

/// The port of a published sandbox, by the path of its state file.
fn usual_port(path: &Path) -> u16 {
    let name = path.as_os_str().as_encoded_bytes();
    let number = Uuid::new_v5(&Uuid::NAMESPACE_URL, name).as_u128();
    let offset = number % PORTS.len() as u128;
    PORTS.start + u16::try_from(offset).expect("it is less than a range of ports")
}
