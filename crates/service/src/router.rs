//! The routes. Every request passes the [`gate`] on its way to a handler.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use tower_http::catch_panic::CatchPanicLayer;

use super::auth::Caller;
use super::failure::Failure;
use super::{
    App, acting, connections, doctor, events, gate, limits, meetings, metrics, moderation, openapi,
    participants, presets, removal, stage,
};
use api::problem::ProblemExt;
use api::{ErrorCode, Health, Whoami, path};

pub(super) fn router(app: Arc<App>) -> Router {
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
            // What panics is recorded and answered like everything else.
            CatchPanicLayer::custom(|_| gate::failed().into_response()),
            DefaultBodyLimit::max(limits::LARGEST_BODY),
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
pub(super) async fn health() -> Json<Health> {
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
pub(super) async fn whoami(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<Whoami> {
    Json(Whoami {
        platform: app.platform.kind,
        role: caller.role(),
        token: caller.token().map(|token| token.name.clone()),
        meetings: caller.meetings().to_vec(),
    })
}

async fn no_route(uri: Uri) -> Failure {
    let detail = format!("there is no route {}", uri.path());
    let problem = ErrorCode::RouteNotFound.problem(detail);
    problem
        .hint("see GET /v1/openapi.json; DYTE_STAGE_SERVER and --server are without /v1")
        .into()
}

async fn no_method(method: Method, uri: Uri) -> Failure {
    let detail = format!("{} has no method {method}", uri.path());
    ErrorCode::MethodNotAllowed.problem(detail).into()
}
