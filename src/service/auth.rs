//! Who may call.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::App;
use super::failure::Failure;
use crate::api::ErrorCode;
use crate::api::problem::ProblemExt;

pub(super) async fn authenticate(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let known = app.token.expose_secret().as_bytes();
    if bearer(request.headers()).is_some_and(|token| token.as_bytes().ct_eq(known).into()) {
        return next.run(request).await;
    }
    let problem = ErrorCode::Unauthorized
        .problem("the request has no bearer token that this service knows")
        .hint("send the header Authorization: Bearer <token>");
    let mut response = Failure::from(problem).into_response();
    let scheme = HeaderValue::from_static("Bearer");
    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    response
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
