//! Starts what a command needs and yields a client: of a service elsewhere, or of one in this
//! process, on top of a live platform or of the sandbox. No command knows which.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;
use uuid::Uuid;

use super::completion::Memory;
use super::error::CliError;
use super::output::Output;
use super::sandbox::UsedSandbox;
use super::serving::{Served, Serving};
use crate::config::{Config, Flags, LoadedConfig, Target};
use api;
use client::StageClient;
use model::MeetingId;
use net::Endpoint;
use net::describe;
use net::endpoint::EndpointError;
use platform::{Account, Credentials, Signalling};
use platform::{Error, Platform, Refused, Rest};
use sandbox::store::SetAside;
use sandbox::{self, Address, Sandbox, ServeError};
use service::{Service, Settings};

/// A client, and what was started for it.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: StageClient,
    /// The meeting that is meant, if one is.
    pub(super) meeting: Option<MeetingId>,
    /// The platform's own API, if its credentials are here.
    pub(super) rest: Option<Rest>,
    /// Where what it is told is kept for completion.
    pub(super) memory: Option<Memory>,
    started: Started,
}

/// What was started, to be ended with the command.
#[derive(Debug, Default)]
pub(super) struct Started {
    service: Option<Service>,
    sandbox: Option<UsedSandbox>,
}

/// A platform, and what was started for it.
struct Opened {
    platform: Platform,
    /// The meeting that is meant, if one is.
    meeting: Option<MeetingId>,
    sandbox: Option<UsedSandbox>,
}

impl Session {
    /// Says that this command stays: others need not wait until it ends.
    pub(super) async fn stay(&self) -> Result<(), CliError> {
        self.started.stay().await
    }

    /// What was started for it.
    pub(super) fn into_started(self) -> Started {
        self.started
    }
}

impl Started {
    /// A sandbox that this command serves.
    pub(super) fn sandbox(sandbox: Sandbox) -> Self {
        Self {
            service: None,
            sandbox: Some(UsedSandbox::Ours(sandbox)),
        }
    }

    /// Says that this command stays: others need not wait until it ends.
    pub(super) async fn stay(&self) -> Result<(), CliError> {
        match &self.sandbox {
            Some(sandbox) => sandbox.stay().await,
            None => Ok(()),
        }
    }

    /// Ends what was started: hosts and participants leave their meetings, others may use the sandbox.
    pub(super) async fn close(self) {
        if let Some(service) = self.service {
            service.close().await;
        }
        if let Some(sandbox) = self.sandbox {
            sandbox.close().await;
        }
    }
}

/// Connects as the variables and the flags say.
pub(super) async fn connect(flags: &Flags, output: &Output) -> Result<Session, CliError> {
    let config = load_config(output)?.resolve(flags)?;
    connect_to(config, output).await
}

/// Reads the configuration, and warns of its unknown keys.
pub(super) fn load_config(output: &Output) -> Result<LoadedConfig, CliError> {
    let loaded = LoadedConfig::read()?;
    let path = loaded.home.config_file();
    for key in &loaded.unknown_keys {
        output.warn(&format!("{}: {key} means nothing", path.display()));
    }
    Ok(loaded)
}

/// Connects as a configuration says.
pub(super) async fn connect_to(config: Config, output: &Output) -> Result<Session, CliError> {
    if let Target::Server(server) = &config.target {
        output.waits_for(format!("the service {}", server.url));
        return Ok(Session {
            client: client(server.url.clone(), server.token.clone())?,
            memory: Memory::of(&config),
            meeting: config.meeting,
            rest: None,
            started: Started::default(),
        });
    }
    let memory = Memory::of(&config);
    let Opened {
        platform,
        meeting,
        sandbox,
    } = open(config, output).await?;
    // To this process alone.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.map_err(CliError::Runtime)?;
    let token = secrecy::SecretString::from(Uuid::new_v4().to_string());
    let settings = Settings::private(token.clone());
    let rest = platform.rest.clone();
    let service = Service::serve(listener, platform, settings).map_err(CliError::Runtime)?;
    Ok(Session {
        client: client(loopback(&service.url())?, token)?,
        meeting,
        rest: Some(rest),
        memory,
        started: Started {
            service: Some(service),
            sandbox,
        },
    })
}

/// Serves others as the variables and the flags say, with at most so many connections into meetings.
pub(super) async fn serve_others(
    flags: &Flags,
    serving: Serving,
    most_connections: usize,
    output: &Output,
) -> Result<(Served, Started), CliError> {
    let config = load_config(output)?.resolve(flags)?;
    if let Target::Server(server) = &config.target {
        let message = format!(
            "it would serve {}, which is a service already: unset DYTE_STAGE_SERVER",
            server.url
        );
        return Err(CliError::Usage(message));
    }
    let opened = open(config, output).await?;
    let platform = opened.platform.with_most_connections(most_connections);
    let kind = platform.kind;
    let Serving {
        listener, settings, ..
    } = serving;
    let service = Service::serve(listener, platform, settings).map_err(CliError::Runtime)?;
    let served = Served {
        platform: kind,
        url: service.url(),
    };
    let started = Started {
        service: Some(service),
        sandbox: opened.sandbox,
    };
    Ok((served, started))
}

/// The apps that an account's token can list, each with its name: before one of them is chosen.
pub(super) async fn apps(config: Config) -> Result<Vec<(String, String)>, CliError> {
    let Target::Platform(account) = &config.target else {
        return Ok(Vec::new());
    };
    let platform = platform(api::Platform::RealtimeKit, (**account).clone(), &config)?;
    let apps = match platform.rest.apps().await {
        Ok(apps) => apps.unwrap_or_default(),
        // Whoever may not list them may use one all the same.
        Err(Error::Refused(Refused::Request(..) | Refused::NotFound(_))) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let apps = apps.into_iter();
    Ok(apps
        .map(|app| (app.id, app.name.unwrap_or_default()))
        .collect())
}

/// Opens the platform that is configured.
async fn open(config: Config, output: &Output) -> Result<Opened, CliError> {
    match &config.target {
        // Whoever asks has looked.
        Target::Server(server) => {
            let message = format!("{} is a service, and no platform", server.url);
            Err(CliError::Usage(message))
        }
        Target::Platform(account) => {
            let kind = match account.credentials {
                Credentials::RealtimeKit { .. } => api::Platform::RealtimeKit,
                Credentials::Dyte { .. } => api::Platform::Dyte,
            };
            output.waits_for(kind.to_string());
            Ok(Opened {
                platform: platform(kind, (**account).clone(), &config)?,
                meeting: config.meeting,
                sandbox: None,
            })
        }
        Target::Sandbox {
            by_default,
            host_preset,
        } => {
            let of = |address: &Address| {
                let account = account(address, host_preset.clone())?;
                platform(api::Platform::Sandbox, account, &config)
            };
            output.waits_for("the sandbox, which another command uses".to_owned());
            let (used, platform) = UsedSandbox::find(config.home.state()?, of).await?;
            output.waits_for("the sandbox".to_owned());
            warn_of_set_aside(used.set_aside(), output);
            if *by_default {
                output.note("using the sandbox: no platform is configured (dyte-stage auth login)");
            }
            Ok(Opened {
                platform,
                meeting: config.meeting.or_else(|| Some(sandbox::DEMO.into())),
                sandbox: Some(used),
            })
        }
    }
}

/// Says that a file could not be used, and where it is now.
pub(super) fn warn_of_set_aside(set_aside: Option<&SetAside>, output: &Output) {
    if let Some(SetAside { path, reason }) = set_aside {
        let path = path.display();
        output.warn(&format!(
            "the sandbox's state could not be used ({reason}); it is kept as {path}, and a new \
             sandbox takes its place"
        ));
    }
}

fn platform(kind: api::Platform, account: Account, config: &Config) -> Result<Platform, CliError> {
    let tokens = config.home.cache()?.to_owned();
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

fn client(url: Endpoint, token: secrecy::SecretString) -> Result<StageClient, CliError> {
    StageClient::new(url, token).map_err(no_http_client)
}

fn loopback(url: &str) -> Result<Endpoint, CliError> {
    Endpoint::rest(url).map_err(unusable)
}

fn unusable(error: EndpointError) -> CliError {
    let error = std::io::Error::other(error);
    ServeError::Listen(error).into()
}

fn no_http_client(error: reqwest::Error) -> CliError {
    CliError::HttpClient(describe(error))
}
