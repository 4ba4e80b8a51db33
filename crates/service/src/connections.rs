//! The service's connections into meetings: its hosts', and those of participants for whom it acts, which
//! are [`held`].

mod held;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use tokio::time::timeout;

use super::App;
use super::auth::Caller;
use super::deed::Done;
use super::extract::{Parameters, Segment};
use super::failure::Failure;
use super::limits::Slot;
use super::openapi::problems::ConnectionProblems;
use api::problem::ProblemExt;
use api::{
    ConnectionBody, ConnectionItem, ConnectionList, ConnectionQuery, ConnectionRole,
    ConnectionState, ErrorCode, ReleaseQuery, path,
};
use model::MeetingId;
use platform::Host;

pub(super) use held::{Connections, Held};

/// How long a caller who waits for a change is kept waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// A connection of the service's.
enum Found {
    Host(Arc<Host>),
    Held(Arc<Held>),
}

/// Lists the service's connections into meetings
///
/// Those of the meetings that the token is for: hosts, and participants for whom the service acts.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::CONNECTIONS,
    tag = "connections",
    operation_id = "listConnections",
    responses((status = 200, description = "the connections", body = ConnectionList)),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<ConnectionList> {
    let hosts = app.hosts.living().into_iter().map(Found::Host);
    let held = app.connections.living().into_iter().map(Found::Held);
    let items = hosts.chain(held).map(|found| found.item());
    Json(ConnectionList {
        platform: app.platform.kind,
        connections: items
            .filter(|item| caller.is_for(item.meeting_id.as_str()))
            .collect(),
    })
}

/// Tells of a participant's connection that the service holds
///
/// With `after`: once it has changed.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::CONNECTION,
    tag = "connections",
    operation_id = "getConnection",
    params(ConnectionQuery),
    responses(
        (status = 200, description = "how it is", body = ConnectionBody),
        ConnectionProblems,
    ),
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(slot): Extension<Slot>,
    Segment(id): Segment<String>,
    Parameters(query): Parameters<ConnectionQuery>,
) -> Result<Json<ConnectionBody>, Failure> {
    let found = app.connection(&id, &caller)?;
    if let (Found::Held(held), Some(after)) = (&found, query.after) {
        // Whoever only waits keeps nobody else out.
        slot.give_back();
        let mut standing = held.connection.state();
        let changed = standing.wait_for(|standing| standing.revision > after);
        // Whoever waited long enough, or as long as there is a service, is told how it is all the same.
        tokio::select! {
            _ = timeout(LONGEST_WAIT, changed) => {}
            () = app.closing() => {}
        }
    }
    Ok(Json(ConnectionBody {
        platform: app.platform.kind,
        dry_run: false,
        connection: found.item(),
    }))
}

/// Ends a connection
///
/// What rests on it ends with it: a participant is no longer on stage. A host comes back when it is needed.
///
/// Needs the role admin.
#[utoipa::path(
    delete,
    path = path::CONNECTION,
    tag = "connections",
    operation_id = "releaseConnection",
    params(ReleaseQuery),
    responses(
        (status = 200, description = "how it was", body = ConnectionBody),
        ConnectionProblems,
    ),
)]
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(id): Segment<String>,
    Parameters(ReleaseQuery { dry_run }): Parameters<ReleaseQuery>,
) -> Result<Done<ConnectionBody>, Failure> {
    let found = app.connection(&id, &caller)?;
    match &found {
        _ if dry_run => {}
        Found::Host(host) => host.leave().await,
        Found::Held(held) => app.connections.release(held).await,
    }
    let body = ConnectionBody {
        platform: app.platform.kind,
        dry_run,
        connection: found.item(),
    };
    Ok(Done(StatusCode::OK, body))
}

impl App {
    /// A connection that a caller may know of.
    fn connection(&self, id: &str, caller: &Caller) -> Result<Found, Failure> {
        let mut hosts = self.hosts.living().into_iter();
        let found = match hosts.find(|host| host.id.to_string() == id) {
            Some(host) => Some(Found::Host(host)),
            None => self.connections.find(id).map(Found::Held),
        };
        found
            .filter(|found| caller.is_for(found.meeting_id().as_str()))
            .ok_or_else(|| {
                let detail = format!("the service has no connection '{id}'");
                let problem = ErrorCode::ConnectionNotFound.problem(detail);
                problem
                    .hint("list them: dyte-stage connections list")
                    .into()
            })
    }
}

impl Found {
    fn meeting_id(&self) -> &MeetingId {
        match self {
            Self::Host(host) => &host.meeting_id,
            Self::Held(held) => &held.meeting_id,
        }
    }

    fn item(&self) -> ConnectionItem {
        match self {
            Self::Host(host) => ConnectionItem {
                id: host.id.to_string(),
                role: ConnectionRole::Host,
                meeting_id: host.meeting_id.clone(),
                participant: None,
                state: match (host.is_there(), host.is_in()) {
                    (true, true) => ConnectionState::Connected,
                    (true, false) => ConnectionState::Reconnecting,
                    (false, _) => ConnectionState::Ended,
                },
                peer_id: None,
                stage_status: None,
                revision: 0,
                problem: None,
            },
            Self::Held(held) => held.item(),
        }
    }
}
