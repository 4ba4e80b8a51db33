//! Opens a platform for a service in this process: a live one, or the sandbox.

use super::used_sandbox::{UsedSandbox, warn_of_set_aside};
use crate::config::{Config, Home, Target};
use crate::error::{CliError, no_http_client};
use crate::output::Output;
use model::MeetingId;
use net::{Endpoint, EndpointError};
use platform::{Account, Credentials, Error, Platform, Refused, Signalling};
use sandbox::{Address, ServeError};

/// A platform, and what was started for it.
pub(super) struct OpenPlatform {
    pub(super) platform: Platform,
    /// The meeting that is configured, if one is; in the sandbox, the demo meeting otherwise.
    pub(super) meeting: Option<MeetingId>,
    pub(super) sandbox: Option<UsedSandbox>,
}

/// Opens a live platform.
pub(super) fn open_live(
    account: Account,
    meeting: Option<MeetingId>,
    home: &Home,
    output: &Output,
) -> Result<OpenPlatform, CliError> {
    let kind = match account.credentials {
        Credentials::RealtimeKit { .. } => api::Platform::RealtimeKit,
        Credentials::Dyte { .. } => api::Platform::Dyte,
    };
    output.waits_for(kind.to_string());
    Ok(OpenPlatform {
        platform: platform(kind, account, home)?,
        meeting,
        sandbox: None,
    })
}

/// Opens the sandbox, which this process serves or another one does.
pub(super) async fn open_sandbox(
    by_default: bool,
    host_preset: Option<String>,
    meeting: Option<MeetingId>,
    home: &Home,
    output: &Output,
) -> Result<OpenPlatform, CliError> {
    let of = |address: &Address| {
        let account = account(address, host_preset.clone())?;
        platform(api::Platform::Sandbox, account, home)
    };
    output.waits_for("the sandbox, which another command uses".to_owned());
    let (used, platform) = UsedSandbox::find(home.state()?, of).await?;
    output.waits_for("the sandbox".to_owned());
    warn_of_set_aside(used.set_aside(), output);
    if by_default {
        output.note("using the sandbox: no platform is configured (dyte-stage auth login)");
    }
    Ok(OpenPlatform {
        platform,
        meeting: meeting.or_else(|| Some(sandbox::DEMO.into())),
        sandbox: Some(used),
    })
}

/// The apps that an account's token can list, each with its name: before one of them is chosen.
pub(crate) async fn apps(config: Config) -> Result<Vec<(String, String)>, CliError> {
    let Target::Platform(account) = &config.target else {
        return Ok(Vec::new());
    };
    let platform = platform(
        api::Platform::RealtimeKit,
        (**account).clone(),
        &config.home,
    )?;
    let apps = match platform.rest.apps().await {
        Ok(apps) => apps.unwrap_or_default(),
        // A token that may not list apps may still use one.
        Err(Error::Refused(Refused::Request(..) | Refused::NotFound(_))) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let apps = apps.into_iter();
    Ok(apps
        .map(|app| (app.id, app.name.unwrap_or_default()))
        .collect())
}

fn platform(kind: api::Platform, account: Account, home: &Home) -> Result<Platform, CliError> {
    let tokens = home.cache()?.to_owned();
    Platform::new(kind, account, tokens).map_err(no_http_client)
}

fn account(sandbox: &Address, host_preset: Option<String>) -> Result<Account, CliError> {
    Ok(Account {
        credentials: Credentials::RealtimeKit {
            account_id: sandbox::ACCOUNT.to_owned(),
            app_id: sandbox::ACCOUNT.to_owned(),
            api_token: sandbox.api_token().into(),
        },
        api: loopback(&sandbox.api_url())?,
        signalling: Signalling::At(Endpoint::socket(&sandbox.signalling_url()).map_err(unusable)?),
        host_preset,
    })
}

pub(super) fn loopback(url: &str) -> Result<Endpoint, CliError> {
    Endpoint::rest(url).map_err(unusable)
}

fn unusable(error: EndpointError) -> CliError {
    let error = std::io::Error::other(error);
    ServeError::Listen(error).into()
}
