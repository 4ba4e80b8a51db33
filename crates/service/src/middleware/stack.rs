//! The layer that calls the other middleware in its order. It is one layer, because each axum layer
//! costs as much as reading the roster does.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::audit::record;
use super::authentication::authenticate;
use super::authorization::authorize;
use super::observation::observe;
use super::request_limit::limit;
use crate::app::App;
use crate::failure::internal;
use api::path;

/// The segments of a path, as far as they are text.
type PathSegments = Result<RawPathParams, RawPathParamsRejection>;

/// Passes a request through all middleware to its handler. A request that may change something is
/// carried through to its end even if its caller has gone: half done and unrecorded would be worse.
pub(crate) async fn pass(
    State(app): State<Arc<App>>,
    route: Option<MatchedPath>,
    segments: PathSegments,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = request.method().is_safe();
    let under_way = app.under_way.clone();
    let response = respond(app, route, segments, request, next);
    if is_safe {
        let _under_way = under_way.token();
        return response.await;
    }
    match under_way.spawn(response).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request failed");
            internal().into_response()
        }
    }
}

async fn respond(
    app: Arc<App>,
    route: Option<MatchedPath>,
    segments: PathSegments,
    request: Request,
    next: Next,
) -> Response {
    let route = route.as_ref().map(MatchedPath::as_str);
    observe(&app, route, request, async |request| match route {
        Some(path::HEALTH | path::OPENAPI) => next.run(request).await,
        _ => with_token(&app, route, segments, request, next).await,
    })
    .await
}

/// Responds to a request of a route that needs a token.
async fn with_token(
    app: &App,
    route: Option<&str>,
    segments: PathSegments,
    request: Request,
    next: Next,
) -> Response {
    let allowed = async |request: Request| match route.map(|r| authorize(r, segments, &request)) {
        Some(Err(refusal)) => refusal.into_response(),
        Some(Ok(())) | None => next.run(request).await,
    };
    let limited = async |request| limit(app, request, allowed).await;
    let recorded = async |request| record(app, request, limited).await;
    authenticate(app, request, recorded).await
}
