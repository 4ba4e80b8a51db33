//! What every request passes on its way to a handler, and every answer on its way back: `observe` (its id,
//! the log, the metrics), `auth` (who calls), `audit` (what is recorded), `limits` (how much at once), and `auth`
//! again (what the caller may).
//!
//! It is one layer, for each costs as much as reading the roster does.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::audit::record;
use super::auth::{authenticate, authorize};
use super::failure::Failure;
use super::limits::limit;
use super::observe::observe;
use api::problem::ProblemExt;
use api::{ErrorCode, path};

/// The segments of a path, as far as they are text.
type Parameters = Result<RawPathParams, RawPathParamsRejection>;

/// Carries what may change something through to its end, also when whoever asked does not wait: half done
/// and unrecorded would be worse.
pub(super) async fn pass(
    State(app): State<Arc<App>>,
    route: Option<MatchedPath>,
    parameters: Parameters,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = request.method().is_safe();
    let under_way = app.under_way.clone();
    let answer = answer(app, route, parameters, request, next);
    if is_safe {
        let _under_way = under_way.token();
        return answer.await;
    }
    match under_way.spawn(answer).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request failed");
            failed().into_response()
        }
    }
}

/// What fails where nobody expects it.
pub(super) fn failed() -> Failure {
    let problem = ErrorCode::Internal.problem("the service failed");
    problem
        .hint("what was sent may have been done: look before trying again")
        .into()
}

async fn answer(
    app: Arc<App>,
    route: Option<MatchedPath>,
    parameters: Parameters,
    request: Request,
    next: Next,
) -> Response {
    let route = route.as_ref().map(MatchedPath::as_str);
    observe(&app, route, request, async |request| match route {
        Some(path::HEALTH | path::OPENAPI) => next.run(request).await,
        _ => admit(&app, route, parameters, request, next).await,
    })
    .await
}

/// Lets only those further who may.
async fn admit(
    app: &App,
    route: Option<&str>,
    parameters: Parameters,
    request: Request,
    next: Next,
) -> Response {
    let allowed = async |request: Request| match route.map(|r| authorize(r, parameters, &request)) {
        Some(Err(refusal)) => refusal.into_response(),
        Some(Ok(())) | None => next.run(request).await,
    };
    let limited = async |request| limit(app, request, allowed).await;
    let recorded = async |request| record(app, request, limited).await;
    authenticate(app, request, recorded).await
}
