//! The one way to serve a router: for the Stage API and for the sandbox.

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

/// A router that is being served. Dropping the server does not end it; [`Server::drain`], [`Server::stop`] and
/// [`Server::abort`] do.
#[derive(Debug)]
pub struct Server {
    handle: Handle<SocketAddr>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves a router on a listener, encrypted if there is a certificate. The log uses the `name`.
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
            // Without this, a small frame waits up to 40 ms for the acknowledgement of the previous one.
            .acceptor(NoDelayAcceptor::new());
        server
            .http_builder()
            .http1()
            .header_read_timeout(HEAD_TIMEOUT);
        let service = router.into_make_service();
        let task = tokio::spawn(async move {
            let result = match tls {
                Some(Tls(config)) => {
                    let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
                    server.acceptor(acceptor).serve(service).await
                }
                None => server.serve(service).await,
            };
            if let Err(error) = result {
                tracing::error!(%error, "the {name} stopped");
            }
        });
        Self { handle, task }
    }

    /// Accepts no new connection; open ones may finish their request.
    pub fn drain(&self) {
        self.handle.graceful_shutdown(None);
    }

    /// Accepts no new connection, and closes the open ones.
    pub fn stop(&self) {
        self.handle.shutdown();
    }

    /// Accepts no new connection and releases the port; open connections stay.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Waits until the server has ended.
    pub async fn ended(self) {
        // The error is that the task was aborted.
        let _ = self.task.await;
    }

    /// Waits until the server has ended after [`Server::drain`]; closes connections that take longer.
    pub async fn ended_within(mut self, limit: Duration) {
        if timeout(limit, &mut self.task).await.is_err() {
            self.handle.shutdown();
        }
    }
}
