//! The routes, and what every request passes on its way to a handler and back: `observe` (its id, the log,
//! the metrics), `auth` (who calls), `audit` (what is recorded), `limits` (how much at once), and `auth`
//! again (what the caller may).

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use tower_http::catch_panic::CatchPanicLayer;

use super::auth::Caller;
use super::failure::Failure;
use super::{
    App, acting, audit, auth, connections, doctor, events, limits, meetings, metrics, moderation,
    observe, openapi, participants, presets, removal, stage,
};
use crate::api::problem::ProblemExt;
use crate::api::{ErrorCode, Health, Whoami, path};

pub(super) fn router(app: Arc<App>) -> Router {
    let routes = Router::new()
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
        .route_layer(from_fn(auth::authorize))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        // What fails so is recorded and answered like everything else.
        .layer(CatchPanicLayer::custom(|_| failed().into_response()))
        .layer(from_fn_with_state(app.clone(), limits::limit))
        .layer(from_fn_with_state(app.clone(), audit::record))
        .layer(from_fn_with_state(app.clone(), auth::authenticate));
    Router::new()
        .route(path::HEALTH, get(health))
        .route(path::OPENAPI, get(openapi::get))
        .method_not_allowed_fallback(no_method)
        .merge(routes)
        .layer(DefaultBodyLimit::max(limits::LARGEST_BODY))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .layer(from_fn_with_state(app.clone(), carry_through))
        .with_state(app)
}

/// Carries what may change something through to its end, also when whoever asked does not wait: half done
/// and unrecorded would be worse.
async fn carry_through(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        let _under_way = app.under_way.token();
        return next.run(request).await;
    }
    match app.under_way.spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request failed");
            failed().into_response()
        }
    }
}

fn failed() -> Failure {
    let problem = ErrorCode::Internal.problem("the service failed");
    problem
        .hint("what was sent may have been done: look before trying again")
        .into()
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
        role: caller.role,
        token: caller.name.clone(),
        meetings: caller.meetings.clone(),
    })
}

async fn no_route(uri: Uri) -> Failure {
    let detail = format!("there is no route {}", uri.path());
    ErrorCode::RouteNotFound.problem(detail).into()
}

async fn no_method(method: Method, uri: Uri) -> Failure {
    let detail = format!("{} has no method {method}", uri.path());
    ErrorCode::MethodNotAllowed.problem(detail).into()
}
