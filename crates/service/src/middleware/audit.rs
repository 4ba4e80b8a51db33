//! Writes a line of the audit log for each request that may change something.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::request_id::RequestId;
use crate::access::Caller;
use crate::app::App;
use crate::audit::extensions::RequestBody;
use crate::audit::record::AuditRecord;
use crate::failure::Failure;
use api::problem::ProblemExt;
use api::{ErrorCode, Role};

/// A line of the audit log.
#[derive(Serialize)]
struct AuditLine<'a> {
    time: Timestamp,
    request_id: &'a str,
    token: Option<&'a str>,
    token_id: Option<&'a str>,
    role: Option<Role>,
    method: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<Value>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<ErrorCode>,
    #[serde(flatten)]
    done: Option<&'a AuditRecord>,
    milliseconds: u64,
}

/// Records a request that may change something before it has its response. While the file cannot be
/// written, such requests are refused.
pub(super) async fn record(
    app: &App,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let Some(log) = app.audit.as_ref().filter(|_| !request.method().is_safe()) else {
        return next(request).await;
    };
    if let Err(error) = log.write(&[]) {
        return unavailable(&error);
    }
    let began = Instant::now();
    let body = RequestBody::default();
    request.extensions_mut().insert(body.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let id = request.extensions().get::<RequestId>().cloned();
    let caller = request.extensions().get::<Arc<Caller>>().cloned();

    let response = next(request).await;

    let token = caller.as_ref().and_then(|caller| caller.token());
    let line = AuditLine {
        time: Timestamp::now(),
        request_id: id.as_ref().map_or("", |id| &*id.0),
        token: token.map(|token| token.name.as_str()),
        token_id: token.map(|token| token.id.as_str()),
        role: caller.as_ref().map(|caller| caller.role()),
        method: method.as_str(),
        path: &path,
        asked: body.json(),
        status: response.status().as_u16(),
        code: response.extensions().get().copied(),
        done: response.extensions().get(),
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    let written = serde_json::to_vec(&line).map_err(io::Error::from);
    let written = written.and_then(|mut line| {
        line.push(b'\n');
        log.write(&line)
    });
    match written {
        Ok(()) => response,
        Err(error) => failed(&error),
    }
}

fn unavailable(error: &io::Error) -> Response {
    tracing::error!(%error, "the audit log cannot be written");
    let problem = ErrorCode::AuditUnavailable
        .problem("the service cannot write its audit log, and does nothing that it cannot record")
        .hint("whoever runs the service must make room for the audit log");
    Failure::from(problem).into_response()
}

fn failed(error: &io::Error) -> Response {
    tracing::error!(%error, "what was done could not be recorded in the audit log");
    let problem = ErrorCode::AuditFailed
        .problem("the service could not record in its audit log what it did")
        .hint("it may have been done: look before trying again");
    Failure::from(problem).into_response()
}
