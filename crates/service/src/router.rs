//! The one list of routes: the router and the `OpenAPI` document are both made from it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, on};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::HttpMethod;
use utoipa::{OpenApi, Path};

use crate::app::App;
use crate::failure::{Failure, internal};
use crate::handlers::acting::routes as acting;
use crate::handlers::doctor::examine as doctor;
use crate::handlers::moderation::routes as moderation;
use crate::handlers::{
    connections, events, meetings, metrics, participants, presets, service_info, session_kick,
    stage,
};
use crate::limits::LARGEST_BODY;
use crate::middleware::stack;
use api::ErrorCode;
use api::problem::ProblemExt;

/// Makes the router, and [`Routes`] for the document, from one list of modules and their handlers. The start of a service
/// builds only the router: every command with a service in its process waits for it.
macro_rules! routes {
    ($($module:ident: $($handler:ident),+;)+) => {
        /// Every route, for the `OpenAPI` document.
        #[derive(OpenApi)]
        #[openapi(paths($($($module::$handler),+),+))]
        pub(crate) struct Routes;

        /// Every route, for the router.
        fn routes() -> Router<Arc<App>> {
            let router = Router::new();
            $($(
                let router = pastey::paste! {
                    with_route::<$module::[<__path_ $handler>], _>(router, &$module::$handler)
                };
            )+)+
            router
        }
    };
}

routes! {
    service_info: health, whoami, openapi;
    metrics: get;
    doctor: examine;
    meetings: list, create, get;
    presets: list, create;
    participants: list, add;
    session_kick: kick;
    stage: show, requests;
    events: follow;
    moderation: grant, deny, kick;
    acting: request, cancel, join, leave;
    connections: list, get, release;
}

/// Adds a route, with the path and the methods of its documentation.
fn with_route<P: Path, T: 'static>(
    router: Router<Arc<App>>,
    handler: &impl Handler<T, Arc<App>>,
) -> Router<Arc<App>> {
    let methods = P::methods().into_iter().map(|method| match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    });
    methods.fold(router, |router, method| {
        router.route(&P::path(), on(method, handler.clone()))
    })
}

/// The router, with the middleware that every request passes.
pub(crate) fn router(app: Arc<App>) -> Router {
    routes()
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
