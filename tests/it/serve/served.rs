//! A service that a test serves by the program, in a home of its own.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use net::{Reach, client};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use testing::ApiResponse;

use crate::background_command::Running;
use crate::stage_api::send;
use crate::support::Home;

/// Everybody on the stage of the sandbox's meeting.
pub(super) const STAGE: &str = "/v1/meetings/demo/stage";
pub(super) const GRANT: &str = "/v1/meetings/demo/stage/grant";

/// How long a service may take to answer: as long as an operation may while connections are lost.
const PATIENCE: Duration = Duration::from_mins(2);

/// A service that stays, in a home of its own. It is killed when it is dropped.
pub(crate) struct Served {
    pub(super) running: Running,
    pub(super) url: String,
    pub(super) http: reqwest::Client,
    pub(crate) home: Home,
}

impl Served {
    /// Serves what a home is configured for.
    pub(crate) fn of(home: Home, further: &[&str]) -> Self {
        let command = serve(&home, further);
        Self::by(command, home)
    }

    /// Serves the sandbox.
    pub(super) fn sandbox() -> Self {
        Self::of(Home::rehearsing(), &[])
    }

    /// Serves by a command of this home's.
    pub(super) fn by(command: Command, home: Home) -> Self {
        let mut running = Running::start(command);
        let served: Value = serde_json::from_str(&running.shows("url")).unwrap();
        Self {
            running,
            url: served["url"].as_str().unwrap().to_owned(),
            http: client(Reach::Loopback, PATIENCE).unwrap(),
            home,
        }
    }

    /// A new token, which is called as its role unless it is said otherwise.
    pub(crate) fn token(&self, role: &str, further: &[&str]) -> String {
        token(&self.home, role, further)
    }

    pub(crate) fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.url);
        self.http.request(method, url).bearer_auth(token)
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> ApiResponse {
        send(self.request(Method::GET, path, token)).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> ApiResponse {
        send(self.request(Method::POST, path, token).json(body)).await
    }

    pub(super) async fn delete(&self, path: &str, token: &str) -> ApiResponse {
        send(self.request(Method::DELETE, path, token)).await
    }

    /// Follows what happens.
    pub(crate) async fn follow(&self, path: &str, token: &str) -> reqwest::Response {
        let request = self.request(Method::GET, path, token);
        request.send().await.unwrap().error_for_status().unwrap()
    }

    /// The address, without its scheme.
    pub(super) fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// Tells it to stop, and waits until it has: what it wrote, and its home.
    pub(super) fn stop(self, signal: &str) -> (Output, Home) {
        self.running.signal(signal);
        (self.running.end(), self.home)
    }
}

/// The command that serves what a home is configured for, at any port.
pub(super) fn serve(home: &Home, further: &[&str]) -> Command {
    let usual = ["serve", "--listen", "127.0.0.1:0", "-o", "json"];
    home.command(&[&usual, further].concat())
}

/// A new token, which is called as its role unless it is said otherwise.
pub(super) fn token(home: &Home, role: &str, further: &[&str]) -> String {
    let is_named = further.contains(&"--name");
    let name: &[&str] = if is_named { &[] } else { &["--name", role] };
    let create = ["tokens", "create", "--role", role, "-o", "json"];
    let made = home.json(&[&create, name, further].concat());
    made["token"].as_str().unwrap().to_owned()
}

/// Where a home's service keeps its audit log.
pub(super) fn audit_log(home: &Home) -> PathBuf {
    home.path().join("audit.jsonl")
}

/// The lines of an audit log, each of which must be whole.
pub(super) fn audited(home: &Home) -> Vec<Value> {
    let log = std::fs::read_to_string(audit_log(home)).unwrap();
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}
