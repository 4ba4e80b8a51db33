//! The doctor: looks at everything between here and the platform, changes nothing and joins nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};

use super::App;
use super::extract::Parameters;
use super::failure::Failure;
use crate::api::problem::ProblemExt;
use crate::api::{Check, CheckStatus, Doctor, DoctorQuery, ErrorCode, Problem};
use crate::config::{Credentials, Endpoint};
use crate::platform::rest::Probe;
use crate::platform::{Error, JoinError, Platform, Refused};
use crate::stage::MeetingId;
use crate::wire::rest::App as PlatformApp;

/// How far the clocks may be apart before tokens seem to have ended, or not to have begun.
const LARGEST_SKEW: SignedDuration = SignedDuration::from_secs(30);

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
    let names: &[&str] = match platform.rest.credentials() {
        Credentials::RealtimeKit { .. } => &["token", "account", "app"],
        Credentials::Dyte { .. } => &["organization"],
    };
    let unreachable = "the API cannot be reached";
    if checks.iter().any(has_failed) {
        let names = [&["round_trip", "clock"], names, &["host_preset", "session"]].concat();
        checks.extend(names.iter().map(|name| skipped(name, unreachable)));
        return checks;
    }
    let probe = platform.rest.probe().await;
    checks.extend(round_trip(&probe));
    let credentials = credentials(platform, probe.and_then(|probe| probe.answer)).await;
    let are_refused = credentials.iter().any(has_failed);
    checks.extend(credentials);
    if are_refused {
        let rest = ["host_preset", "session"];
        checks.extend(rest.map(|name| skipped(name, "the app's meetings cannot be read")));
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
        Ok(took) => timed(ok("socket", "sockets get through"), took),
        // Somebody answered; only an attempt with a token would tell whether it was the platform.
        Err(Error::Refused(Refused::Request(status, _))) => Check {
            hint: Some(hint.to_owned()),
            ..warning("socket", format!("it was answered with HTTP {status}"))
        },
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
fn round_trip(probe: &Result<Probe, Error>) -> Vec<Check> {
    let Ok(probe) = probe else {
        return vec![skipped("clock", "the API did not answer")];
    };
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

/// What the credentials are good for. That the app's meetings can be read is what counts: a token
/// need not be good for more.
async fn credentials(platform: &Platform, meetings: Result<(), Error>) -> Vec<Check> {
    let (token, apps) = tokio::join!(platform.rest.verify_token(), platform.rest.apps());
    let token = token.map(|token| token.map(|token| token.status));
    let token = match token {
        Ok(None) => None,
        Ok(Some(status)) if status == "active" => Some(ok("token", status)),
        Ok(Some(status)) => {
            let detail = format!("the API token is {status}");
            let problem = ErrorCode::PlatformUnauthorized.problem(detail);
            Some(failed("token", problem.hint("make another one")))
        }
        Err(Error::Refused(_)) if meetings.is_ok() => Some(ok(
            "token",
            "good; it is an account's token, which cannot be verified",
        )),
        Err(error) => Some(warning(
            "token",
            format!("it could not be verified: {error}"),
        )),
    };
    let account = match apps {
        Ok(apps) => apps.map(|apps| account(&apps, platform.rest.credentials().app_id())),
        Err(error) => {
            let hint =
                "check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime";
            Some(failed("account", problem(error).hint(hint)))
        }
    };
    let account = account.map(|check| match check.status {
        CheckStatus::Failed if meetings.is_ok() => warning("account", check.detail),
        _ => check,
    });
    let (name, hint) = match platform.rest.credentials() {
        Credentials::RealtimeKit { .. } => (
            "app",
            "check DYTE_STAGE_APP_ID, and that the token has the permission Realtime",
        ),
        Credentials::Dyte { .. } => (
            "organization",
            "check DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY",
        ),
    };
    let app = match meetings {
        Ok(()) => ok(name, "its meetings can be read"),
        Err(error) => failed(name, problem(error).hint(hint)),
    };
    token.into_iter().chain(account).chain([app]).collect()
}

/// Whether the account has the app.
fn account(apps: &[PlatformApp], wanted: &str) -> Check {
    if let Some(app) = apps.iter().find(|app| app.id == wanted) {
        let name = app.name.as_deref().unwrap_or("unnamed");
        return ok("account", format!("has the app: {name}"));
    }
    let ids: Vec<_> = apps.iter().map(|app| &*app.id).collect();
    let detail = format!(
        "the account has no app {wanted}; it has: {}",
        ids.join(", ")
    );
    let problem = ErrorCode::PlatformUnauthorized.problem(detail);
    failed("account", problem.hint("check DYTE_STAGE_APP_ID"))
}

async fn host_preset(platform: &Platform) -> Check {
    let presets = platform.presets().await.map_err(JoinError::from);
    match presets.and_then(|presets| platform.chosen(presets)) {
        Ok(preset) => ok("host_preset", preset.name),
        Err(error) => failed("host_preset", join_problem(error)),
    }
}

async fn session(platform: &Platform, meeting: Option<&MeetingId>) -> Check {
    let name = "session";
    let Some(meeting) = meeting else {
        return match platform.rest.live_sessions().await {
            Ok(live) => ok(
                name,
                format!("{} live; none was named: --meeting", live.len()),
            ),
            Err(error) => failed(name, problem(error)),
        };
    };
    match platform.live_session(meeting).await {
        Ok(session) => ok(name, format!("{meeting} is live: {session}")),
        Err(JoinError::NoLiveSession) => warning(name, format!("nobody is in {meeting}")),
        Err(error) => failed(name, join_problem(error)),
    }
}

fn has_failed(check: &Check) -> bool {
    check.status == CheckStatus::Failed
}

/// Without a hint, which would point here.
fn problem(error: Error) -> Problem {
    let mut problem = Failure::from(error).into_problem();
    problem.extensions.hint = None;
    problem
}

fn join_problem(error: JoinError) -> Problem {
    match error {
        JoinError::Platform(error) => problem(error),
        error => Failure::from(error).into_problem(),
    }
}

fn ok(name: &str, detail: impl Into<String>) -> Check {
    check(name, CheckStatus::Ok, detail.into())
}

fn warning(name: &str, detail: impl Into<String>) -> Check {
    check(name, CheckStatus::Warning, detail.into())
}

fn skipped(name: &str, why: &str) -> Check {
    check(name, CheckStatus::Skipped, why.to_owned())
}

fn failed(name: &str, problem: Problem) -> Check {
    Check {
        code: Some(problem.extensions.code),
        hint: problem.extensions.hint,
        ..check(
            name,
            CheckStatus::Failed,
            problem.detail.unwrap_or_default(),
        )
    }
}

fn check(name: &str, status: CheckStatus, detail: String) -> Check {
    Check {
        name: name.to_owned(),
        status,
        detail,
        milliseconds: None,
        code: None,
        hint: None,
    }
}

fn timed(check: Check, took: Duration) -> Check {
    Check {
        milliseconds: u64::try_from(took.as_millis()).ok(),
        ..check
    }
}
