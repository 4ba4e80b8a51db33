//! The Stage API, served over HTTP on top of a platform (docs/stage-api.md).
//!
//! [`Service`] listens; `hosts` keeps a host in each meeting that was asked about, `connections` those of
//! participants for whom it acts. Every handler answers with a body of [`crate::api`] or a problem.

mod acting;
mod auth;
mod became;
mod connections;
mod doctor;
mod extract;
mod failure;
mod hosts;
mod meetings;
mod moderation;
pub mod openapi;
mod participants;
mod presets;
mod removal;
mod stage;
mod whom;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::api::{ErrorCode, Health, Role, Whoami, path};
use crate::platform::Platform;
use connections::Connections;
use failure::Failure;
use hosts::Hosts;

/// The largest request body, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// A Stage API service that is being served.
#[derive(Debug)]
pub struct Service {
    app: Arc<App>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

/// What handlers share.
#[derive(Debug)]
struct App {
    platform: Arc<Platform>,
    hosts: Hosts,
    connections: Connections,
    token: SecretString,
}

impl Service {
    /// Serves a platform on a listener, to whoever has the token.
    ///
    /// # Errors
    ///
    /// When the listener has no address.
    pub fn serve(
        listener: TcpListener,
        platform: Platform,
        token: SecretString,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let platform = Arc::new(platform);
        let app = Arc::new(App {
            hosts: Hosts::new(platform.clone()),
            connections: Connections::default(),
            platform,
            token,
        });
        let router = router(app.clone());
        // Small frames must not wait for each other's acknowledgement: that takes 40 ms.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the service stopped");
            }
        });
        Ok(Self {
            app,
            address,
            server,
        })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops serving; hosts and participants leave their meetings.
    pub async fn close(self) {
        self.server.abort();
        self.app.platform.leave().await;
    }
}

fn router(app: Arc<App>) -> Router {
    let authenticated = Router::new()
        .route(path::WHOAMI, get(whoami))
        .route(path::DOCTOR, get(doctor::examine))
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
        .route(path::GRANT, post(moderation::grant))
        .route(path::DENY, post(moderation::deny))
        .route(path::KICK, post(moderation::kick))
        .route(path::REQUEST, post(acting::request))
        .route(path::CANCEL, post(acting::cancel))
        .route(path::JOIN, post(acting::join))
        .route(path::LEAVE, post(acting::leave))
        .route(path::CONNECTION, get(connections::get))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(from_fn_with_state(app.clone(), auth::authenticate))
        .with_state(app);
    Router::new()
        .route(path::HEALTH, get(health))
        .route(path::OPENAPI, get(openapi::get))
        .method_not_allowed_fallback(no_method)
        .merge(authenticated)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
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
async fn whoami(State(app): State<Arc<App>>) -> Json<Whoami> {
    Json(Whoami {
        platform: app.platform.kind,
        role: Role::Admin,
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
