//! Requests to the Stage API of a service that the program serves.

use std::sync::LazyLock;

use reqwest::RequestBuilder;
use service::openapi::document;
use testing::{ApiResponse, Contract};

/// Sends a request, whose response must be as the `OpenAPI` document says.
pub(crate) async fn send(request: RequestBuilder) -> ApiResponse {
    static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::new(document()));
    CONTRACT.send(request).await
}
