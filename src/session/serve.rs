//! A service for others: its tokens, its audit log, and how it is started on top of the configured
//! platform.

use std::path::Path;

use serde::Serialize;
use tokio::net::TcpListener;

use super::background::Background;
use super::listen::ListenOptions;
use super::load_config::load_config;
use super::open_platform::{open_live, open_sandbox};
use crate::config::{Config, Environment, Flags, Home, Target};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use api::Platform;
use service::tokens::{TokenStore, TokenVerifier};
use service::{Access, AuditLog, Service, Settings};

/// Everything that a service needs but a platform.
#[derive(Debug)]
pub(crate) struct ServiceOptions {
    listener: TcpListener,
    settings: Settings,
    /// The file of the tokens.
    pub(crate) tokens: TokenStore,
}

/// A service that is served.
#[derive(Debug, Serialize)]
pub(crate) struct Served {
    pub(crate) platform: Platform,
    pub(crate) url: String,
}

impl ServiceOptions {
    /// Gets it all, or says what is missing.
    pub(crate) async fn prepare(
        listen: ListenOptions,
        audit_log: Option<&Path>,
    ) -> Result<Self, CliError> {
        let home = Home::find(&Environment::read())?;
        let tokens = TokenStore::in_folder(home.state()?);
        let tls = listen.tls().await?;
        let audit = audit_log.map(open_audit_log).transpose()?;
        let listener = listen.bind().await?;
        let settings = Settings {
            access: Access::Tokens(TokenVerifier::new(tokens.clone())),
            tls,
            audit,
            outlives_callers: true,
        };
        Ok(Self {
            listener,
            settings,
            tokens,
        })
    }
}

fn open_audit_log(path: &Path) -> Result<AuditLog, CliError> {
    AuditLog::open(path).map_err(|error| {
        let message = format!("cannot write the audit log {}: {error}", path.display());
        CliError::new("audit_log", Exit::Failed, message).with_hint(
            "see whether the folder exists and can be written; two services cannot share a file",
        )
    })
}

/// Serves others as the variables and the flags say, with at most so many connections into
/// meetings.
pub(crate) async fn serve_others(
    flags: &Flags,
    options: ServiceOptions,
    most_connections: usize,
    output: &Output,
) -> Result<(Served, Background), CliError> {
    let config = load_config(output)?.resolve(flags)?;
    let Config {
        target,
        meeting,
        home,
    } = config;
    let opened = match target {
        Target::Server(server) => {
            let message = format!(
                "it would serve {}, which is a service already: unset DYTE_STAGE_SERVER",
                server.url
            );
            return Err(CliError::usage(message));
        }
        Target::Platform(account) => open_live(*account, meeting, &home, output)?,
        Target::Sandbox {
            by_default,
            host_preset,
        } => open_sandbox(by_default, host_preset, meeting, &home, output).await?,
    };
    let platform = opened.platform.with_most_connections(most_connections);
    let kind = platform.kind;
    let ServiceOptions {
        listener, settings, ..
    } = options;
    let service = Service::serve(listener, platform, settings).map_err(CliError::cannot_start)?;
    let served = Served {
        platform: kind,
        url: service.url(),
    };
    let background = Background {
        service: Some(service),
        sandbox: opened.sandbox,
    };
    Ok((served, background))
}
