//! What a handler hands to the audit middleware, as extensions: the request's body, and a record of
//! what was done.

use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::record::Audited;

/// The body of a request, once it was read. An extension of requests that are audited.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestBody(Arc<OnceLock<Bytes>>);

impl RequestBody {
    pub(crate) fn set(&self, body: Bytes) {
        // A request has one body.
        let _ = self.0.set(body);
    }

    /// The body, if it was read and is JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.0.get()?).ok()
    }
}

/// The response to a request that may have changed something. It has an
/// [`AuditRecord`](super::record::AuditRecord) as an extension.
pub(crate) struct AuditedJson<T>(pub(crate) StatusCode, pub(crate) T);

impl<T> AuditedJson<T> {
    /// With status 200, whatever the results are.
    pub(crate) const fn ok(body: T) -> Self {
        Self(StatusCode::OK, body)
    }
}

impl<T: Audited> IntoResponse for AuditedJson<T> {
    fn into_response(self) -> Response {
        let Self(status, body) = self;
        let record = body.audit_record();
        let mut response = (status, Json(body)).into_response();
        response.extensions_mut().insert(record);
        response
    }
}
