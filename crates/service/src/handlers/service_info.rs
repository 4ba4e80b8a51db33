//! `GET /v1/health`, `/v1/whoami` and `/v1/openapi.json`: the service itself.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use crate::access::Caller;
use crate::app::App;
use api::{Health, Whoami, path};

/// Says that the service lives
///
/// No token is needed.
#[utoipa::path(
    get,
    path = path::HEALTH,
    tag = "service",
    operation_id = "getHealth",
    security(()),
    responses((status = 200, description = "it lives", body = Health)),
)]
pub(crate) async fn health() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Says which platform it is, and what the token may do
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::WHOAMI,
    tag = "service",
    operation_id = "whoami",
    responses((status = 200, description = "who the caller is", body = Whoami)),
)]
pub(crate) async fn whoami(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<Whoami> {
    Json(Whoami {
        platform: app.platform.kind,
        role: caller.role(),
        token: caller.token().map(|token| token.name.clone()),
        meetings: caller.meetings().to_vec(),
    })
}

/// Serves this document
///
/// No token is needed.
#[utoipa::path(
    get,
    path = path::OPENAPI,
    tag = "service",
    operation_id = "getOpenApi",
    security(()),
    responses((status = 200, description = "the document", body = Object)),
)]
pub(crate) async fn openapi(State(app): State<Arc<App>>) -> Json<&'static Value> {
    Json((app.openapi)())
}
