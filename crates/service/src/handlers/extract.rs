//! Extractors of requests: an invalid body, query or segment is a problem that names the member.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::audit::extensions::RequestBody;
use crate::failure::Failure;
use api::ErrorCode;
use api::problem::ProblemExt;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let audited = request.extensions().get::<RequestBody>().cloned();
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                let detail = rejection.body_text();
                match rejection.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge.problem(detail),
                    _ => ErrorCode::InvalidRequest.problem(detail),
                }
            })?;
        if let Some(audited) = audited {
            audited.set(bytes.clone());
        }
        // A list would be taken for the members in their order.
        if bytes.trim_ascii_start().starts_with(b"[") {
            let detail = "the body: it is a list, and must be an object";
            return Err(ErrorCode::InvalidRequest.problem(detail).into());
        }
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let problem = ErrorCode::InvalidRequest.problem(format!("the body: {}", error.inner()));
            match error.path().to_string().as_str() {
                "." => problem,
                path => problem.field(path),
            }
        })?;
        let rest = json.end();
        rest.map_err(|error| ErrorCode::InvalidRequest.problem(format!("the body: {error}")))?;
        Ok(Self(body))
    }
}

/// The parameters of a query.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = Query::try_from_uri(&parts.uri);
        let Query(query) = query.map_err(|rejection| {
            ErrorCode::InvalidRequest.problem(format!("the query: {}", rejection.body_text()))
        })?;
        Ok(Self(query))
    }
}

/// A segment of the path.
pub(crate) struct Segment<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segment<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let raw = RawPathParams::from_request_parts(parts, state).await;
        if raw.is_ok_and(|raw| raw.iter().any(|(_, id)| matches!(id, "." | ".."))) {
            // In a URL of the platform it would mean another path.
            let problem = ErrorCode::InvalidRequest.problem("the path: no id is '.' or '..'");
            return Err(problem.into());
        }
        let segment = Path::from_request_parts(parts, state).await;
        let Path(segment) = segment.map_err(|rejection| {
            ErrorCode::InvalidRequest.problem(format!("the path: {}", rejection.body_text()))
        })?;
        Ok(Self(segment))
    }
}
