//! What SDKs ask for in a browser with a participant token, and what they report to the platform
//! (docs/platform-rest.md, "What SDKs ask for").

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Json, Router};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use serde_json::{Value, json};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use super::fault_layer::inject_faults;
use super::lookup::{find_meeting, find_participant};
use super::response::Failure;
use crate::ids::ACCOUNT;
use crate::participant_token;
use crate::presets;
use crate::server::server_state::ServerState;
use model::{MeetingId, UserId};
use protocol::rest::Preset;
use protocol::token::Claims;

/// The platform's number for Cloudflare's media servers.
const CLOUDFLARE_MEDIA: u8 = 3;

pub(super) fn router(server: Arc<ServerState>) -> Router<Arc<ServerState>> {
    // A page may have any origin; the token decides what it may do.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .allow_private_network(true);
    Router::new()
        .route(
            "/v2/internals/participant-details",
            get(participant_details),
        )
        .route("/v2/internals/rooms", post(media_room))
        .route("/v2/plugins/user", get(plugins))
        .route("/v2/meetings/{meeting}/active-livestream", get(livestream))
        .route("/iceservers", get(ice_servers))
        // Reports, which are not read.
        .route("/otel/logs", post(nothing))
        .route("/api/v1/message", post(nothing))
        .route("/api/v1/identities/", post(flags))
        .route("/", get(nothing).post(nothing))
        .layer(from_fn_with_state(server, inject_faults))
        .layer(cors)
}

/// The holder of a participant token.
struct Caller(Claims);

impl FromRequestParts<Arc<ServerState>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<ServerState>,
    ) -> Result<Self, Failure> {
        let given = parts.headers.typed_get::<Authorization<Bearer>>();
        let key = server.rooms().state.token_key.clone();
        let claims = given.and_then(|given| participant_token::verify(&key, given.token()).ok());
        let claims =
            claims.ok_or_else(|| Failure::service(StatusCode::UNAUTHORIZED, "Unauthorized"));
        claims.map(Self)
    }
}

async fn participant_details(
    State(server): State<Arc<ServerState>>,
    Caller(claims): Caller,
) -> Result<Json<Value>, Failure> {
    let rooms = server.rooms();
    let (meeting_id, user) = (
        MeetingId::from(claims.meeting_id),
        UserId::from(claims.participant_id),
    );
    let meeting = find_meeting(&rooms.state, &meeting_id)?;
    let participant = find_participant(&rooms.state, &meeting_id, &user)?;
    let preset = presets::find(&rooms.state.presets, &participant.preset_name);
    let preset = preset.ok_or_else(|| Failure::not_found("preset", &participant.preset_name))?;
    Ok(success(&json!({
        "participant": {
            "id": user,
            "name": participant.name,
            "picture": "",
            "custom_participant_id": participant.custom_participant_id,
            "organization_id": ACCOUNT,
        },
        "meeting": { "id": meeting_id, "title": meeting.title },
        "preset": full_preset(preset),
    })))
}

async fn media_room(
    State(server): State<Arc<ServerState>>,
    Caller(claims): Caller,
) -> Result<Json<Value>, Failure> {
    let rooms = server.rooms();
    let meeting = find_meeting(&rooms.state, &MeetingId::from(claims.meeting_id))?;
    Ok(success(&json!({
        "room_node_link": "",
        "title": meeting.title,
        "use_hive_media": true,
        "sfu": CLOUDFLARE_MEDIA,
    })))
}

async fn plugins(_: Caller) -> Json<Value> {
    success(&json!({ "plugins": [] }))
}

async fn livestream(_: Caller) -> Json<Value> {
    success(&json!({}))
}

/// The sandbox is reached directly.
async fn ice_servers(_: Caller) -> Json<Value> {
    Json(json!({ "success": true, "iceServers": [] }))
}

async fn flags() -> Json<Value> {
    Json(json!({ "flags": [], "traits": [] }))
}

async fn nothing() -> Json<Value> {
    Json(json!({}))
}

fn success(data: &Value) -> Json<Value> {
    Json(json!({ "success": true, "data": data }))
}

/// A preset with all fields that SDKs need: those that do not concern the stage are the same for all presets.
fn full_preset(preset: &Preset) -> Value {
    let rest = include_str!("sdk_preset.json");
    let mut full: Value = serde_json::from_str(rest).unwrap_or_default();
    merge(&mut full, serde_json::to_value(preset).unwrap_or_default());
    full
}

/// Replaces the fields of a value by those of another that are not null, recursively.
fn merge(base: &mut Value, overlay: Value) {
    match (base, overlay) {
        (Value::Object(base), Value::Object(overlay)) => {
            for (name, value) in overlay.into_iter().filter(|(_, value)| !value.is_null()) {
                merge(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, overlay) => *base = overlay,
    }
}
