//! `/v1/connections`: the service's connections into meetings, as hosts and as participants.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::{Extension, Json};
use tokio::time::timeout;

use super::extract::{Parameters, Segment};
use super::problems::ConnectionProblems;
use crate::access::Caller;
use crate::app::App;
use crate::audit::extensions::AuditedJson;
use crate::failure::Failure;
use crate::held_connections::HeldConnection;
use crate::limits::RequestPermit;
use api::problem::ProblemExt;
use api::{
    ConnectionBody, ConnectionItem, ConnectionList, ConnectionQuery, ConnectionRole,
    ConnectionState, ErrorCode, ReleaseQuery, path,
};
use model::MeetingId;
use platform::Host;

/// How long a request waits for a change of a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// A connection of the service's.
enum AnyConnection {
    Host(Arc<Host>),
    Held(Arc<HeldConnection>),
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
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Json<ConnectionList> {
    let hosts = app.hosts.living().into_iter().map(AnyConnection::Host);
    let held = app
        .connections
        .living()
        .into_iter()
        .map(AnyConnection::Held);
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
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(permit): Extension<RequestPermit>,
    Segment(id): Segment<String>,
    Parameters(query): Parameters<ConnectionQuery>,
) -> Result<Json<ConnectionBody>, Failure> {
    let found = find(&app, &id, &caller)?;
    if let (AnyConnection::Held(held), Some(after)) = (&found, query.after) {
        // A request that only waits does not count against the limit.
        permit.give_back();
        let mut standing = held.connection.state();
        let changed = standing.wait_for(|standing| standing.revision > after);
        // The response shows the connection as it is, also without a change.
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
pub(crate) async fn release(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Segment(id): Segment<String>,
    Parameters(ReleaseQuery { dry_run }): Parameters<ReleaseQuery>,
) -> Result<AuditedJson<ConnectionBody>, Failure> {
    let found = find(&app, &id, &caller)?;
    match &found {
        _ if dry_run => {}
        AnyConnection::Host(host) => host.leave().await,
        AnyConnection::Held(held) => app.connections.release(held).await,
    }
    let body = ConnectionBody {
        platform: app.platform.kind,
        dry_run,
        connection: found.item(),
    };
    Ok(AuditedJson::ok(body))
}

/// A connection that a caller may know of.
fn find(app: &App, id: &str, caller: &Caller) -> Result<AnyConnection, Failure> {
    let mut hosts = app.hosts.living().into_iter();
    let found = match hosts.find(|host| host.id.to_string() == id) {
        Some(host) => Some(AnyConnection::Host(host)),
        None => app.connections.find(id).map(AnyConnection::Held),
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

impl AnyConnection {
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
