//! Checks of the management API: its responses, the clock, and then the credentials and the app.

use jiff::{SignedDuration, Timestamp};

use super::app::{host_preset, session};
use super::check::{failed, has_failed, in_time, ok, problem, skipped, timed, warning};
use super::credentials::{credentials, names};
use super::network::connection;
use api::Check;
use model::MeetingId;
use platform::Platform;
use platform::rest::Probe;

/// How far the clocks may be apart: beyond that, tokens may seem expired, or not valid yet.
const LARGEST_SKEW: SignedDuration = SignedDuration::from_secs(30);

/// The checks of an app whose credentials are good.
const OF_APP: [&str; 2] = ["host_preset", "session"];

/// The management API, the credentials and the app.
pub(super) async fn management(platform: &Platform, meeting: Option<&MeetingId>) -> Vec<Check> {
    let mut checks = connection(platform, platform.rest.api(), ["api_dns", "api_connection"]).await;
    if checks.iter().any(has_failed) {
        let rest = ["round_trip", "clock"].into_iter();
        let rest = rest.chain(names(platform)).chain(OF_APP);
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
            let rest = ["clock"].into_iter().chain(names(platform));
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

/// How long a response takes on an open connection, and how far the platform's clock is apart.
fn round_trip(probe: &Probe) -> Vec<Check> {
    let response = timed(ok("round_trip", "one answer of the API"), probe.took);
    let Some(date) = probe.date else {
        return vec![
            response,
            warning("clock", "the platform does not tell the time"),
        ];
    };
    // The platform's clock counts in seconds, and its response took a while.
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
    vec![response, clock]
}
