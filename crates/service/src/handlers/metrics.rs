//! `GET /metrics`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::failure::Failure;
use crate::metrics::Gauges;
use api::{ErrorCode, path};

/// The media type of Prometheus' format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Says how the service does, in Prometheus' format
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::METRICS,
    tag = "service",
    operation_id = "getMetrics",
    responses((
        status = 200,
        description = "the metrics",
        body = String,
        content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8",
    )),
)]
pub(crate) async fn get(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let gauges = Gauges {
        reconnects: app.platform.reconnects(),
        hosts: app.hosts.living().len(),
        participants: app.connections.living().len(),
        requests_under_way: app.under_way.len(),
        event_readers: app.reader_limit.count(),
    };
    let text = app.metrics.encode(&gauges).map_err(|error| {
        ErrorCode::Internal.problem(format!("the metrics cannot be written: {error}"))
    })?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
