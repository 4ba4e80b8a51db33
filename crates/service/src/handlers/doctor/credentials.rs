//! Checks of the credentials: the token, the account and the app.

use super::check::{failed, in_time, ok, refused, warning};
use api::problem::ProblemExt;
use api::{Check, CheckStatus, ErrorCode};
use platform::{Credentials, Error, Platform, Refused};
use protocol::rest::{App as PlatformApp, TokenStatus};

/// The names of these checks: Dyte has no tokens and no accounts.
pub(super) fn names(platform: &Platform) -> Vec<&'static str> {
    match platform.rest.credentials() {
        Credentials::RealtimeKit { .. } => vec!["token", "account", "app"],
        Credentials::Dyte { .. } => vec!["app"],
    }
}

/// The token, the account, and the app with its meetings.
pub(super) async fn credentials(platform: &Platform, meetings: Result<(), Error>) -> Vec<Check> {
    let rest = &platform.rest;
    let (status, apps) = tokio::join!(in_time(rest.verify_token()), in_time(rest.apps()));
    let is_good = meetings.is_ok();
    let token = status.transpose().map(|status| token(status, is_good));
    let hint = "check DYTE_STAGE_ACCOUNT_ID, and that the token has the permission Realtime";
    let account = apps.transpose().map(|apps| match apps {
        Ok(apps) => account(&apps, rest.credentials().app_id()),
        Err(error) => failed("account", refused(error, hint)),
    });
    // An app whose meetings can be read exists.
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

/// Whether the API token is active. The platform refuses to verify tokens of an account, although
/// they are good.
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
