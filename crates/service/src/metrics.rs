//! `GET /metrics`: how the service does, in Prometheus' format.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::App;
use super::failure::Failure;
use api::{ErrorCode, path};

/// The media type of the format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// The upper bounds of the latencies that are told apart, in seconds.
const LATENCIES: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// What is counted as it happens; the rest is looked at when it is asked for.
#[derive(Debug)]
pub(super) struct Metrics {
    requests: Family<Answered, Counter>,
    latencies: Family<Route, Histogram>,
    /// Operations, a participant each.
    pub(super) unconfirmed: Counter,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Held {
    role: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            latencies: Family::new_with_constructor(|| Histogram::new(LATENCIES)),
            unconfirmed: Counter::default(),
        }
    }
}

impl Metrics {
    /// Takes note of a request that was answered.
    pub(super) fn answered(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        took: Duration,
    ) {
        let answered = Answered {
            method: named(method),
            route: route.to_owned(),
            status: status.as_u16(),
        };
        self.requests.get_or_create(&answered).inc();
        let route = Route {
            route: route.to_owned(),
        };
        self.latencies
            .get_or_create(&route)
            .observe(took.as_secs_f64());
    }
}

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
pub(super) async fn get(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let mut text = String::new();
    encode(&mut text, &app.registry()).map_err(|error| {
        ErrorCode::Internal.problem(format!("the metrics cannot be written: {error}"))
    })?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}

impl App {
    /// Everything that is told, as it is now.
    fn registry(&self) -> Registry {
        let metrics = &self.metrics;
        let mut registry = Registry::with_prefix("dyte_stage");
        registry.register(
            "http_requests",
            "Requests that were answered",
            metrics.requests.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "How long answers took",
            metrics.latencies.clone(),
        );
        registry.register(
            "unconfirmed",
            "Operations on participants that were sent, and whose effect was not shown",
            metrics.unconfirmed.clone(),
        );
        let reconnects = Counter::<u64>::default();
        reconnects.inc_by(self.platform.reconnects());
        registry.register(
            "reconnects",
            "Connections into meetings that were lost and had to be mended",
            reconnects,
        );
        let held = Family::<Held, Gauge>::default();
        let living = [
            ("host", self.hosts.living().len()),
            ("participant", self.connections.living().len()),
        ];
        for (role, count) in living {
            held.get_or_create(&Held { role }).set(gauged(count));
        }
        registry.register("connections", "Connections into meetings", held);
        let under_way = Gauge::<i64>::default();
        under_way.set(gauged(self.under_way.len()));
        registry.register(
            "requests_under_way",
            "Requests that are not answered yet, this one included",
            under_way,
        );
        let readers = Gauge::<i64>::default();
        readers.set(gauged(self.readers.count()));
        registry.register("event_readers", "Readers of events", readers);
        registry
    }
}

/// A method's name. Whoever has no token may call a method anything: each is not kept.
fn named(method: &Method) -> &'static str {
    const USUAL: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let usual = USUAL.into_iter().find(|usual| *usual == method.as_str());
    usual.unwrap_or("other")
}

fn gauged(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
