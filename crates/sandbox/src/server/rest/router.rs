//! The routes of the management API, by platform.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::auth::{dyte_auth, realtimekit_auth};
use super::fault_layer::inject_faults;
use super::response::Failure;
use super::{account, meetings, participants, presets, sdk, sessions};
use crate::ids::ACCOUNT;
use crate::server::server_state::ServerState;
use crate::urls::{DYTE_PATH, REALTIMEKIT_PATH};

pub(in crate::server) fn router(server: Arc<ServerState>) -> Router {
    let account = format!("/accounts/{ACCOUNT}/realtime/kit");
    let realtimekit = Router::new()
        .route("/user/tokens/verify", get(account::verify))
        .route(&format!("{account}/apps"), get(account::apps))
        .nest(&format!("{account}/{ACCOUNT}"), app())
        .fallback(|| async { Failure::Gateway(StatusCode::NOT_FOUND, 7003, "no such route") })
        .method_not_allowed_fallback(|| async {
            Failure::Gateway(StatusCode::METHOD_NOT_ALLOWED, 10405, "method not allowed")
        })
        .layer(from_fn_with_state(server.clone(), realtimekit_auth));
    let dyte = app()
        .fallback(|| async { Failure::service(StatusCode::NOT_FOUND, "no such route") })
        .method_not_allowed_fallback(|| async {
            Failure::service(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
        })
        .layer(from_fn_with_state(server.clone(), dyte_auth));
    Router::new()
        .nest(REALTIMEKIT_PATH, realtimekit)
        .nest(DYTE_PATH, dyte)
        .layer(from_fn_with_state(server.clone(), inject_faults))
        .merge(sdk::router(server.clone()))
        .with_state(server)
}

/// The routes of an app, which both platforms have.
fn app() -> Router<Arc<ServerState>> {
    Router::new()
        .route("/meetings", get(meetings::list).post(meetings::create))
        .route("/meetings/{meeting}", get(meetings::get))
        .route(
            "/meetings/{meeting}/participants",
            get(participants::list).post(participants::add),
        )
        .route(
            "/meetings/{meeting}/participants/{participant}",
            get(participants::get).patch(participants::update),
        )
        .route(
            "/meetings/{meeting}/participants/{participant}/token",
            post(participants::refresh_token),
        )
        .route("/meetings/{meeting}/active-session", get(sessions::active))
        .route(
            "/meetings/{meeting}/active-session/kick",
            post(sessions::kick),
        )
        .route("/sessions", get(sessions::list))
        .route(
            "/sessions/{session}/participants",
            get(sessions::participants),
        )
        .route("/presets", get(presets::list).post(presets::create))
        .route("/presets/{preset}", get(presets::get))
}
