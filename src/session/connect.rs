//! Connects: to a service elsewhere, or to one that is started in this process, on top of a live
//! platform or of the sandbox.

use std::net::Ipv4Addr;

use secrecy::SecretString;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::background::Background;
use super::load_config::load_config;
use super::open_platform::{OpenPlatform, loopback, open_live, open_sandbox};
use crate::cache::Cache;
use crate::config::{Config, Flags, Target};
use crate::error::{CliError, no_http_client};
use crate::output::Output;
use client::StageClient;
use model::MeetingId;
use net::Endpoint;
use platform::Rest;
use service::{Service, Settings};

/// A client, and what was started for it.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) client: StageClient,
    /// The meeting that is configured, if one is.
    pub(crate) meeting: Option<MeetingId>,
    /// The platform's own API, if its credentials are here.
    pub(super) rest: Option<Rest>,
    /// Where the service's answers are kept for completion.
    pub(super) cache: Option<Cache>,
    pub(crate) background: Background,
}

/// Connects as the variables and the flags say.
pub(super) async fn connect(flags: &Flags, output: &Output) -> Result<Connected, CliError> {
    let config = load_config(output)?.resolve(flags)?;
    connect_to(config, output).await
}

/// Connects as a configuration says.
pub(crate) async fn connect_to(config: Config, output: &Output) -> Result<Connected, CliError> {
    let cache = Cache::of(&config);
    let Config {
        target,
        meeting,
        home,
    } = config;
    let opened = match target {
        Target::Server(server) => {
            output.waits_for(format!("the service {}", server.url));
            return Ok(Connected {
                client: client(server.url, server.token)?,
                meeting,
                rest: None,
                cache,
                background: Background::default(),
            });
        }
        Target::Platform(account) => open_live(*account, meeting, &home, output)?,
        Target::Sandbox {
            by_default,
            host_preset,
        } => open_sandbox(by_default, host_preset, meeting, &home, output).await?,
    };
    let OpenPlatform {
        platform,
        meeting,
        sandbox,
    } = opened;
    // To this process alone.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.map_err(CliError::cannot_start)?;
    let token = SecretString::from(Uuid::new_v4().to_string());
    let settings = Settings::private(token.clone());
    let rest = platform.rest.clone();
    let service = Service::serve(listener, platform, settings).map_err(CliError::cannot_start)?;
    Ok(Connected {
        client: client(loopback(&service.url())?, token)?,
        meeting,
        rest: Some(rest),
        cache,
        background: Background {
            service: Some(service),
            sandbox,
        },
    })
}

fn client(url: Endpoint, token: SecretString) -> Result<StageClient, CliError> {
    StageClient::new(url, token).map_err(no_http_client)
}
