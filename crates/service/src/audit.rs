//! The audit log: a JSON line for each request that may change something, written before it is answered.
//!
//! What cannot be recorded is not done: while the file cannot be written, such requests are refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::App;
use super::auth::Caller;
use super::deed::Deed;
use super::failure::Failure;
use super::observe::RequestId;
use api::problem::ProblemExt;
use api::{ErrorCode, Role};

/// The audit log's file, which nobody else writes.
#[derive(Debug)]
pub struct AuditLog {
    writer: Mutex<Writer>,
}

#[derive(Debug)]
struct Writer {
    file: File,
    /// What could not be written.
    pending: Vec<u8>,
}

/// What a request asked for, once its body was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(pub(super) Arc<OnceLock<Bytes>>);

#[derive(Serialize)]
struct Record<'a> {
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
    deed: Option<&'a Deed>,
    milliseconds: u64,
}

impl AuditLog {
    /// Opens the file, which is made if need be, for its owner only.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or read, or another process has it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // Half a line of ours is taken back, so nobody else may write behind it.
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another service has it"),
            TryLockError::Error(error) => error,
        })?;
        let mut pending = Vec::new();
        if ends_within_a_line(&mut file)? {
            pending.push(b'\n');
        }
        let log = Self {
            writer: Mutex::new(Writer { file, pending }),
        };
        log.write(&[])?;
        Ok(log)
    }

    /// Writes a line, after those that could not be written before.
    fn write(&self, line: &[u8]) -> io::Result<()> {
        let mut writer = self.writer();
        let Writer { file, pending } = &mut *writer;
        pending.extend_from_slice(line);
        if pending.is_empty() {
            return Ok(());
        }
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(pending) {
            // Half a line would spoil the next one. Where this fails too, the file says so itself.
            let _ = file.set_len(whole);
            return Err(error);
        }
        pending.clear();
        Ok(())
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // What is pending is whole lines after each change.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether whoever wrote it last was killed while it wrote.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Records requests that may change something.
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
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let id = request.extensions().get::<RequestId>().cloned();
    let caller = request.extensions().get::<Arc<Caller>>().cloned();

    let response = next(request).await;

    let token = caller.as_ref().and_then(|caller| caller.token());
    let record = Record {
        time: Timestamp::now(),
        request_id: id.as_ref().map_or("", |id| &*id.0),
        token: token.map(|token| token.name.as_str()),
        token_id: token.map(|token| token.id.as_str()),
        role: caller.as_ref().map(|caller| caller.role()),
        method: method.as_str(),
        path: &path,
        asked: asked
            .0
            .get()
            .and_then(|body| serde_json::from_slice(body).ok()),
        status: response.status().as_u16(),
        code: response.extensions().get().copied(),
        deed: response.extensions().get(),
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    let written = serde_json::to_vec(&record).map_err(io::Error::from);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_whole_also_after_half_a_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        std::fs::write(&path, "{\"whole\":1}\n{\"half").unwrap();
        let log = AuditLog::open(&path).unwrap();
        log.write(b"{\"new\":1}\n").unwrap();
        log.write(b"{\"new\":2}\n").unwrap();
        let told = std::fs::read_to_string(&path).unwrap();
        assert_eq!(told, "{\"whole\":1}\n{\"half\n{\"new\":1}\n{\"new\":2}\n");
        assert!(AuditLog::open(&path).is_err(), "it is somebody's");
        drop(log);
        AuditLog::open(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), told);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_could_not_be_written_is_kept_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let log = AuditLog::open(&path).unwrap();
        let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
        let file = std::mem::replace(&mut log.writer().file, full);
        assert!(log.write(b"one\n").is_err());
        assert!(log.write(&[]).is_err());
        log.writer().file = file;
        log.write(b"two\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }
}
