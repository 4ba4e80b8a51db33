//! The one way to serve a router: the Stage API, the sandbox on this machine, and the sandbox for SDKs.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::tls::Tls;

/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// A router that is being served. Dropping it changes nothing; [`Server::stop`] and [`Server::abort`] end it.
#[derive(Debug)]
pub struct Server {
    handle: Handle<SocketAddr>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves a router on a listener, encrypted if there is a certificate. `name` is what the log calls it.
    #[must_use]
    pub fn start(
        name: &'static str,
        listener: TcpListener,
        router: Router,
        tls: Option<Tls>,
    ) -> Self {
        let handle = Handle::new();
        let mut server = axum_server::Server::<SocketAddr>::from_listener(listener)
            .handle(handle.clone())
            .first_request_timeout(HEAD_TIMEOUT)
            .accept_error_handler(|_, error| tracing::debug!(%error, "a connection failed"))
            // Small frames must not wait for each other's acknowledgement: that takes 40 ms.
            .acceptor(NoDelayAcceptor::new());
        server
            .http_builder()
            .http1()
            .header_read_timeout(HEAD_TIMEOUT);
        let service = router.into_make_service();
        let task = tokio::spawn(async move {
            let served = match tls {
                Some(Tls(config)) => {
                    let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
                    server.acceptor(acceptor).serve(service).await
                }
                None => server.serve(service).await,
            };
            if let Err(error) = served {
                tracing::error!(%error, "the {name} stopped");
            }
        });
        Self { handle, task }
    }

    /// Takes no new connection; those that are open may finish their request.
    pub fn drain(&self) {
        self.handle.graceful_shutdown(None);
    }

    /// Takes no new connection, and closes those that are open.
    pub fn stop(&self) {
        self.handle.shutdown();
    }

    /// Takes no new connection and lets go of the port; open connections stay.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Waits until it has ended.
    pub async fn ended(self) {
        // A task that was aborted says so.
        let _ = self.task.await;
    }

    /// Waits until it has ended after [`Server::drain`]; what takes longer is closed.
    pub async fn ended_within(mut self, limit: Duration) {
        if timeout(limit, &mut self.task).await.is_err() {
            self.handle.shutdown();
        }
    }
}
