//! Counters of the service, and their encoding in Prometheus' format.

use std::fmt;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The upper bounds of the latency buckets, in seconds.
const LATENCIES: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// What is counted as it happens; the rest is in [`Gauges`].
#[derive(Debug)]
pub(crate) struct Metrics {
    requests: Family<RequestLabels, Counter>,
    latencies: Family<RouteLabels, Histogram>,
    /// Unconfirmed operations, each participant counted once.
    pub(crate) unconfirmed: Counter,
}

/// The values that are looked up when the metrics are read.
pub(crate) struct Gauges {
    pub(crate) reconnects: u64,
    /// Connections as hosts.
    pub(crate) hosts: usize,
    /// Connections as participants.
    pub(crate) participants: usize,
    pub(crate) requests_under_way: usize,
    pub(crate) event_readers: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionLabels {
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
    /// Counts a request that has its response.
    pub(crate) fn observe(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let labels = RequestLabels {
            method: method_name(method),
            route: route.to_owned(),
            status: status.as_u16(),
        };
        self.requests.get_or_create(&labels).inc();
        let labels = RouteLabels {
            route: route.to_owned(),
        };
        self.latencies
            .get_or_create(&labels)
            .observe(took.as_secs_f64());
    }

    /// All metrics as they are now.
    ///
    /// # Errors
    ///
    /// When they cannot be encoded.
    pub(crate) fn encode(&self, gauges: &Gauges) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry(gauges))?;
        Ok(text)
    }

    fn registry(&self, gauges: &Gauges) -> Registry {
        let mut registry = Registry::with_prefix("dyte_stage");
        registry.register(
            "http_requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "How long answers took",
            self.latencies.clone(),
        );
        registry.register(
            "unconfirmed",
            "Operations on participants that were sent, and whose effect was not shown",
            self.unconfirmed.clone(),
        );
        let reconnects = Counter::<u64>::default();
        reconnects.inc_by(gauges.reconnects);
        registry.register(
            "reconnects",
            "Connections into meetings that were lost and had to be mended",
            reconnects,
        );
        let connections = Family::<ConnectionLabels, Gauge>::default();
        let by_role = [("host", gauges.hosts), ("participant", gauges.participants)];
        for (role, count) in by_role {
            connections
                .get_or_create(&ConnectionLabels { role })
                .set(saturated(count));
        }
        registry.register("connections", "Connections into meetings", connections);
        registry.register(
            "requests_under_way",
            "Requests that are not answered yet, this one included",
            gauge(gauges.requests_under_way),
        );
        registry.register(
            "event_readers",
            "Readers of events",
            gauge(gauges.event_readers),
        );
        registry
    }
}

/// The label of a method. Callers without a token may send any method: the unusual ones share a
/// label.
fn method_name(method: &Method) -> &'static str {
    const USUAL: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let usual = USUAL.into_iter().find(|usual| *usual == method.as_str());
    usual.unwrap_or("other")
}

fn gauge(count: usize) -> Gauge<i64> {
    let gauge = Gauge::default();
    gauge.set(saturated(count));
    gauge
}

fn saturated(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
