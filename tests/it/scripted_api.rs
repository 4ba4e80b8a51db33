//! A management API that is correct except where a test's script says otherwise. It serves and logs
//! every call of the program, and has no socket.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Value, json};
use testing::fake::{API_TOKEN, Answer, MEETING, OWN, PARTICIPANT_TOKEN, SESSION, preset};
use tokio::sync::oneshot;

use crate::fake_home::home_at;
use crate::support::Home;

/// Cloudflare's check of the API token, as it is logged.
pub(crate) const VERIFY: &str = "GET /user/tokens/verify";
/// The account's apps, as they are logged.
pub(crate) const APPS: &str = "GET /apps";
/// Where the preset that was made is read back.
pub(crate) const MADE: &str = "GET /presets/preset-made";

const CLOUDFLARE: &str = "/client/v4";
const ACCOUNT: &str = "/accounts/acc/realtime/kit";
const DYTE: &str = "/v2";
/// `org:api-token-c0ffee`, in base64.
const BASIC: &str = "Basic b3JnOmFwaS10b2tlbi1jMGZmZWU=";

/// Such a platform. It is gone when it is dropped.
pub(crate) struct Scripted {
    address: SocketAddr,
    inner: Arc<Inner>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

type Script = dyn Fn(&str, usize) -> Reply + Send + Sync;

struct Inner {
    script: Box<Script>,
    log: Mutex<Vec<String>>,
}

/// What the script says to a call.
pub(crate) enum Reply {
    /// What the platform says anyway.
    Usual,
    /// Something else.
    Says(Answer),
    /// The same, at some other time than now.
    SaysAt(Answer, &'static str),
    /// Nothing, ever.
    Silence,
    /// Nothing: the connection breaks.
    HangsUp,
    /// The beginning of an answer; then the connection breaks.
    Breaks,
}

impl Scripted {
    /// A platform with a script: what it says to each call, the first time, the second...
    pub(crate) fn new(script: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let inner = Arc::new(Inner {
            script: Box::new(script),
            log: Mutex::default(),
        });
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            inner,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A user whose home is configured for it and for the live meeting, with a socket elsewhere.
    pub(crate) fn home(&self, signalling_url: &str) -> Home {
        let api_url = format!("http://{}{CLOUDFLARE}", self.address);
        home_at(&api_url, signalling_url).with("DYTE_STAGE_MEETING", MEETING)
    }

    /// The same, for Dyte.
    pub(crate) fn dyte_home(&self, signalling_url: &str) -> Home {
        Home::new()
            .with("DYTE_STAGE_PLATFORM", "dyte")
            .with("DYTE_STAGE_ORG_ID", "org")
            .with("DYTE_STAGE_API_KEY", API_TOKEN)
            .with(
                "DYTE_STAGE_API_URL",
                &format!("http://{}{DYTE}", self.address),
            )
            .with("DYTE_STAGE_SIGNALLING_URL", signalling_url)
            .with("DYTE_STAGE_MEETING", MEETING)
    }

    /// How often it was called so.
    pub(crate) fn count(&self, call: &str) -> usize {
        self.inner.count(call)
    }

    /// Every call, in the order in which they came.
    pub(crate) fn log(&self) -> Vec<String> {
        self.inner.log.lock().unwrap().clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    if method == Method::HEAD {
        // A connection that is tried, or made ahead, asks for nothing.
        return StatusCode::NOT_FOUND.into_response();
    }
    let (path, credentials) = match uri.path().strip_prefix(CLOUDFLARE) {
        Some(path) => (path, format!("Bearer {API_TOKEN}")),
        None => (uri.path(), BASIC.to_owned()),
    };
    let path = path.strip_prefix(DYTE).unwrap_or(path);
    let path = path.strip_prefix(ACCOUNT).unwrap_or(path);
    let path = path.strip_prefix("/app/").unwrap_or(&path[1..]);
    let call = format!("{method} /{path}");
    let before = inner.count(&call);
    inner.log.lock().unwrap().push(call.clone());
    let given = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    if given != Some(credentials.as_bytes()) {
        return Answer::error(401, "wrong credentials").into_response();
    }
    match (inner.script)(&call, before) {
        Reply::Usual => inner.usual(&call, &body).into_response(),
        Reply::Says(answer) => answer.into_response(),
        Reply::SaysAt(answer, time) => {
            let mut response = answer.into_response();
            let date = HeaderValue::from_static(time);
            response.headers_mut().insert("date", date);
            response
        }
        Reply::Silence => pending::<Infallible>().await.into_response(),
        Reply::HangsUp => broken(stream::empty()),
        Reply::Breaks => broken(
            stream::once(async { Ok(r#"{"success":true,"data":"#) }).chain(stream::once(async {
                // What came before is on its way first.
                tokio::task::yield_now().await;
                Ok("[")
            })),
        ),
    }
}

/// A success, by its beginning; then the connection breaks.
fn broken(beginning: impl Stream<Item = io::Result<&'static str>> + Send + 'static) -> Response {
    let end = stream::iter([Err(io::Error::other("the connection breaks"))]);
    let mut response = Body::from_stream(beginning.chain(end)).into_response();
    let length = HeaderValue::from_static("1000");
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

impl Inner {
    fn count(&self, call: &str) -> usize {
        let log = self.log.lock().unwrap();
        log.iter().filter(|logged| *logged == call).count()
    }

    fn usual(&self, call: &str, body: &str) -> Answer {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let (method, path) = call.split_once(" /").unwrap();
        let path: Vec<_> = path.split('/').collect();
        let meeting = json!({"id": MEETING, "title": "Town hall", "status": "ACTIVE"});
        let session = json!({"id": SESSION, "associated_id": MEETING, "status": "LIVE"});
        match (method, &*path) {
            ("GET", ["user", "tokens", "verify"]) => Answer::data(&json!({"status": "active"})),
            ("GET", ["apps"]) => Answer::page(&[json!({"id": "app", "name": "Webinars"})]),
            ("GET", ["meetings"]) => Answer::page(&[meeting]),
            ("POST", ["meetings"]) | ("GET", ["meetings", MEETING]) => Answer::data(&meeting),
            ("GET", ["meetings", MEETING, "active-session"]) => Answer::data(&session),
            ("GET", ["sessions"]) => only_page(&json!({"sessions": [session]})),
            ("GET", ["sessions", SESSION, "participants"]) => {
                let gone = self.count("POST /meetings/m-1/active-session/kick") > 0;
                let left_at = if gone { "2026-01-01T00:00:00Z" } else { "null" };
                let amara = json!({"id": "p-amara", "user_id": "u-amara", "left_at": left_at});
                only_page(&json!({"participants": [amara]}))
            }
            ("POST", ["meetings", MEETING, "active-session", "kick"]) => {
                Answer::data(&json!({"action": "kick"}))
            }
            ("GET", ["presets"]) => Answer::page(&[
                preset("viewer", false, false, "WEBINAR"),
                preset("host", true, true, "WEBINAR"),
            ]),
            ("GET", ["presets", "preset-viewer"]) => {
                Answer::data(&preset("viewer", false, false, "WEBINAR"))
            }
            ("GET", ["presets", "preset-host"]) => {
                Answer::data(&preset("host", true, true, "WEBINAR"))
            }
            ("POST", ["presets"]) | ("GET", ["presets", "preset-made"]) => Answer::data(&made()),
            ("GET", ["meetings", MEETING, "participants"]) => {
                Answer::page(&[json!({"id": "u-amara", "custom_participant_id": "amara"})])
            }
            ("POST", ["meetings", MEETING, "participants"]) => Answer::data(&json!({
                "id": OWN,
                "custom_participant_id": body["custom_participant_id"],
                "preset_name": body["preset_name"],
                "token": format!("{PARTICIPANT_TOKEN}1"),
            })),
            ("PATCH", ["meetings", MEETING, "participants", OWN]) => {
                Answer::data(&json!({"id": OWN, "token": format!("{PARTICIPANT_TOKEN}2")}))
            }
            ("POST", ["meetings", MEETING, "participants", OWN, "token"]) => {
                Answer::data(&json!({"token": format!("{PARTICIPANT_TOKEN}3")}))
            }
            _ => Answer::error(404, "not found"),
        }
    }
}

/// A list that has one item, inside something else.
fn only_page(data: &Value) -> Answer {
    let paging = json!({"total_count": 1, "start_offset": 1, "end_offset": 1});
    let body = json!({"success": true, "data": data, "paging": paging});
    Answer::text(200, &body.to_string())
}

/// The preset that is made.
fn made() -> Value {
    let mut made = preset("dyte-stage-host", true, true, "WEBINAR");
    made["id"] = json!("preset-made");
    made
}
