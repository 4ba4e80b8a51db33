//! Observes each request: a line in the log, and the metrics by route.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::http::header::HeaderValue;
use axum::response::Response;

use super::request_id::{REQUEST_ID, RequestId};
use crate::access::Caller;
use crate::app::App;
use crate::audit::record::AuditRecord;

/// The route that the metrics have for paths without one.
const NO_ROUTE: &str = "none";

/// Gives a request its id, and observes its response.
pub(super) async fn observe(
    app: &App,
    route: Option<&str>,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let began = Instant::now();
    let id = app.request_ids.of(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());

    let mut response = next(request).await;

    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (took, status) = (began.elapsed(), response.status());
    let route = route.unwrap_or(NO_ROUTE);
    app.metrics.observe(&method, route, status, took);
    if let Some(record) = response.extensions().get::<AuditRecord>() {
        app.metrics.unconfirmed.inc_by(record.unconfirmed());
    }
    // A command that calls its own service logs the request on the client's side.
    if app.outlives_callers {
        let caller = response.extensions().get::<Arc<Caller>>();
        let token = caller.and_then(|caller| caller.token());
        let token = token.map(|token| token.name.as_str());
        tracing::info!(
            %method,
            path,
            status = status.as_u16(),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            token,
            request_id = &*id,
            "answered"
        );
    }
    response
}
