//! What every operation has, written once: its security, the segments of its path, and the problems
//! and headers of every route.

use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, Object, OpenApi, RefOr, Required, Type};

use crate::handlers::problems;
use api::ErrorCode;

/// The problems of every route that needs a token.
const ANYWHERE: [ErrorCode; 5] = [
    ErrorCode::Unauthorized,
    ErrorCode::Forbidden,
    ErrorCode::Internal,
    ErrorCode::Overloaded,
    ErrorCode::TimedOut,
];
/// The further problems of every route that may change something.
const RECORDED: [ErrorCode; 2] = [ErrorCode::AuditUnavailable, ErrorCode::AuditFailed];

/// The descriptions of path segments.
const SEGMENTS: [(&str, &str); 3] = [
    ("meeting", "The meeting's id."),
    (
        "participant",
        "An exact `user_id` or `custom_participant_id`.",
    ),
    (
        "connection",
        "The connection's id, which the service gave it.",
    ),
];

/// The only header that is not required.
pub(super) const RETRY_AFTER: &str = "Retry-After";
/// The name of the security scheme.
const TOKEN: &str = "token";

/// Adds what every operation has.
pub(super) fn add_common(document: &mut OpenApi) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(TOKEN, SecurityScheme::Http(bearer));
    for (path, item) in &mut document.paths.paths {
        for (is_recorded, operation) in operations(item) {
            complete(path, is_recorded, operation);
        }
    }
}

/// The operations of a path, and whether each may change something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let methods = [
        (false, &mut item.get),
        (true, &mut item.put),
        (true, &mut item.post),
        (true, &mut item.delete),
        (true, &mut item.patch),
    ];
    let operations = methods.into_iter();
    operations.filter_map(|(is_recorded, operation)| Some((is_recorded, operation.as_mut()?)))
}

fn complete(path: &str, is_recorded: bool, operation: &mut Operation) {
    let segments = SEGMENTS
        .iter()
        .filter(|(name, _)| path.contains(&format!("{{{name}}}")));
    for (name, what) in segments {
        let parameters = operation.parameters.get_or_insert_default();
        parameters.push(RefOr::T(segment(name, what)));
    }
    if operation.security.is_none() {
        operation.security = Some(vec![SecurityRequirement::new(TOKEN, [""; 0])]);
        let recorded = RECORDED.into_iter().filter(|_| is_recorded);
        for code in ANYWHERE.into_iter().chain(recorded) {
            problems::add(&mut operation.responses, code);
        }
    }
    if operation.request_body.is_some() {
        problems::add(&mut operation.responses, ErrorCode::TooLarge);
    }
    if operation.request_body.is_some() || operation.parameters.is_some() {
        problems::add(&mut operation.responses, ErrorCode::InvalidRequest);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            add_headers(status, response);
        }
    }
}

fn segment(name: &str, what: &str) -> Parameter {
    Parameter::builder()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(what))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}

/// Adds the headers that every response of a status has.
fn add_headers(status: &str, response: &mut Response) {
    let id = (
        "X-Request-Id",
        "The request's id: the caller's own, or one that the service made.",
    );
    let further = match status {
        "401" => Some(("WWW-Authenticate", "`Bearer`.")),
        "503" => Some((
            RETRY_AFTER,
            "When to try again, in seconds, where that is known.",
        )),
        _ => None,
    };
    for (name, description) in further.into_iter().chain([id]) {
        let mut header = Header::new(Object::with_type(Type::String));
        header.description = Some(description.to_owned());
        response.headers.insert(name.to_owned(), RefOr::T(header));
    }
}
