//! The handler: runs all checks, and collects them in their order.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::check::{has_failed, ok};
use super::management::management;
use super::network::{participants_api, socket};
use crate::app::App;
use crate::handlers::extract::Parameters;
use api::{Check, Doctor, DoctorQuery, path};
use net::Endpoint;
use platform::Platform;

/// Looks at everything between the service and the platform
///
/// Changes nothing and joins nothing. What is wrong is in the answer, whose status is 200 all the same.
///
/// Needs the role viewer.
#[utoipa::path(
    get,
    path = path::DOCTOR,
    tag = "service",
    operation_id = "doctor",
    params(DoctorQuery),
    responses((status = 200, description = "what was found", body = Doctor)),
)]
pub(crate) async fn examine(
    State(app): State<Arc<App>>,
    Parameters(query): Parameters<DoctorQuery>,
) -> Json<Doctor> {
    let platform = &app.platform;
    let meeting = query.meeting.as_ref();
    let endpoint = platform.expected_socket(meeting);
    let mut checks = vec![configuration(platform, &endpoint)];
    let (management, participants, socket) = tokio::join!(
        management(platform, meeting),
        participants_api(platform),
        socket(platform, &endpoint)
    );
    checks.extend(management);
    checks.extend(participants);
    checks.extend(socket);
    Json(Doctor {
        platform: platform.kind,
        healthy: !checks.iter().any(has_failed),
        checks,
    })
}

fn configuration(platform: &Platform, socket: &Endpoint) -> Check {
    let rest = &platform.rest;
    let detail = format!("{}, {}, socket {socket}", rest.credentials(), rest.api());
    ok("configuration", detail)
}
