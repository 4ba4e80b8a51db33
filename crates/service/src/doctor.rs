//! The doctor: looks at everything between here and the platform, changes nothing and joins nothing.

mod check;

use std::future::Future;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

use super::App;
use super::extract::Parameters;
use api::problem::ProblemExt;
use api::{Check, CheckStatus, Doctor, DoctorQuery, ErrorCode, path};
use check::{failed, has_failed, join_problem, ok, problem, refused, skipped, timed, warning};
use model::{MeetingId, Permissions};
use net::Endpoint;
use platform::Credentials;
use platform::rest::Probe;
use platform::timing::LOOK_TIMEOUT;
use platform::{Error, JoinError, Platform, Refused, Unavailable};
use protocol::rest::{App as PlatformApp, TokenStatus};

/// How far the clocks may be apart before tokens seem to have ended, or not to have begun.
const LARGEST_SKEW: SignedDuration = SignedDuration::from_secs(30);

/// What is looked at of an app that can be used.
const OF_APP: [&str; 2] = ["host_preset", "session"];

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
pub(super) async fn examine(
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

/// The management API, and what the credentials are good for.
async fn management(platform: &Platform, meeting: Option<&MeetingId>) -> Vec<Check> {
    let mut checks = connection(platform, platform.rest.api(), ["api_dns", "api_connection"]).await;
    if checks.iter().any(has_failed) {
        let rest = ["round_trip", "clock"].into_iter();
        let rest = rest.chain(of_credentials(platform)).chain(OF_APP);
        checks.extend(rest.map(|name| skipped(name, "the API cannot be reached")));
        return checks;
    }
    match in_time(platform.rest.probe()).await {
        Ok(probe) => {
            checks.extend(round_trip(&probe));
            checks.extend(credentials(platform, probe.answer).await);
        }
        Err(error) => {
            checks.push(failed("round_trip", problem(error)));
            let rest = ["clock"].into_iter().chain(of_credentials(platform));
            checks.extend(rest.map(|name| skipped(name, "the API does not answer")));
        }
    }
    if checks.iter().any(has_failed) {
        checks.extend(OF_APP.map(|name| skipped(name, "something before it failed")));
        return checks;
    }
    let (preset, session) = tokio::join!(host_preset(platform), session(platform, meeting));
    checks.extend([preset, session]);
    checks
}

/// Where participants are told where their socket is. Without it, the socket is where it usually is.
async fn participants_api(platform: &Platform) -> Option<Check> {
    let name = "participants_api";
    let endpoint = platform.participants_api()?;
    Some(match platform.connect(endpoint).await {
        Ok(took) => timed(ok(name, endpoint.to_string()), took),
        Err(error) => warning(name, error.to_string()),
    })
}

async fn socket(platform: &Platform, endpoint: &Endpoint) -> Vec<Check> {
    let mut checks = connection(platform, endpoint, ["socket_dns", "socket_connection"]).await;
    if checks.iter().any(has_failed) {
        checks.push(skipped("socket", "its host cannot be reached"));
        return checks;
    }
    let hint = "a proxy on the way must let WebSockets through";
    checks.push(match platform.try_socket(endpoint).await {
        Ok((true, took)) => timed(ok("socket", "sockets get through"), took),
        Ok((false, took)) => timed(
            ok("socket", "answers, and refuses whoever has no token"),
            took,
        ),
        Err(error) => failed("socket", problem(error).hint(hint)),
    });
    checks
}

/// The name and the connection. Behind a proxy, the name need not be known here.
async fn connection(platform: &Platform, endpoint: &Endpoint, names: [&str; 2]) -> Vec<Check> {
    let [dns, connection] = names;
    let (resolved, connected) =
        tokio::join!(platform.resolve(endpoint), platform.connect(endpoint));
    let kind = match endpoint.url().scheme() {
        "https" | "wss" => "TCP and TLS",
        _ => "TCP, not encrypted: on this machine",
    };
    let resolved = match (resolved, &connected) {
        (Ok((1, took)), _) => timed(ok(dns, "1 address"), took),
        (Ok((count, took)), _) => timed(ok(dns, format!("{count} addresses")), took),
        (Err(_), Ok(_)) => warning(dns, "the name is not known here; a proxy knows it"),
        (Err(error), Err(_)) => {
            let hint = "check the network, and DYTE_STAGE_API_URL or DYTE_STAGE_SIGNALLING_URL";
            let unknown = failed(dns, problem(error).hint(hint));
            return vec![unknown, skipped(connection, "its name is not known")];
        }
    };
    let connected = match connected {
        Ok(took) => timed(ok(connection, kind), took),
        Err(error) => {
            let hint = "check the network and the proxy; one that opens TLS needs its certificate \
                        in the system's store";
            failed(connection, problem(error).hint(hint))
        }
    };
    vec![resolved, connected]
}

/// How long an answer takes on an open connection, and what the platform's clock says.
fn round_trip(probe: &Probe) -> Vec<Check> {
    let answer = timed(ok("round_trip", "one answer of the API"), probe.took);
    let Some(date) = probe.date else {
        return vec![
            answer,
            warning("clock", "the platform does not tell the time"),
        ];
    };
    // The platform's clock counts in seconds, and its answer took a while.
    let skew = Timestamp::now().duration_since(date);
    let apart = format!("{} s apart from the platform's", skew.as_secs().abs());
    let clock = if skew.abs() <= LARGEST_SKEW {
        ok("clock", apart)
    } else {
        Check {
            hint: Some(
                "set this machine's clock: by a wrong one, tokens seem to have ended".into(),
            ),
            ..warning("clock", apart)
        }
    };
    vec![answer, clock]
}

/// What is looked at of the credentials: Dyte has no tokens and no accounts.
fn of_credentials(platform: &Platform) -> Vec<&'static str> {
    match platform.rest.credentials() {
        Credentials::RealtimeKit { .. } => vec!["token", "account", "app"],
        Credentials::Dyte { .. } => vec!["app"],
    }
}

/// What the credentials are good for: the token, the account, the app and its meetings.
async fn credentials(platform: &Platform, meetings: Result<(), Error>) -> Vec<Check> {
    let rest = &platform.rest;
    let (status, apps) = tokio::join!(in_time(rest.verify_token()), in_time(rest.apps()));
    let is_good = meetings.is_ok();
    let token = status.transpose().map(|status| token(status, is_good));
    let hint = "check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime";
    let account = apps.transpose().map(|apps| match apps {
        Ok(apps) => account(&apps, rest.credentials().app_id()),
        Err(error) => failed("account", refused(error, hint)),
    });
    // Whose meetings can be read, that app is there.
    let account = account.map(|account| match account.status {
        CheckStatus::Failed if is_good => warning("account", account.detail),
        _ => account,
    });
    let hint = match rest.credentials() {
        Credentials::RealtimeKit { .. } => {
            "check DYTE_STAGE_APP_ID, and the token's permission Realtime"
        }
        Credentials::Dyte { .. } => "check DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY",
    };
    let app = match meetings {
        Ok(()) => ok("app", "its meetings can be read"),
        Err(error) => failed("app", refused(error, hint)),
    };
    token.into_iter().chain(account).chain([app]).collect()
}

/// Whether the API token is active. Tokens of an account, not of a user, are refused here, and good
/// all the same.
fn token(status: Result<TokenStatus, Error>, is_good: bool) -> Check {
    let name = "token";
    match status {
        Ok(token) if token.status == "active" => ok(name, "active"),
        Ok(token) => {
            let detail = format!("the API token is {}", token.status);
            let problem = ErrorCode::PlatformUnauthorized.problem(detail);
            failed(name, problem.hint("make another one"))
        }
        Err(Error::Refused(error @ (Refused::Credentials(_) | Refused::Request(..)))) => {
            if is_good {
                return warning(name, format!("not a user's token: {error}"));
            }
            let hint = "check DYTE_STAGE_API_TOKEN; only an account's is refused here and good \
                        all the same";
            Check {
                hint: Some(hint.to_owned()),
                ..warning(name, error.to_string())
            }
        }
        Err(error) => warning(name, error.to_string()),
    }
}

/// Whether the account has the app.
fn account(apps: &[PlatformApp], wanted: &str) -> Check {
    if let Some(app) = apps.iter().find(|app| app.id == wanted) {
        let name = app.name.as_deref().unwrap_or("unnamed");
        return ok("account", format!("has the app: {name}"));
    }
    let mut ids: Vec<_> = apps.iter().map(|app| &*app.id).collect();
    if ids.is_empty() {
        ids.push("none");
    }
    let detail = format!(
        "the account has no app {wanted}; it has: {}",
        ids.join(", ")
    );
    let problem = ErrorCode::PlatformUnauthorized.problem(detail);
    failed("account", problem.hint("check DYTE_STAGE_APP_ID"))
}

async fn host_preset(platform: &Platform) -> Check {
    let presets = in_time(platform.presets()).await.map_err(JoinError::from);
    match presets.and_then(|presets| platform.chosen(presets)) {
        Ok(preset) => {
            let obstacles = Permissions::from(&preset).obstacles();
            let obstacles: Vec<_> = obstacles.iter().map(ToString::to_string).collect();
            match obstacles.join("; ") {
                none if none.is_empty() => ok("host_preset", preset.name),
                why => warning("host_preset", format!("{}, which {why}", preset.name)),
            }
        }
        Err(error) => failed("host_preset", join_problem(error)),
    }
}

async fn session(platform: &Platform, meeting: Option<&MeetingId>) -> Check {
    let name = "session";
    let Some(meeting) = meeting else {
        return match in_time(platform.rest.live_sessions()).await {
            Ok(live) => ok(
                name,
                format!("{} live; none was named: --meeting", live.len()),
            ),
            Err(error) => failed(name, problem(error)),
        };
    };
    match in_time(platform.live_session(meeting)).await {
        Ok(session) => ok(name, format!("{meeting} is live: {session}")),
        Err(JoinError::NoLiveSession) => warning(name, format!("nobody is in {meeting}")),
        Err(error) => failed(name, join_problem(error)),
    }
}

/// Looks no longer than it may take.
async fn in_time<T, E: From<Error>>(look: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let late = || Unavailable::Timeout {
        what: "the call".to_owned(),
        seconds: LOOK_TIMEOUT.as_secs(),
    };
    let found = timeout(LOOK_TIMEOUT, look).await;
    found.unwrap_or_else(|_| Err(Error::from(late()).into()))
}
