//! A running service: its settings, its start and its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::app::App;
use crate::audit::log::AuditLog;
use crate::held_connections::HeldConnections;
use crate::hosts::Hosts;
use crate::limits::{DRAIN_TIMEOUT, RESPONSE_TIMEOUT, ReaderLimit, RequestLimit};
use crate::metrics::Metrics;
use crate::middleware::request_id::RequestIds;
use crate::openapi::document::document;
use crate::response_cache::ResponseCache;
use crate::router::router;
use net::{Server, Tls};
use platform::Platform;

/// How a service is served.
#[derive(Debug)]
pub struct Settings {
    /// Which tokens are accepted.
    pub access: Access,
    /// The certificate; `None` serves without encryption.
    pub tls: Option<Tls>,
    /// The log of requests that may change something.
    pub audit: Option<AuditLog>,
    /// Whether the service, and the connections that it holds, outlive the callers.
    pub outlives_callers: bool,
}

impl Settings {
    /// The settings of a service for this process alone, which ends with its command.
    #[must_use]
    pub const fn private(token: SecretString) -> Self {
        Self {
            access: Access::SingleToken(token),
            tls: None,
            audit: None,
            outlives_callers: false,
        }
    }
}

/// A Stage API service that is being served.
#[derive(Debug)]
pub struct Service {
    app: Arc<App>,
    address: SocketAddr,
    is_encrypted: bool,
    server: Server,
}

impl Service {
    /// Serves a platform on a listener.
    ///
    /// # Errors
    ///
    /// When the listener has no address.
    pub fn serve(
        listener: TcpListener,
        platform: Platform,
        settings: Settings,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let platform = Arc::new(platform);
        let app = Arc::new(App {
            hosts: Hosts::new(platform.clone()),
            connections: HeldConnections::default(),
            platform,
            access: settings.access,
            audit: settings.audit,
            request_limit: RequestLimit::default(),
            reader_limit: ReaderLimit::default(),
            metrics: Metrics::default(),
            request_ids: RequestIds::default(),
            stage_requests: ResponseCache::default(),
            outlives_callers: settings.outlives_callers,
            under_way: TaskTracker::new(),
            is_closing: watch::Sender::default(),
            openapi: document,
        });
        let is_encrypted = settings.tls.is_some();
        let router = router(app.clone());
        Ok(Self {
            app,
            address,
            is_encrypted,
            server: Server::start("service", listener, router, settings.tls),
        })
    }

    /// The service's address.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops serving; hosts and participants leave their meetings. A service that outlives its
    /// callers accepts nothing new, but first finishes what is under way, for at most 30 s.
    /// Connections that do not read their response, or that have no request, are not waited for.
    pub async fn close(self) {
        let Self { app, server, .. } = self;
        app.is_closing.send_replace(true);
        if !app.outlives_callers {
            server.stop();
            return app.platform.leave().await;
        }
        server.drain();
        app.under_way.close();
        if timeout(DRAIN_TIMEOUT, app.under_way.wait()).await.is_err() {
            tracing::warn!("not everything that was under way is finished");
        }
        tokio::join!(server.ended_within(RESPONSE_TIMEOUT), app.platform.leave());
        // Nothing is sent any more, so whatever was cut short is recorded by now, or soon.
        let _ = timeout(RESPONSE_TIMEOUT, app.under_way.wait()).await;
    }
}
