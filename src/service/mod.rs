//! The Stage API, served over HTTP on top of a platform (docs/stage-api.md).
//!
//! [`Service`] listens. A request passes the `gate` on its way to a handler, which answers with a body of
//! [`crate::api`] or a problem. `hosts` keeps a host in each meeting that was asked about, `connections` those
//! of participants for whom it acts.

mod acting;
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
mod stage;
mod tls;
pub mod tokens;
mod whom;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Handle, Server};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::api::{ErrorCode, Health, Whoami, path};
use crate::platform::Platform;
use auth::Caller;
use connections::Connections;
use events::Readers;
use failure::Failure;
use hosts::Hosts;
use limits::{DRAIN_TIMEOUT, LARGEST_BODY, Limits};
use metrics::Metrics;
use observe::RequestIds;

pub use audit::AuditLog;
pub use auth::Access;
pub use tls::{Tls, TlsError};

/// How long a caller may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

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
    handle: Handle<SocketAddr>,
    server: JoinHandle<io::Result<()>>,
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
    readers: Readers,
    outlives_callers: bool,
    /// Operations that are under way, whether or not somebody waits for their answers.
    operations: TaskTracker,
    is_closing: watch::Sender<bool>,
}

impl App {
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
            readers: Readers::default(),
            outlives_callers: settings.outlives_callers,
            operations: TaskTracker::new(),
            is_closing: watch::Sender::default(),
        });
        let handle = Handle::new();
        let mut server = Server::<SocketAddr>::from_listener(listener)
            .handle(handle.clone())
            .first_request_timeout(HEAD_TIMEOUT)
            .accept_error_handler(|_, error| tracing::debug!(%error, "a connection failed"))
            // Small frames must not wait for each other's acknowledgement: that takes 40 ms.
            .acceptor(NoDelayAcceptor::new());
        server
            .http_builder()
            .http1()
            .header_read_timeout(HEAD_TIMEOUT);
        let service = router(app.clone()).into_make_service();
        let is_encrypted = settings.tls.is_some();
        let server = tokio::spawn(async move {
            let result = match settings.tls {
                Some(Tls(config)) => {
                    let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
                    server.acceptor(acceptor).serve(service).await
                }
                None => server.serve(service).await,
            };
            result.inspect_err(|error| tracing::error!(%error, "the service stopped"))
        });
        Ok(Self {
            app,
            address,
            is_encrypted,
            handle,
            server,
        })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops serving; hosts and participants leave their meetings. A service that outlives its callers takes
    /// nothing new, but first finishes what is under way, as far as that is possible in 30 s.
    pub async fn close(self) {
        let Self {
            app,
            handle,
            server,
            ..
        } = self;
        app.is_closing.send_replace(true);
        if app.outlives_callers {
            handle.graceful_shutdown(Some(DRAIN_TIMEOUT));
            app.operations.close();
            let under_way = async {
                app.operations.wait().await;
                // It says how it ended by itself.
                let _ = server.await;
            };
            if timeout(DRAIN_TIMEOUT, under_way).await.is_err() {
                tracing::warn!("not everything that was under way is finished");
            }
        } else {
            handle.shutdown();
        }
        app.platform.leave().await;
    }
}

fn router(app: Arc<App>) -> Router {
    Router::new()
        .route(path::WHOAMI, get(whoami))
        .route(path::DOCTOR, get(doctor::examine))
        .route(path::METRICS, get(metrics::get))
        .route(path::MEETINGS, get(meetings::list).post(meetings::create))
        .route(path::MEETING, get(meetings::get))
        .route(path::PRESETS, get(presets::list).post(presets::create))
        .route(
            path::PARTICIPANTS,
            get(participants::list).post(participants::add),
        )
        .route(path::REMOVAL, post(removal::kick))
        .route(path::STAGE, get(stage::everybody))
        .route(path::REQUESTS, get(stage::requests))
        .route(path::EVENTS, get(events::follow))
        .route(path::GRANT, post(moderation::grant))
        .route(path::DENY, post(moderation::deny))
        .route(path::KICK, post(moderation::kick))
        .route(path::REQUEST, post(acting::request))
        .route(path::CANCEL, post(acting::cancel))
        .route(path::JOIN, post(acting::join))
        .route(path::LEAVE, post(acting::leave))
        .route(path::CONNECTIONS, get(connections::list))
        .route(
            path::CONNECTION,
            get(connections::get).delete(connections::release),
        )
        .route(path::HEALTH, get(health))
        .route(path::OPENAPI, get(openapi::get))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer((
            from_fn_with_state(app.clone(), gate::pass),
            DefaultBodyLimit::max(LARGEST_BODY),
        ))
        .with_state(app)
}

/// Says that the service lives
///
/// No token is needed.
#[utoipa::path(
    get,
    path = path::HEALTH,
    tag = "service",
    operation_id = "getHealth",
    security(()),
    responses((status = 200, description = "it lives", body = Health)),
)]
async fn health() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Says which platform it is, and what the token may do
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::WHOAMI,
    tag = "service",
    operation_id = "whoami",
    responses((status = 200, description = "who the caller is", body = Whoami)),
)]
async fn whoami(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<Whoami> {
    Json(Whoami {
        platform: app.platform.kind,
        role: caller.role,
        token: caller.name.clone(),
        meetings: caller.meetings.clone(),
    })
}

async fn no_route(uri: axum::http::Uri) -> Failure {
    let detail = format!("there is no route {}", uri.path());
    ErrorCode::RouteNotFound.problem(detail).into()
}

async fn no_method(method: axum::http::Method, uri: axum::http::Uri) -> Failure {
    let detail = format!("{} has no method {method}", uri.path());
    ErrorCode::MethodNotAllowed.problem(detail).into()
}
