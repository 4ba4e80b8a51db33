//! Authenticates requests: each needs a bearer token that the service accepts.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};

use crate::app::App;
use crate::failure::Failure;
use api::ErrorCode;
use api::problem::ProblemExt;

/// Refuses requests without an accepted token. The [`Caller`](crate::access::Caller) becomes an
/// extension of the request and of its response.
pub(super) async fn authenticate(
    app: &App,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let given = request.headers().typed_get::<Authorization<Bearer>>();
    let caller = match given.map(|given| app.access.caller(given.token())) {
        Some(Ok(caller)) => caller,
        Some(Err(failure)) => return failure.into_response(),
        None => None,
    };
    let Some(caller) = caller else {
        let problem = ErrorCode::Unauthorized
            .problem("the request has no bearer token that this service knows")
            .hint(
                "send the header Authorization: Bearer <token>, from the command line DYTE_STAGE_SERVER_TOKEN; \
                 it may have been revoked, or have expired",
            );
        return Failure::from(problem).into_response();
    };
    let caller = Arc::new(caller);
    request.extensions_mut().insert(caller.clone());
    let mut response = next(request).await;
    response.extensions_mut().insert(caller);
    response
}
