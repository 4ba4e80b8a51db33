//! The state that middleware and handlers share.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::audit::log::AuditLog;
use crate::held_connections::HeldConnections;
use crate::hosts::Hosts;
use crate::limits::{ReaderLimit, RequestLimit};
use crate::metrics::Metrics;
use crate::middleware::request_id::RequestIds;
use crate::response_cache::ResponseCache;
use platform::Platform;

/// The state that middleware and handlers share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) platform: Arc<Platform>,
    pub(crate) hosts: Hosts,
    pub(crate) connections: HeldConnections,
    pub(crate) access: Access,
    pub(crate) audit: Option<AuditLog>,
    pub(crate) request_limit: RequestLimit,
    pub(crate) reader_limit: ReaderLimit,
    pub(crate) metrics: Metrics,
    pub(crate) request_ids: RequestIds,
    /// Lists of requests to come on stage, by meeting.
    pub(crate) stage_requests: ResponseCache,
    /// Whether the service, and the connections that it holds, outlive the callers.
    pub(crate) outlives_callers: bool,
    /// Requests that are under way, and operations that go on after their caller has gone.
    pub(crate) under_way: TaskTracker,
    pub(crate) is_closing: watch::Sender<bool>,
    /// Makes the `OpenAPI` document at its first use.
    pub(crate) openapi: fn() -> &'static Value,
}

impl App {
    /// Whether the service takes nothing new.
    pub(crate) fn is_closing(&self) -> bool {
        *self.is_closing.borrow()
    }

    /// Waits until the service ends.
    pub(crate) async fn closing(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }
}
