//! The Stage API, served over HTTP on top of a platform (docs/stage-api.md).
//!
//! [`Service`] listens; `router` is what a request passes on its way to a handler, which answers with a
//! body of [`crate::api`] or a problem. `hosts` keeps a host in each meeting that was asked about,
//! `connections` those of participants for whom it acts.

mod acting;
mod answers;
mod audit;
mod auth;
mod became;
mod connections;
mod deed;
mod doctor;
mod events;
mod extract;
mod failure;
mod gate;
mod hosts;
mod limits;
mod meetings;
mod metrics;
mod moderation;
mod observe;
pub mod openapi;
mod participants;
mod presets;
mod removal;
mod router;
mod stage;
pub mod tokens;
mod whom;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use answers::Answers;
use connections::Connections;
use events::Readers;
use hosts::Hosts;
use limits::{ANSWER_TIMEOUT, DRAIN_TIMEOUT, Limits};
use metrics::Metrics;
use net::{Server, Tls};
use observe::RequestIds;
use platform::Platform;

pub use audit::AuditLog;
pub use auth::Access;

/// How a service is served.
#[derive(Debug)]
pub struct Settings {
    /// To whom.
    pub access: Access,
    /// Encrypted, or not.
    pub tls: Option<Tls>,
    /// Where what was done is recorded.
    pub audit: Option<AuditLog>,
    /// Whether it goes on when a caller has gone, and with it the connections that it holds.
    pub outlives_callers: bool,
}

impl Settings {
    /// For this process alone, which ends when its command does.
    #[must_use]
    pub const fn private(token: SecretString) -> Self {
        Self {
            access: Access::One(token),
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

/// What handlers share.
#[derive(Debug)]
struct App {
    platform: Arc<Platform>,
    hosts: Hosts,
    connections: Connections,
    access: Access,
    audit: Option<AuditLog>,
    limits: Limits,
    metrics: Metrics,
    request_ids: RequestIds,
    /// To who asks to come on stage.
    requests: Answers,
    readers: Readers,
    outlives_callers: bool,
    /// Requests that are under way, and operations whether or not somebody waits for their answers.
    under_way: TaskTracker,
    is_closing: watch::Sender<bool>,
}

impl App {
    /// Whether the service takes nothing new.
    fn is_closing(&self) -> bool {
        *self.is_closing.borrow()
    }

    /// Waits until the service ends.
    async fn closing(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }
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
            connections: Connections::default(),
            platform,
            access: settings.access,
            audit: settings.audit,
            limits: Limits::default(),
            metrics: Metrics::default(),
            request_ids: RequestIds::default(),
            requests: Answers::default(),
            readers: Readers::default(),
            outlives_callers: settings.outlives_callers,
            under_way: TaskTracker::new(),
            is_closing: watch::Sender::default(),
        });
        let is_encrypted = settings.tls.is_some();
        let router = router::router(app.clone());
        Ok(Self {
            app,
            address,
            is_encrypted,
            server: Server::start("service", listener, router, settings.tls),
        })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops serving; hosts and participants leave their meetings. A service that outlives its callers takes
    /// nothing new, but first finishes what is under way, as far as that is possible in 30 s. Whoever does not
    /// read its answer then, or has not asked for anything, is not waited for.
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
        tokio::join!(server.ended_within(ANSWER_TIMEOUT), app.platform.leave());
        // Nothing is sent any more, so whatever was cut short is recorded by now, or soon.
        let _ = timeout(ANSWER_TIMEOUT, app.under_way.wait()).await;
    }
}
