//! Who may call.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HeaderValue, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
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
    let given = request.headers().typed_get::<Authorization<Bearer>>();
    if given.is_some_and(|given| given.token().as_bytes().ct_eq(known).into()) {
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
