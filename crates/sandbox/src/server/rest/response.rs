//! Success and failure in the platform's envelopes.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::server::rooms::SaveError;
use protocol::rest::{ApiError, Envelope, Paging};

pub(super) type Success<T> = (StatusCode, Json<Envelope<T>>);
pub(super) type ApiResult<T> = Result<Success<T>, Failure>;

/// Why a call failed, in the platform's two shapes.
pub(super) enum Failure {
    Service(StatusCode, String),
    Gateway(StatusCode, i64, &'static str),
}

impl Failure {
    pub(super) fn service(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Service(status, message.into())
    }

    pub(super) fn not_found(what: &str, id: &str) -> Self {
        let message = format!("No {what} found with id {id}");
        Self::service(StatusCode::NOT_FOUND, message)
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        Self::Service(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, envelope) = match self {
            Self::Service(status, message) => {
                let code = status.as_u16().into();
                (status, Envelope::<()>::error(ApiError { code, message }))
            }
            Self::Gateway(status, code, message) => {
                let message = message.to_owned();
                (status, Envelope::gateway_error(ApiError { code, message }))
            }
        };
        (status, Json(envelope)).into_response()
    }
}

pub(super) fn ok<T>(data: T) -> Success<T> {
    (StatusCode::OK, Json(Envelope::data(data)))
}

pub(super) fn created<T>(data: T) -> Success<T> {
    (StatusCode::CREATED, Json(Envelope::data(data)))
}

pub(super) fn page<T: Serialize>((data, paging): (T, Paging)) -> Success<T> {
    (StatusCode::OK, Json(Envelope::page(data, paging)))
}
