//! Makes the `OpenAPI` document, once.

use std::sync::LazyLock;

use serde_json::Value;
use utoipa::OpenApi;

use super::common::add_common;
use super::fixups::fix_up;
use crate::router::Routes;
use api::Event;
use api::problem::ProblemSchema;

/// The document without its routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Stage API",
        description = "Who may speak on the stage of live Cloudflare RealtimeKit and Dyte meetings. \
                       Values that are absent are left out, never null; answers may have members that \
                       this document does not know yet.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
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
)]
struct General;

/// The document, as the service serves it.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let mut document = General::openapi();
        document.merge(Routes::openapi());
        add_common(&mut document);
        let document = serde_json::to_value(document);
        fix_up(document.expect("all of its maps have strings for keys"))
    });
    &DOCUMENT
}
