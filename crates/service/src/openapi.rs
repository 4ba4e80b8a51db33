//! The Stage API as an `OpenAPI` document, made from the handlers and from the types of their bodies.
//!
//! A handler says what it takes and gives, and which `problems` are its own. What all of them have is
//! added in `everywhere`; `finish` mends what the derives cannot be told.

mod everywhere;
mod finish;
pub(super) mod problems;

use std::sync::LazyLock;

use axum::Json;
use serde_json::Value;
use utoipa::OpenApi;

use super::{
    acting, connections, doctor, events, meetings, metrics, moderation, participants, presets,
    removal, router, stage,
};
use api::problem::ProblemSchema;
use api::{Event, path};
use everywhere::Everywhere;
use finish::finish;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Stage API",
        description = "Who may speak on the stage of live Cloudflare RealtimeKit and Dyte meetings. \
                       Values that are absent are left out, never null; answers may have members that \
                       this document does not know yet.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    paths(
        router::health,
        get,
        router::whoami,
        metrics::get,
        doctor::examine,
        meetings::list,
        meetings::create,
        meetings::get,
        presets::list,
        presets::create,
        participants::list,
        participants::add,
        removal::kick,
        stage::everybody,
        stage::requests,
        events::follow,
        moderation::grant,
        moderation::deny,
        moderation::kick,
        acting::request,
        acting::cancel,
        acting::join,
        acting::leave,
        connections::list,
        connections::get,
        connections::release,
    ),
    components(schemas(ProblemSchema, Event)),
    tags(
        (name = "service", description = "The service itself."),
        (name = "meetings", description = "The platform's meetings."),
        (name = "participants", description = "Those who may join a meeting."),
        (name = "presets", description = "What participants may do."),
        (name = "stage", description = "Who is on the stage of a live meeting, and who asks to be."),
        (name = "acting", description = "Acting as a participant."),
        (name = "connections", description = "The service's own connections into meetings."),
    ),
    modifiers(&Everywhere),
)]
struct Document;

/// The document, as it is served.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let document = serde_json::to_value(Document::openapi());
        finish(document.expect("all of its maps have strings for keys"))
    });
    &DOCUMENT
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
pub(super) async fn get() -> Json<&'static Value> {
    Json(document())
}
