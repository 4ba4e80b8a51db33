//! The sandbox's management API: RealtimeKit's paths, envelopes and errors
//! (docs/platform-rest.md).

mod extract;
mod meetings;
mod participants;
mod presets;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::ACCOUNT;
use super::server::{SaveError, Shared};
use super::state::{Meeting, State as Saved};
use crate::stage::MeetingId;
use crate::wire::rest::{ApiError, Envelope, Paging};

/// What the addresses begin with.
pub(super) const BASE: &str = "/client/v4";

const DEFAULT_PAGE: usize = 20;

type App = State<Arc<Shared>>;
type Success<T> = (StatusCode, Json<Envelope<T>>);
type Answer<T> = Result<Success<T>, Failure>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let app = Router::new()
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
        .route(
            "/meetings/{meeting}/active-session",
            get(meetings::active_session),
        )
        .route("/sessions", get(meetings::sessions))
        .route("/presets", get(presets::list))
        .route("/presets/{preset}", get(presets::get));
    Router::new()
        .nest(
            &format!("{BASE}/accounts/{ACCOUNT}/realtime/kit/{ACCOUNT}"),
            app,
        )
        .fallback(|| async { Failure::Gateway(StatusCode::NOT_FOUND, 7003, "no such route") })
        .method_not_allowed_fallback(|| async {
            Failure::Gateway(StatusCode::METHOD_NOT_ALLOWED, 10405, "method not allowed")
        })
        .layer(from_fn_with_state(shared.clone(), authenticate))
        .with_state(shared)
}

/// Why a call failed, in the platform's two shapes.
enum Failure {
    Service(StatusCode, String),
    Gateway(StatusCode, i64, &'static str),
}

impl Failure {
    fn not_found(what: &str, id: &str) -> Self {
        Self::Service(
            StatusCode::NOT_FOUND,
            format!("No {what} found with id {id}"),
        )
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

async fn authenticate(State(shared): App, request: Request, next: Next) -> Response {
    let expected = format!("Bearer {}", shared.lock().state.api_token);
    let given = request.headers().get(header::AUTHORIZATION);
    if given.is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
        let refused = Failure::Gateway(StatusCode::UNAUTHORIZED, 10000, "Authentication error");
        return refused.into_response();
    }
    next.run(request).await
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
            total_count: total as u64,
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
