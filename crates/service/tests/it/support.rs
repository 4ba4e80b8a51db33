//! A service on top of a sandbox, and requests to it.

use std::sync::LazyLock;
use std::time::Duration;

use net::{Reach, client};
use reqwest::{Method, RequestBuilder};
use sandbox::{ACCOUNT, Sandbox};
use serde_json::Value;
use service::openapi::document;
use service::{Service, Settings};
use tempfile::TempDir;
use testing::{ApiResponse, Contract, sandbox_platform};
use tokio::net::TcpListener;

pub(crate) const TOKEN: &str = "the token";
pub(crate) const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";

/// A service on top of a sandbox of its own.
pub(crate) struct Api {
    http: reqwest::Client,
    service: Service,
    sandbox: Sandbox,
    _home: TempDir,
}

/// The Stage API, as the `OpenAPI` document promises it.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::new(document()));

impl Api {
    pub(crate) async fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::serve(home.path()).await.unwrap();
        let address = sandbox.address();
        let platform = sandbox_platform(
            ACCOUNT,
            address.api_token(),
            &address.api_url(),
            &address.signalling_url(),
            home.path(),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            http: client(Reach::Loopback, Duration::from_secs(10)).unwrap(),
            service: Service::serve(listener, platform, Settings::private(TOKEN.into())).unwrap(),
            sandbox,
            _home: home,
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.service.url()))
    }

    pub(crate) async fn get(&self, path: &str) -> ApiResponse {
        send(self.request(Method::GET, path).bearer_auth(TOKEN)).await
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> ApiResponse {
        let request = self.request(Method::POST, path).bearer_auth(TOKEN);
        send(
            request
                .header("content-type", "application/json")
                .body(body),
        )
        .await
    }

    pub(crate) async fn grant(&self, body: Value) -> ApiResponse {
        self.post("/v1/meetings/demo/stage/grant", body.to_string())
            .await
    }

    pub(crate) async fn stop(self) {
        self.service.close().await;
        self.sandbox.close().await;
    }
}

/// Sends a request, whose response must keep the contract.
pub(crate) async fn send(request: RequestBuilder) -> ApiResponse {
    CONTRACT.send(request).await
}
