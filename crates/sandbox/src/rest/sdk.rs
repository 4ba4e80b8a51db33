//! What SDKs ask for in a browser, with a participant's token, and what they report to the platform
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

use super::disturb::disturb;
use super::{ACCOUNT, App, Failure, find_meeting};
use crate::shared::Shared;
use crate::{preset, token};
use model::{MeetingId, UserId};
use protocol::rest::Preset;
use protocol::token::Claims;

/// Cloudflare's media servers, in the platform's numbers.
const CLOUDFLARE_MEDIA: u8 = 3;

pub(super) fn router(shared: Arc<Shared>) -> Router<Arc<Shared>> {
    // Pages come from anywhere; what they may do is in the token.
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
        // Reports, which nobody reads here.
        .route("/otel/logs", post(nothing))
        .route("/api/v1/message", post(nothing))
        .route("/api/v1/identities/", post(flags))
        .route("/", get(nothing).post(nothing))
        .layer(from_fn_with_state(shared, disturb))
        .layer(cors)
}

/// Whoever shows a participant's token.
struct Caller(Claims);

impl FromRequestParts<Arc<Shared>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Failure> {
        let given = parts.headers.typed_get::<Authorization<Bearer>>();
        let key = shared.lock().state.token_key.clone();
        let claims = given.and_then(|given| token::verify(&key, given.token()).ok());
        let claims =
            claims.ok_or_else(|| Failure::service(StatusCode::UNAUTHORIZED, "Unauthorized"));
        claims.map(Self)
    }
}

async fn participant_details(
    State(shared): App,
    Caller(claims): Caller,
) -> Result<Json<Value>, Failure> {
    let inner = shared.lock();
    let (meeting_id, user) = (
        MeetingId::from(claims.meeting_id),
        UserId::from(claims.participant_id),
    );
    let meeting = find_meeting(&inner.state, &meeting_id)?;
    let participant = meeting.participants.get(&user);
    let participant =
        participant.ok_or_else(|| Failure::not_found("participant", user.as_str()))?;
    let preset = preset::named(&inner.state.presets, &participant.preset_name);
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
        "preset": in_full(preset),
    })))
}

async fn media_room(State(shared): App, Caller(claims): Caller) -> Result<Json<Value>, Failure> {
    let inner = shared.lock();
    let meeting = find_meeting(&inner.state, &MeetingId::from(claims.meeting_id))?;
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

/// A preset as SDKs want it: what does not concern the stage is the same for all.
fn in_full(preset: &Preset) -> Value {
    let rest = include_str!("sdk/preset.json");
    let mut full: Value = serde_json::from_str(rest).unwrap_or_default();
    lay_over(&mut full, serde_json::to_value(preset).unwrap_or_default());
    full
}

/// Puts what one value says in the place of what another does, field by field.
fn lay_over(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above.into_iter().filter(|(_, value)| !value.is_null()) {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above,
    }
}
