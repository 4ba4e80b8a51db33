//! The one list of routes: the router and the `OpenAPI` document are both made from it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::{Failure, internal};
use crate::handlers::{
    acting, connections, doctor, events, meetings, metrics, moderation, participants, presets,
    service_info, session_kick, stage,
};
use crate::limits::LARGEST_BODY;
use crate::middleware::stack;
use api::ErrorCode;
use api::problem::ProblemExt;

/// Every route, with its documentation.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::default()
        .routes(routes!(service_info::health))
        .routes(routes!(service_info::whoami))
        .routes(routes!(service_info::openapi))
        .routes(routes!(metrics::get))
        .routes(routes!(doctor::examine::examine))
        .routes(routes!(meetings::list, meetings::create))
        .routes(routes!(meetings::get))
        .routes(routes!(presets::list, presets::create))
        .routes(routes!(participants::list, participants::add))
        .routes(routes!(session_kick::kick))
        .routes(routes!(stage::show))
        .routes(routes!(stage::requests))
        .routes(routes!(events::follow))
        .routes(routes!(moderation::routes::grant))
        .routes(routes!(moderation::routes::deny))
        .routes(routes!(moderation::routes::kick))
        .routes(routes!(acting::routes::request))
        .routes(routes!(acting::routes::cancel))
        .routes(routes!(acting::routes::join))
        .routes(routes!(acting::routes::leave))
        .routes(routes!(connections::list))
        .routes(routes!(connections::get, connections::release))
}

/// The router, with the middleware that every request passes.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, _) = routes().split_for_parts();
    router
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer((
            from_fn_with_state(app.clone(), stack::pass),
            // A handler that panics is recorded and has a response like every other.
            CatchPanicLayer::custom(|_| internal().into_response()),
            DefaultBodyLimit::max(LARGEST_BODY),
        ))
        .with_state(app)
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
