//! The sandbox's management API: the paths, envelopes and errors of RealtimeKit, and of Dyte
//! (docs/platform-rest.md).

mod account;
mod disturb;
mod extract;
mod meetings;
mod participants;
mod presets;
mod sdk;
mod sessions;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use headers::authorization::{Basic, Bearer};
use headers::{Authorization, HeaderMapExt};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::ACCOUNT;
use super::shared::{SaveError, Shared};
use super::state::{Meeting, State as Saved};
use model::MeetingId;
use protocol::rest::{ApiError, Envelope, Paging};

/// What RealtimeKit's addresses begin with.
pub(super) const REALTIMEKIT: &str = "/client/v4";
/// What Dyte's addresses begin with.
pub(super) const DYTE: &str = "/v2";

const DEFAULT_PAGE: usize = 20;

type App = State<Arc<Shared>>;
type Success<T> = (StatusCode, Json<Envelope<T>>);
type Answer<T> = Result<Success<T>, Failure>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let account = format!("/accounts/{ACCOUNT}/realtime/kit");
    let realtimekit = Router::new()
        .route("/user/tokens/verify", get(account::verify))
        .route(&format!("{account}/apps"), get(account::apps))
        .nest(&format!("{account}/{ACCOUNT}"), app())
        .fallback(|| async { Failure::Gateway(StatusCode::NOT_FOUND, 7003, "no such route") })
        .method_not_allowed_fallback(|| async {
            Failure::Gateway(StatusCode::METHOD_NOT_ALLOWED, 10405, "method not allowed")
        })
        .layer(from_fn_with_state(shared.clone(), cloudflare_token));
    let dyte = app()
        .fallback(|| async { Failure::service(StatusCode::NOT_FOUND, "no such route") })
        .method_not_allowed_fallback(|| async {
            Failure::service(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
        })
        .layer(from_fn_with_state(shared.clone(), dyte_key));
    Router::new()
        .nest(REALTIMEKIT, realtimekit)
        .nest(DYTE, dyte)
        .layer(from_fn_with_state(shared.clone(), disturb::disturb))
        .merge(sdk::router(shared.clone()))
        .with_state(shared)
}

/// What both platforms serve of an app.
fn app() -> Router<Arc<Shared>> {
    Router::new()
        .route("/meetings", get(meetings::list).post(meetings::create))
        .route("/meetings/{meeting}", get(meetings::get))
        .route(
            "/meetings/{meeting}/participants",
            get(participants::list).post(participants::add),
        )
        .route(
            "/meetings/{meeting}/participants/{participant}",
            get(participants::get).patch(participants::update),
        )
        .route(
            "/meetings/{meeting}/participants/{participant}/token",
            post(participants::refresh_token),
        )
        .route("/meetings/{meeting}/active-session", get(sessions::active))
        .route(
            "/meetings/{meeting}/active-session/kick",
            post(sessions::kick),
        )
        .route("/sessions", get(sessions::list))
        .route(
            "/sessions/{session}/participants",
            get(sessions::participants),
        )
        .route("/presets", get(presets::list).post(presets::create))
        .route("/presets/{preset}", get(presets::get))
}

/// Why a call failed, in the platform's two shapes.
enum Failure {
    Service(StatusCode, String),
    Gateway(StatusCode, i64, &'static str),
}

impl Failure {
    fn service(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Service(status, message.into())
    }

    fn not_found(what: &str, id: &str) -> Self {
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

/// RealtimeKit: the API token, as a gateway wants it.
async fn cloudflare_token(
    State(shared): App,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.typed_get::<Authorization<Bearer>>();
    if given.is_some_and(|given| is_token(&shared, given.token())) {
        return next.run(request).await;
    }
    Failure::Gateway(StatusCode::UNAUTHORIZED, 10000, "Authentication error").into_response()
}

/// Dyte: the organization and its API key, which is the same secret.
async fn dyte_key(
    State(shared): App,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.typed_get::<Authorization<Basic>>();
    if given.is_some_and(|given| given.username() == ACCOUNT && is_token(&shared, given.password()))
    {
        return next.run(request).await;
    }
    Failure::service(StatusCode::UNAUTHORIZED, "Unauthorized").into_response()
}

/// Whether it is the API token, in a time that tells nothing of it.
fn is_token(shared: &Shared, given: &str) -> bool {
    let token = shared.lock().state.api_token.clone();
    token.as_bytes().ct_eq(given.as_bytes()).into()
}

/// What lists take.
#[derive(Deserialize)]
struct List {
    page_no: Option<usize>,
    per_page: Option<usize>,
    search: Option<String>,
    associated_id: Option<String>,
    status: Option<String>,
}

impl List {
    /// This page of a list; pages count from 1.
    fn page<T>(&self, items: Vec<T>) -> (Vec<T>, Paging) {
        let per_page = self.per_page.unwrap_or(DEFAULT_PAGE).max(1);
        let skipped = (self.page_no.unwrap_or(1).max(1) - 1).saturating_mul(per_page);
        let total = items.len();
        let page: Vec<_> = items.into_iter().skip(skipped).take(per_page).collect();
        let start = (skipped + 1).min(total);
        let paging = Paging {
            total_count: Some(total as u64),
            start_offset: start as u64,
            end_offset: (skipped + page.len()).min(total) as u64,
        };
        (page, paging)
    }

    fn finds(&self, texts: &[&str]) -> bool {
        let wanted = self.search.as_deref().unwrap_or_default().to_lowercase();
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }
}

fn found<T>(data: T) -> Success<T> {
    (StatusCode::OK, Json(Envelope::data(data)))
}

fn created<T>(data: T) -> Success<T> {
    (StatusCode::CREATED, Json(Envelope::data(data)))
}

fn page<T: Serialize>((items, paging): (Vec<T>, Paging)) -> Success<Vec<T>> {
    (StatusCode::OK, Json(Envelope::page(items, paging)))
}

fn find_meeting<'a>(state: &'a Saved, id: &MeetingId) -> Result<&'a Meeting, Failure> {
    let meeting = state.meetings.get(id);
    meeting.ok_or_else(|| Failure::not_found("meeting", id.as_str()))
}

fn find_meeting_mut<'a>(state: &'a mut Saved, id: &MeetingId) -> Result<&'a mut Meeting, Failure> {
    let meeting = state.meetings.get_mut(id);
    meeting.ok_or_else(|| Failure::not_found("meeting", id.as_str()))
}
